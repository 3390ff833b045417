"""The catalogue keeps every version exactly, and knows which one is live."""

from __future__ import annotations

import dataclasses
import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Event

import pytest

from corpus.article import Article, Selection, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.errors import CatalogueUnusable

TEXT = "Société 🏭 pays $42.50.\nIt closes in spring."
DEAL = Article("deal", "A deal", TEXT, "Harbour Ledger", date(2025, 11, 4), "https://x", "desk")
NEWS = Article("news", "News", "Nothing is known of its day.")


def stage(catalogue: Catalogue, article: Article, *cuts: int) -> tuple[int, list[int]]:
    """Store a version whose passages end at `cuts` and at the end of the text."""
    bounds = [0, *cuts, len(article.text)]
    passages = [article.cut(Span(a, b), f"part {a}") for a, b in itertools.pairwise(bounds)]
    staged = [StagedPassage(passage, passage.text.encode()) for passage in passages]
    with catalogue.writing() as tx:
        catalogue.store_vectors(tx, {item.vector_key: StoredVectors(b"v" + item.vector_key) for item in staged})
        return catalogue.stage(tx, article, staged)


def publish(catalogue: Catalogue, article: Article, *cuts: int, source: str | None = None) -> list[int]:
    version_pk, ids = stage(catalogue, article, *cuts)
    with catalogue.writing() as tx:
        catalogue.flip(tx, article.id, version_pk)
        catalogue.set_source(tx, article.id, source)
    return ids


def withdraw(catalogue: Catalogue, article_id: str) -> None:
    with catalogue.writing() as tx:
        catalogue.flip(tx, article_id, None)


def live_texts(catalogue: Catalogue, selection: Selection | None = None) -> list[str]:
    return [stored.article.id for stored in catalogue.page(selection or Selection())]


def test_a_staged_version_is_met_by_nobody(catalogue: Catalogue) -> None:
    _, ids = stage(catalogue, DEAL)
    assert catalogue.live("deal") is None
    assert catalogue.page() == []
    assert catalogue.passages(ids) == {}
    assert catalogue.live_ids() == {}
    assert catalogue.count_live() == (0, 0)


def test_a_live_version_is_what_was_stored(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL, source="/deals/deal.md")
    stored = catalogue.live("deal")
    assert stored is not None
    assert stored.article == DEAL
    assert stored.article.version == DEAL.version
    assert stored.source == "/deals/deal.md"
    assert timedelta() <= datetime.now(UTC) - stored.stored_at < timedelta(minutes=1)


def test_passages_are_cut_exactly_from_their_version(catalogue: Catalogue) -> None:
    ids = publish(catalogue, DEAL, 8, 24)
    found = catalogue.passages(ids)
    assert [found[i].text for i in ids] == [TEXT[:8], TEXT[8:24], TEXT[24:]]
    assert [found[i].heading for i in ids] == ["part 0", "part 8", "part 24"]
    with catalogue.reading() as tx:
        rows = list(catalogue.rows(tx, ids))
    assert [(row.text, row.header) for row in rows] == [(found[i].text, found[i].header) for i in ids]
    assert catalogue.vectors(ids) == {i: b"v" + found[i].text.encode() for i in ids}


def test_a_new_version_takes_the_place_of_the_old_in_one_step(catalogue: Catalogue) -> None:
    old = publish(catalogue, DEAL, 8)
    changed = dataclasses.replace(DEAL, text="It pays $46.", collection="other")
    new = publish(catalogue, changed)
    assert catalogue.passages(old) == {}
    assert catalogue.passages(new)[new[0]].article == changed
    assert catalogue.count_live() == (1, 1)
    with catalogue.reading() as tx:
        assert catalogue.dead_passages(tx) == {1: old}
    assert catalogue.collection_ids() == {1: "desk", 2: "other"}
    assert catalogue.live_ids() == {2: new}


def test_ids_of_passages_are_never_used_twice(catalogue: Catalogue) -> None:
    first = publish(catalogue, DEAL, 8)
    withdraw(catalogue, "deal")
    with catalogue.writing() as tx:
        catalogue.drop_passages(tx, first)
    assert min(publish(catalogue, NEWS)) > max(first)


def test_the_same_id_comes_back_after_it_was_removed(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL, source="/a")
    withdraw(catalogue, "deal")
    assert catalogue.live("deal") is None
    with catalogue.reading() as tx:
        assert catalogue.live_versions(tx) == {}
    publish(catalogue, DEAL, source="/b")
    with catalogue.reading() as tx:
        assert catalogue.live_versions(tx, ["deal"]) == {"deal": (DEAL.version, "/b")}


def test_removing_what_is_not_there_is_no_error(catalogue: Catalogue) -> None:
    withdraw(catalogue, "nobody")
    assert catalogue.live("nobody") is None
    assert catalogue.fingerprint() == "0" * 16


def test_articles_come_in_pages_in_the_order_of_their_ids(catalogue: Catalogue) -> None:
    for name in ("c", "a", "é", "b"):
        publish(catalogue, Article(name, "", "Text."))
    first = catalogue.page(limit=2)
    assert [stored.article.id for stored in first] == ["a", "b"]
    assert [stored.article.id for stored in catalogue.page(after="b", limit=2)] == ["c", "é"]
    assert catalogue.page(after="é") == []


def test_a_selection_binds_collections_and_dates(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL)
    publish(catalogue, NEWS)
    day = date(2025, 11, 4)
    for selection, found in [
        (Selection(collections=("desk",)), ["deal"]),
        (Selection(collections=("desk", "public")), ["deal", "news"]),
        (Selection(collections=()), []),
        (Selection(collections=("unknown",)), []),
        (Selection(published_from=day), ["deal"]),
        (Selection(published_to=day), ["deal"]),
        (Selection(published_from=date(2025, 11, 5)), []),
        (Selection(published_to=date(2025, 11, 3)), []),
    ]:
        assert live_texts(catalogue, selection) == found, selection
        assert sum(map(len, catalogue.live_ids(selection).values())) == len(found)


def test_as_of_hides_what_came_later_and_an_undated_article_counts_from_its_storing(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL)
    publish(catalogue, NEWS)
    today = datetime.now(UTC).date()
    assert live_texts(catalogue, Selection(as_of=date(2025, 11, 3))) == []
    assert live_texts(catalogue, Selection(as_of=date(2025, 11, 4))) == ["deal"]
    assert live_texts(catalogue, Selection(as_of=today - timedelta(days=1))) == ["deal"]
    assert live_texts(catalogue, Selection(as_of=today)) == ["deal", "news"]


def test_the_fingerprint_follows_what_is_live_and_not_how_it_came_to_be(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL)
    one = catalogue.fingerprint()
    publish(catalogue, NEWS)
    both = catalogue.fingerprint()
    publish(catalogue, dataclasses.replace(DEAL, title="Changed"))
    changed = catalogue.fingerprint()
    publish(catalogue, DEAL)
    assert catalogue.fingerprint() == both
    withdraw(catalogue, "news")
    withdraw(catalogue, "news")
    assert catalogue.fingerprint() == one
    assert len({one, both, changed, "0" * 16}) == 4


def test_a_version_once_read_is_kept_and_stays_right(catalogue: Catalogue) -> None:
    publish(catalogue, DEAL)
    first = catalogue.live("deal")
    again = catalogue.live("deal")
    assert first is not None
    assert again is not None
    assert first.article is again.article
    publish(catalogue, dataclasses.replace(DEAL, text="Other."))
    third = catalogue.live("deal")
    assert third is not None
    assert third.article.text == "Other."


def test_a_change_given_up_leaves_nothing_behind(catalogue: Catalogue) -> None:
    def stage_and_fail() -> None:
        with catalogue.writing() as tx:
            catalogue.store_vectors(tx, {b"k": StoredVectors(b"v")})
            catalogue.stage(tx, DEAL, [StagedPassage(DEAL.cut(Span(0, 3)), b"k")])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        stage_and_fail()
    _, ids = stage(catalogue, NEWS)
    with catalogue.reading() as tx:
        assert [row.text for row in catalogue.rows(tx, ids)] == [NEWS.text]
        assert catalogue.dead_passages(tx) == {1: ids}
    assert catalogue.known_vectors([b"k"]) == set()


def test_a_passage_needs_its_vector(catalogue: Catalogue) -> None:
    with pytest.raises(CatalogueUnusable, match="FOREIGN KEY"), catalogue.writing() as tx:
        catalogue.stage(tx, DEAL, [StagedPassage(DEAL.cut(Span(0, 3)), b"no such vector")])


def test_vectors_that_belong_to_no_passage_are_forgotten(catalogue: Catalogue) -> None:
    ids = publish(catalogue, DEAL, 8)
    publish(catalogue, NEWS)
    withdraw(catalogue, "deal")
    with catalogue.writing() as tx:
        assert catalogue.drop_unused_vectors(tx) == 0
        catalogue.drop_passages(tx, ids)
        assert catalogue.drop_unused_vectors(tx) == 2
    assert catalogue.known_vectors([NEWS.text.encode(), DEAL.text[:8].encode()]) == {NEWS.text.encode()}


def test_more_ids_than_one_statement_takes_are_found(catalogue: Catalogue) -> None:
    text = "word " * 1200
    ids = publish(catalogue, Article("long", "", text), *range(5, len(text), 5))
    assert len(catalogue.passages(ids)) == len(catalogue.vectors(ids)) == 1200
    with catalogue.writing() as tx:
        assert len(list(catalogue.rows(tx, ids))) == 1200


def test_a_reader_never_sees_an_article_empty_or_mixed_while_it_is_rewritten(catalogue: Catalogue) -> None:
    versions = [dataclasses.replace(DEAL, title=str(n), text=f"Text {n}. " * 20) for n in range(20)]
    publish(catalogue, versions[0], 10)
    stopped = Event()

    def read() -> int:
        rounds = 0
        while not stopped.is_set() or not rounds:
            with catalogue.reading():
                stored = catalogue.live("deal")
                assert stored is not None
                ids = [i for found in catalogue.live_ids().values() for i in found]
                passages = catalogue.passages(ids)
            assert (
                "".join(passages[i].text for i in ids)
                == stored.article.text
                == versions[int(stored.article.title)].text
            )
            rounds += 1
        return rounds

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        for version in versions[1:]:
            old = catalogue.live_ids()
            publish(catalogue, version, 10)
            with catalogue.writing() as tx:
                catalogue.drop_passages(tx, [i for ids in old.values() for i in ids])
        stopped.set()
        assert all(reader.result() > 0 for reader in readers)
