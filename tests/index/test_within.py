"""A change for somebody stays within the collections that they reach."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import Article, Selection
from corpus.change import Change, Outcome
from corpus.database import Transaction
from corpus.errors import NotYours
from corpus.source import Delivery, GivenSource, Listed, Receipt, SourceItem
from index.report import RefreshReport
from index.work import Bounded
from tests.index.bench import ROOT, Bench, Held, bench, item

MINE = Selection(("mine", "also mine"))
OWN = "The ferry was sold."
THEIRS = "The tram was leased."


@pytest.fixture
def both(desk: Bench) -> Bench:
    """An article in each of two collections."""
    desk.refresher.put(Article("own", "Own", OWN, collection="mine"))
    desk.refresher.put(Article("theirs", "Theirs", THEIRS, collection="theirs"), "/their/folder/theirs.txt")
    return desk


def held_in(desk: Bench, collection: str) -> tuple[Held, str, set[str], list[tuple[str, str]]]:
    """All that a collection is: its passages with their vectors, its fingerprint, what is found in it, its history."""
    only = Selection((collection,))
    ids = {stored.article.id for stored in desk.catalogue.page(only)}
    found = {hit.passage.article.id for hit in desk.retriever.search("ferry tram", only).hits}
    past = [(i, kept.version) for i in sorted(ids) for kept in desk.catalogue.versions(i)]
    return (
        {key: value for key, value in desk.held().items() if key[0] in ids},
        desk.catalogue.fingerprint(only),
        found,
        past,
    )


def collections_made(desk: Bench) -> list[str]:
    return list(desk.catalogue.collection_ids().values())


def refreshed(desk: Bench, *found: SourceItem, complete: bool = True) -> RefreshReport:
    return desk.refresher.refresh(GivenSource(found, ROOT, complete=complete), Bounded(MINE))


def failures(report: RefreshReport) -> dict[str, str | None]:
    return {outcome.article_id: outcome.reason for outcome in report.failures}


@pytest.mark.parametrize("name", ["theirs", "unheard of"])
def test_nothing_is_put_into_a_collection_beyond_and_none_is_made(both: Bench, name: str) -> None:
    before, made = held_in(both, "theirs"), collections_made(both)
    with pytest.raises(NotYours, match=f"no collection '{name}'"):
        both.refresher.put(Article("new", "New", "News.", collection=name), within=MINE)
    assert (held_in(both, "theirs"), collections_made(both)) == (before, made)
    assert both.catalogue.live("new") is None


@pytest.mark.parametrize("collection", ["mine", "theirs"])
def test_no_article_of_a_collection_beyond_is_replaced_moved_or_removed(both: Bench, collection: str) -> None:
    before = held_in(both, "theirs")
    with pytest.raises(NotYours):
        both.refresher.put(Article("theirs", "Mine now", OWN, collection=collection), within=MINE)
    same = both.catalogue.live("theirs")
    assert same
    with pytest.raises(NotYours):
        both.refresher.put(same.article, "/my/folder", within=MINE)
    assert both.refresher.remove("theirs", MINE) is None
    assert held_in(both, "theirs") == before
    assert both.catalogue.live("theirs") == same
    assert both.problems() == ()


def test_why_an_id_cannot_be_had_tells_nothing_of_what_has_it(both: Bench) -> None:
    with pytest.raises(NotYours) as refused:
        both.refresher.put(Article("theirs", "", OWN, collection="mine"), within=MINE)
    assert not any(
        told in str(refused.value).replace("'theirs'", "") for told in ("Theirs", "folder", "theirs", "tram")
    )


def test_ones_own_articles_are_replaced_moved_and_removed(both: Bench) -> None:
    assert (
        both.refresher.put(Article("own", "", "News.", collection="also mine"), within=MINE).change is Change.REPLACED
    )
    assert both.refresher.remove("own", MINE) == Outcome("own", Change.REMOVED)


def test_an_id_that_is_free_again_can_be_had(both: Bench) -> None:
    both.refresher.remove("theirs")
    assert both.refresher.put(Article("theirs", "", OWN, collection="mine"), within=MINE).change is Change.ADDED
    versions = both.catalogue.versions("theirs")
    assert [kept.collection for kept in versions] == ["mine", "theirs"]


def test_of_a_refresh_only_what_reaches_beyond_fails(both: Bench) -> None:
    before = held_in(both, "theirs")
    report = refreshed(
        both,
        item(Article("new", "", "News.", collection="mine")),
        item(Article("theirs", "", "Taken over.", collection="mine")),
        item(Article("given", "", "Planted.", collection="theirs")),
    )
    assert failures(report) == {
        "theirs": "there is no article 'theirs' for you to change: choose another id",
        "given": "there is no collection 'theirs': GET /v1/collections lists those there are",
    }
    assert both.live_texts() == {"own": OWN, "theirs": THEIRS, "new": "News."}
    assert held_in(both, "theirs") == before
    assert both.problems() == ()


def test_what_is_gone_from_a_source_is_removed_only_within(desk: Bench) -> None:
    articles = [Article(name, "", OWN, collection=name) for name in ("mine", "theirs")]
    desk.refresh(*map(item, articles))
    report = refreshed(desk)
    assert [(outcome.article_id, outcome.change) for outcome in report.outcomes] == [("mine", Change.REMOVED)]
    assert set(desk.live_texts()) == {"theirs"}


def test_what_becomes_of_an_article_beyond_while_a_refresh_runs_does_not_matter(both: Bench) -> None:
    """The id is free when the refresh looks, and taken when the article is to be made live."""

    class Meanwhile(Bounded):
        def found(self, articles: int) -> None:
            both.refresher.put(Article("late", "", THEIRS, collection="theirs"))

        def done(self, tx: Transaction, outcomes: object) -> None:
            pass

    late = GivenSource([item(Article("late", "", OWN, collection="mine"))], ROOT)
    report = both.refresher.refresh(late, Meanwhile(MINE))
    assert list(failures(report)) == ["late"]
    assert both.live_texts()["late"] == THEIRS


class Pages(GivenSource):
    """Pages that a feed names, which it remembers by their stamps."""

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        return [Listed(each.location, "stamp") for each in super().list(known)]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        return (Delivery(each.location, each.readings, "stamp") for each in super().read(wanted, known))


def test_a_page_that_a_feed_beyond_has_is_not_silently_left_to_it(desk: Bench) -> None:
    page = SourceItem("https://example.com/deal", item(Article("deal", "", OWN, collection="theirs")).reading)
    desk.refresher.refresh(Pages([page], "https://their.feed", complete=False))
    mine = SourceItem(page.location, item(Article("my-deal", "", OWN, collection="mine")).reading)
    report = desk.refresher.refresh(Pages([mine], "https://my.feed", complete=False), Bounded(MINE))
    assert [outcome.change for outcome in report.outcomes] == [Change.ADDED]
    again = desk.refresher.refresh(Pages([mine], "https://another.feed", complete=False), Bounded(MINE))
    assert again.outcomes == []  # one that is within has it


_names = st.sampled_from("abcd")
_texts = st.sampled_from([OWN, THEIRS, "A ferry sails. " * 9])
_articles = st.builds(
    lambda name, text, collection: Article(name, "", text, collection=collection),
    _names,
    _texts,
    st.sampled_from(["mine", "also mine", "theirs", "public"]),
)
_folders = st.lists(_articles, max_size=4, unique_by=lambda article: article.id)
_changes = _articles | _names | _folders
"""To put an article, to remove one by its id, and to refresh from a folder."""


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_folders, st.lists(_changes, max_size=6))
def test_whatever_somebody_does_leaves_the_collections_beyond_as_they_were(
    empty_catalogue: Path, there: list[Article], changes: list[Article | str | list[Article]]
) -> None:
    beyond = ("theirs", "public")
    with TemporaryDirectory() as folder, bench(Path(shutil.copy(empty_catalogue, folder))) as desk:
        for article in there:
            desk.refresher.put(article, f"{ROOT}/{article.id}.txt")
        before = [held_in(desk, name) for name in beyond]
        for change in changes:
            if isinstance(change, Article):
                with suppress(NotYours):
                    desk.refresher.put(change, within=MINE)
            elif isinstance(change, str):
                desk.refresher.remove(change, MINE)
            else:
                refreshed(desk, *map(item, change))
        assert [held_in(desk, name) for name in beyond] == before
        assert desk.problems() == ()
