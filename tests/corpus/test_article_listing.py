"""Lists of articles in any order, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Selection, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.database import Database
from corpus.listing import CollectionSize, Listing, Page, Place, Sort

BEGAN = datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class Clock:
    """Every look is a minute later than the one before, unless it stands."""

    def __init__(self) -> None:
        self.now = BEGAN
        self.stands = False

    def __call__(self) -> datetime:
        if not self.stands:
            self.now += timedelta(minutes=1)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def catalogue(tmp_path: Path, clock: Clock) -> Iterator[Catalogue]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield Catalogue(database, clock)
    database.close()


def publish(catalogue: Catalogue, article: Article, source: str | None = None) -> None:
    with catalogue.writing() as tx:
        catalogue.store_vectors(tx, {b"key": StoredVectors(b"\0\0\0\0")})
        key, _ = catalogue.stage(tx, article, [StagedPassage(article.cut(Span(0, len(article.text))), b"key")])
        catalogue.flip(tx, article.id, key)
        catalogue.set_source(tx, article.id, source)


def ids(page: Page) -> list[str]:
    return [stored.article.id for stored in page.articles]


def walked(catalogue: Catalogue, listing: Listing, limit: int) -> list[str]:
    """The whole list, page by page."""
    found: list[str] = []
    behind: Place | None = None
    while True:
        page = catalogue.listed(listing, behind, limit)
        found += ids(page)
        behind = page.next
        if behind is None:
            return found
        assert len(page.articles) == limit


@pytest.fixture
def shelf(catalogue: Catalogue) -> Catalogue:
    for name, title, published, collection in (
        ("d", "zinc mill sold", date(2026, 1, 5), "public"),
        ("a", "Ant farm", None, "public"),
        ("c", "", date(2026, 2, 1), "board"),
        ("é", "ant Hill", date(2026, 1, 5), "public"),
        ("b", "Board paper", None, "board"),
    ):
        publish(catalogue, Article(name, title, "Text.", "The Ledger", published, collection=collection))
    return catalogue


@pytest.mark.parametrize(
    ("sort", "ascending", "descending"),
    [
        (Sort.ID, "abcdé", "édcba"),
        (Sort.PUBLISHED, "décab", "cédba"),
        (Sort.STORED_AT, "dacéb", "bécad"),
        (Sort.TITLE, "aébdc", "dbéac"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 5, 100])
def test_every_order_goes_both_ways_with_what_has_no_key_at_the_end(
    shelf: Catalogue, sort: Sort, ascending: str, descending: str, limit: int
) -> None:
    assert walked(shelf, Listing(sort=sort), limit) == list(ascending)
    assert walked(shelf, Listing(sort=sort, descending=True), limit) == list(descending)


def test_the_last_page_says_so_also_when_it_is_full(shelf: Catalogue) -> None:
    assert shelf.listed(Listing(), None, 5).next is None
    assert shelf.listed(Listing(), None, 4).next is not None
    assert ids(shelf.listed(Listing(), ("é",), 4)) == []


@pytest.mark.parametrize(
    ("listing", "found"),
    [
        (Listing(Selection(("board",))), "bc"),
        (Listing(Selection(())), ""),
        (Listing(Selection(published_from=date(2026, 1, 5), published_to=date(2026, 1, 31))), "dé"),
        (Listing(Selection(publishers=("The Ledger",))), "abcdé"),
        (Listing(Selection(publishers=("the ledger",))), ""),
        (Listing(about=("ANT",)), "aé"),
        (Listing(about=("ant", "hill")), "é"),
        (Listing(about=("ledger", "b")), "b"),
        (Listing(about=("%",)), ""),
        (Listing(language="en"), ""),
    ],
)
def test_a_list_shows_and_counts_what_is_asked_for(shelf: Catalogue, listing: Listing, found: str) -> None:
    page = shelf.listed(listing, None, 1)
    assert page.total == len(found)
    assert walked(shelf, listing, 2) == list(found)


def test_a_source_is_a_document_or_what_lies_above_it(catalogue: Catalogue) -> None:
    for name, source in (
        ("a", "/deals/a.txt"),
        ("b", "/deals/b/b.txt"),
        ("c", "/deals2/c.txt"),
        ("d", None),
        ("e", "/deals"),
        ("f", "https://example.com/f?x=1"),
    ):
        publish(catalogue, Article(name, "", "Text."), source)
    for wanted, found in (
        ("/deals", "abe"),
        ("/deals/", "ab"),
        ("/deals/a.txt", "a"),
        ("https://example.com", "f"),
        ("/deal", ""),
        ("%", ""),
    ):
        assert "".join(ids(catalogue.listed(Listing(source=wanted)))) == found, wanted


def test_a_language_is_told_apart(catalogue: Catalogue) -> None:
    publish(catalogue, Article("a", "", "Text.", language="en"))
    publish(catalogue, Article("b", "", "Texte.", language="fr"))
    publish(catalogue, Article("c", "", "?"))
    assert ids(catalogue.listed(Listing(language="fr"))) == ["b"]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", list(Sort))
def test_what_stays_is_met_once_while_others_come_and_go(shelf: Catalogue, sort: Sort, descending: bool) -> None:
    listing = Listing(sort=sort, descending=descending)
    whole = walked(shelf, listing, 100)
    first = shelf.listed(listing, None, 2)
    gone = whole[1]
    with shelf.writing() as tx:
        shelf.flip(tx, gone, None)  # the very one that the page ended at
    for name, title, published in (("0", "A", date(2020, 1, 1)), ("ü", "zz", date(2030, 1, 1)), ("1", "", None)):
        publish(shelf, Article(name, title, "Text.", published=published))
    seen = ids(first)
    behind = first.next
    while behind is not None:
        page = shelf.listed(listing, behind, 2)
        seen += ids(page)
        behind = page.next
    assert [name for name in seen if name in whole] == whole
    assert len(seen) == len(set(seen))


def test_a_list_that_looks_back_is_one_list(catalogue: Catalogue, clock: Clock) -> None:
    for name in "abc":
        publish(catalogue, Article(name, f"Old {name}", "Text."))
    then = clock.now.replace(tzinfo=UTC)
    publish(catalogue, Article("b", "New b", "Text."))
    publish(catalogue, Article("d", "New d", "Text."))
    back = Selection(held_at=then)
    for sort in Sort:
        listing = Listing(back, sort=sort)
        assert walked(catalogue, listing, 1) == ["a", "b", "c"]
        assert walked(catalogue, replace(listing, descending=True), 2) == ["c", "b", "a"]
        assert catalogue.listed(listing).total == 3
    assert [stored.article.title for stored in catalogue.listed(Listing(back)).articles] == ["Old a", "Old b", "Old c"]
    assert [stored.article.id for stored in catalogue.newest(back, 2, skip=1)] == ["b", "a"]


def test_collections_tell_how_many_live_articles_they_hold(shelf: Catalogue) -> None:
    assert shelf.collection_sizes() == (CollectionSize("board", 2), CollectionSize("public", 3))
    assert shelf.collection_sizes(Selection(("public", "none"))) == (CollectionSize("public", 3),)
    for name in "bc":
        with shelf.writing() as tx:
            shelf.flip(tx, name, None)
    assert shelf.collection_sizes() == (CollectionSize("public", 3),)


_SOME = st.lists(
    st.tuples(
        st.text("aAbBéÉzZ '%_", max_size=3),
        st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2026, 1, 3))),
        st.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some=_SOME, sort=st.sampled_from(Sort), descending=st.booleans(), limit=st.integers(1, 5))
def test_pages_of_any_articles_join_to_the_whole_list(
    tmp_path_factory: pytest.TempPathFactory,
    some: list[tuple[str, date | None, bool]],
    sort: Sort,
    descending: bool,
    limit: int,
) -> None:
    clock = Clock()
    database = Database(tmp_path_factory.mktemp("list") / "catalogue.sqlite3")
    try:
        catalogue = Catalogue(database, clock)
        for number, (title, published, stands) in enumerate(some):
            clock.stands = stands  # several may be stored in one moment
            publish(catalogue, Article(f"n{number:02}", title, "Text.", published=published))
        listing = Listing(sort=sort, descending=descending)
        whole = ids(catalogue.listed(listing, None, 100))
        assert sorted(whole) == sorted(f"n{number:02}" for number in range(len(some)))
        assert walked(catalogue, listing, limit) == whole
    finally:
        database.close()
