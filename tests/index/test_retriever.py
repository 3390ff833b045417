"""Hybrid retrieval: two rankings become one, and nobody meets what they may not."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from corpus.article import Article, Selection
from corpus.database import Transaction
from index.fts5 import Fts5Index
from index.retriever import HybridRetriever
from tests.index.bench import Bench, bench
from tests.index.fakes import FailingStores

DAY = date(2025, 11, 4)


def put(desk: Bench, name: str, text: str, **fields: object) -> None:
    article = dataclasses.replace(Article(name, "", text), **fields)  # type: ignore[arg-type]
    desk.refresher.put(article)


def found(desk: Bench, query: str, **selection: object) -> list[str]:
    hits = desk.retriever.search(query, Selection(**selection)).hits  # type: ignore[arg-type]
    return [hit.passage.article.id for hit in hits]


def test_what_both_rankings_find_stands_above_what_one_finds(desk: Bench) -> None:
    put(desk, "both", "The ferry price is final.")
    put(desk, "words", "ferry " + "unrelated text about gas and ships " * 3)
    put(desk, "neither", "Nothing of it.")
    hits = desk.retriever.search("ferry price").hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].passage.article.id == "both"
    assert hits[0].score <= 1


def test_words_alone_score_by_their_share_of_the_best(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        for name in "abc":
            put(desk, name, "The ferry price.")
        stores.fuse.at, stores.fuse.calls = 1, 0
        result = desk.retriever.search("ferry")
    assert result.lexical_only
    assert [hit.passage.article.id for hit in result.hits] == ["a", "b", "c"]
    assert [hit.score for hit in result.hits] == [1.0, 1.0, 1.0]


def test_equal_passages_stand_in_the_order_of_their_articles(desk: Bench) -> None:
    for name in "cbdaé":
        put(desk, name, "The same wire story.", collection=f"desk {name}" if name in "bc" else "public")
    assert found(desk, "wire story") == ["a", "b", "c", "d", "é"]


def test_no_more_than_top_k_are_given_and_they_are_the_best(desk: Bench) -> None:
    for n in range(30):
        put(desk, f"{n:02}", "The ferry price. " + "Other words. " * n)
    everything = desk.retriever.search("ferry price", top_k=100).hits
    assert desk.retriever.search("ferry price", top_k=3).hits == everything[:3]


def test_collections_never_leak(desk: Bench) -> None:
    put(desk, "open", "The gas price.", collection="public")
    for n in range(30):
        put(desk, f"secret-{n}", f"The secret ferry price {n}.", collection="secret")
    assert found(desk, "secret ferry price", collections=("public",)) == ["open"]
    assert found(desk, "secret ferry price", collections=()) == []
    assert found(desk, "secret ferry price", collections=("unknown",)) == []
    assert "open" not in found(desk, "secret ferry price", collections=("secret",))
    counts = desk.retriever.count_words(["ferri", "price"], Selection(collections=("public",)))
    assert (counts.passages, dict(counts.holding)) == (1, {"ferri": 0, "price": 1})


def test_what_others_may_read_never_changes_a_score(desk: Bench) -> None:
    put(desk, "open", "The gas price.")
    put(desk, "other", "Nothing of it.")
    selection = Selection(collections=("public",))
    before = desk.retriever.search("gas price", selection).hits
    for n in range(80):
        put(desk, f"secret-{n}", "gas price", collection="secret")
    assert desk.retriever.search("gas price", selection).hits == before


def test_a_narrow_date_filter_reaches_past_the_nearest(desk: Bench) -> None:
    for n in range(120):
        put(desk, f"near-{n}", "zebra ferry price", published=DAY + timedelta(days=n))
    put(
        desk,
        "far",
        "something with one zebra and much else that is of no use at all",
        published=DAY - timedelta(days=9),
    )
    lexically_apart = "ferry price zebra"
    assert found(desk, lexically_apart, published_to=DAY - timedelta(days=1)) == ["far"]
    assert found(desk, lexically_apart, published_from=DAY, published_to=DAY) == ["near-0"]
    assert found(desk, "unseen words entirely", published_to=DAY - timedelta(days=1)) == ["far"]


def test_as_of_hides_what_was_published_or_stored_later(desk: Bench) -> None:
    put(desk, "early", "The ferry price.", published=DAY)
    put(desk, "late", "The ferry price.", published=DAY + timedelta(days=1))
    put(desk, "undated", "The ferry price.")
    today = datetime.now(UTC).date()
    assert found(desk, "ferry price", as_of=DAY) == ["early"]
    assert found(desk, "ferry price", as_of=today - timedelta(days=1)) == ["early", "late"]
    assert sorted(found(desk, "ferry price", as_of=today)) == ["early", "late", "undated"]
    assert found(desk, "ferry price", published_from=DAY) == ["early", "late"]


def test_a_removed_or_replaced_text_is_never_found(desk: Bench) -> None:
    put(desk, "a", "The ferry price.")
    put(desk, "b", "The ferry price.")
    put(desk, "a", "The gas terms.")
    desk.refresher.remove("b")
    hits = desk.retriever.search("ferry price").hits
    assert [hit.passage.text for hit in hits] in ([], ["The gas terms."])


def test_a_hit_is_an_exact_passage_of_the_live_version(desk: Bench) -> None:
    put(desk, "a", "The 🏭 ferry price is final. " * 20)
    for hit in desk.retriever.search("ferry").hits:
        article = hit.passage.article
        stored = desk.catalogue.live("a")
        assert stored is not None
        assert article == stored.article
        assert article.text[hit.passage.span.start : hit.passage.span.end] == hit.passage.text


def test_a_query_pasted_with_odd_characters_finds_the_same(desk: Bench) -> None:
    put(desk, "a", "Société Générale pays.")
    put(desk, "b", "Nothing of it.")
    assert desk.ranking("Socie\u0301te\u0301 Ge\u0301ne\u0301rale\u200b") == desk.ranking("Société Générale")


@pytest.mark.parametrize("query", ["", "???", '"', "x" * 20_000, "\x00", "NEAR(a b)", "\ud800"])
def test_no_query_breaks_retrieval(desk: Bench, query: str) -> None:
    put(desk, "a", "The ferry price.")
    assert len(desk.retriever.search(query).hits) <= 1


def test_an_empty_index_finds_nothing(desk: Bench) -> None:
    result = desk.retriever.search("ferry")
    assert (result.hits, result.lexical_only) == ((), False)
    assert desk.retriever.count_words(["ferri"]).passages == 0


class InterruptedIndex(Fts5Index):
    """Lets something happen in another thread just after it has searched."""

    def __init__(self, meanwhile: Callable[[], object]) -> None:
        self.meanwhile = meanwhile

    def search(
        self, tx: Transaction, query: str, collection_id: int, selection: Selection, limit: int
    ) -> list[tuple[int, float]]:
        found = super().search(tx, query, collection_id, selection, limit)
        with ThreadPoolExecutor(1) as pool:
            pool.submit(self.meanwhile).result()
        return found


def test_an_article_replaced_during_a_search_is_neither_missed_nor_mixed(desk: Bench) -> None:
    put(desk, "a", "The old ferry price.")
    put(desk, "b", "Nothing of it.")
    interrupted = InterruptedIndex(lambda: put(desk, "a", "The new ferry price."))
    retriever = HybridRetriever(desk.catalogue, desk.embedder, interrupted, desk.cache)
    texts = [hit.passage.text for hit in retriever.search("ferry price").hits]
    assert texts[0] == "The old ferry price."
    assert "The new ferry price." not in texts
    assert desk.retriever.search("ferry price").hits[0].passage.text == "The new ferry price."


def agreements(desk: Bench) -> None:
    for name, party in (("acme", "Acme"), ("zenith", "Zenith")):
        text = f"LEASE AGREEMENT by {party} Corp.\n\n1. Rent. It is due in May.\n\n2. Notice. It is in writing.\n"
        put(desk, name, text, title=f"{party} lease")
    put(desk, "news", "Acme and Zenith speak of rent, rent and rent.", title="Rents rise")


def test_a_document_that_is_named_is_the_only_one_searched(desk: Bench) -> None:
    agreements(desk)
    assert set(found(desk, "In the Acme lease, when is the rent due?")) == {"acme"}
    assert desk.retriever.search("In the Acme lease, when is the rent due?").within == "when is the rent due?"
    assert desk.retriever.search("When is the rent due?").within is None
    assert set(found(desk, 'Consider the Lease Agreement of "Zenith Corp."; what of the rent?')) == {"zenith"}
    assert set(found(desk, "When is the rent due?")) == {"acme", "zenith", "news"}


def test_the_words_that_name_a_document_do_not_weigh_inside_it(desk: Bench) -> None:
    agreements(desk)
    best = desk.retriever.search("In the Acme lease agreement by Acme Corp., in what form is notice?").hits[0]
    assert "in writing" in best.passage.text


def test_a_document_that_is_not_there_leaves_the_question_as_it_is(desk: Bench) -> None:
    agreements(desk)
    assert set(found(desk, "In the Unheard lease, when is the rent due?")) == {"acme", "zenith", "news"}


def test_a_document_that_the_reader_may_not_see_is_not_found_by_its_name(desk: Bench) -> None:
    agreements(desk)
    put(
        desk, "hidden", "LEASE AGREEMENT by Hidden Corp. The rent is secret.", title="Hidden lease", collection="secret"
    )
    query = "In the Hidden lease, what is the rent?"
    assert set(found(desk, query)) == {"hidden"}
    assert "hidden" not in found(desk, query, collections=("public",))
    assert found(desk, query, collections=("public",)) == found(desk, query, article_ids=("acme", "news", "zenith"))
    assert found(desk, query, article_ids=("acme",)) == ["acme"] * len(found(desk, query, article_ids=("acme",)))


def test_publishers_and_article_ids_bound_words_and_meaning(desk: Bench) -> None:
    for n in range(90):
        put(desk, f"near-{n:02}", "zebra ferry price", publisher="Wire")
    put(desk, "far", "one zebra in much else of no use", publisher="Nikkei")
    assert found(desk, "ferry price zebra", publishers=("Nikkei",)) == ["far"]
    assert found(desk, "ferry price zebra", article_ids=("far", "near-03")) == ["near-03", "far"]
    assert found(desk, "ferry price zebra", publishers=("Wire",), article_ids=("far",)) == []
    assert found(desk, "ferry price zebra", publishers=()) == []


def test_sources_are_told_within_what_the_reader_may_see(desk: Bench) -> None:
    put(desk, "a", "The price.", publisher="Wire", published=DAY)
    put(desk, "b", "The price.", publisher="Daily", collection="secret")
    put(desk, "c", "The price.")
    public = Selection(collections=("public",))
    assert desk.retriever.publishers() == ("Daily", "Wire")
    assert desk.retriever.publishers(public) == ("Wire",)
    assert desk.retriever.holds(Selection(publishers=("Daily",)))
    assert not desk.retriever.holds(dataclasses.replace(public, publishers=("Daily",)))
    assert not desk.retriever.holds(Selection(published_from=DAY + timedelta(days=1)))
    desk.refresher.remove("a")
    assert desk.retriever.publishers() == ("Daily",)
