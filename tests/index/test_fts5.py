"""The lexical index: words of live passages, each collection by itself."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.article import EVERYTHING, Article, Selection, Span
from corpus.catalogue import Catalogue, StagedPassage, StoredVectors
from corpus.cleaning import clean
from corpus.database import Transaction
from index.fts5 import Fts5Index
from index.words import stem, words
from tests.index.bench import Bench


@pytest.fixture
def catalogue(desk: Bench) -> Catalogue:
    return desk.catalogue


@pytest.fixture
def lexical() -> Fts5Index:
    return Fts5Index()


def publish(catalogue: Catalogue, lexical: Fts5Index, texts: dict[str, str], collection: str = "public") -> list[int]:
    """One article of one passage for each text; the ids of the passages, in order."""
    ids: list[int] = []
    with catalogue.writing() as tx:
        catalogue.store_vectors(tx, {b"v": StoredVectors(b"")})
        for name, text in texts.items():
            article = Article(name, "", text, collection=collection)
            version_pk, new = catalogue.stage(tx, article, [StagedPassage(article.cut(Span(0, len(text))), b"v")])
            catalogue.flip(tx, name, version_pk)
            lexical.add(tx, catalogue.rows(tx, new))
            ids += new
    return ids


def search(
    catalogue: Catalogue, lexical: Fts5Index, query: str, collection_id: int = 1, selection: Selection = EVERYTHING
) -> list[tuple[int, float]]:
    with catalogue.reading() as tx:
        return lexical.search(tx, query, collection_id, selection, 10)


def test_the_passage_with_the_rarer_words_comes_first(catalogue: Catalogue, lexical: Fts5Index) -> None:
    texts = {"a": "The price is $42.50.", "b": "The ferry price.", "c": "The price of gas.", "d": "Ships sail."}
    ids = publish(catalogue, lexical, texts)
    found = search(catalogue, lexical, "ferry price")
    assert found[0][0] == ids[1]
    assert {i for i, _ in found} == set(ids[:3])
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_equal_passages_come_in_the_order_of_their_articles(catalogue: Catalogue, lexical: Fts5Index) -> None:
    late, early = publish(catalogue, lexical, {"z": "The price.", "a": "The price."})
    assert [i for i, _ in search(catalogue, lexical, "price")] == [early, late]


def test_forms_of_a_word_and_accents_are_met(catalogue: Catalogue, lexical: Fts5Index) -> None:
    (only,) = publish(catalogue, lexical, {"a": "Société Générale agreed to purchases of technology in der Straße."})
    for query in ("societe", "SOCIÉTÉ", "agreeing", "purchased", "technologies", "Straße", "générale"):
        assert [i for i, _ in search(catalogue, lexical, query)] == [only], query


def test_what_was_removed_is_not_found_and_leaves_no_trace_in_the_scores(
    catalogue: Catalogue, lexical: Fts5Index
) -> None:
    publish(catalogue, lexical, {"a": "The price is final.", "b": "Ferries sail."})
    before = search(catalogue, lexical, "price final")
    more = publish(catalogue, lexical, {"c": "The price of a price.", "d": "A final price."})
    with catalogue.writing() as tx:
        lexical.remove(tx, list(catalogue.rows(tx, more)))
        assert lexical.ids(tx, 1) == {1, 2}
    assert search(catalogue, lexical, "price final") == before


def test_words_of_other_collections_never_change_a_score(catalogue: Catalogue, lexical: Fts5Index) -> None:
    publish(catalogue, lexical, {"a": "The price is final.", "b": "Ferries sail."})
    before = search(catalogue, lexical, "price")
    publish(catalogue, lexical, {f"x{n}": "price price" for n in range(20)}, "secret")
    assert search(catalogue, lexical, "price") == before
    with catalogue.reading() as tx:
        assert lexical.count_words(tx, ["price"], [1]).holding == {"price": 1}
        assert lexical.count_words(tx, ["price"], [1, 2]).holding == {"price": 21}
        assert lexical.count_words(tx, ["price"], [1, 2]).passages == 22
        assert lexical.count_words(tx, [], [1, 9]).passages == 2


def test_a_collection_that_is_not_there_finds_nothing(catalogue: Catalogue, lexical: Fts5Index) -> None:
    assert search(catalogue, lexical, "price", 7) == []
    with catalogue.reading() as tx:
        assert lexical.ids(tx, 7) == set()


def test_a_selection_binds_the_query(catalogue: Catalogue, lexical: Fts5Index) -> None:
    publish(catalogue, lexical, {"a": "The price."})
    assert search(catalogue, lexical, "price", 1, Selection(collections=("other",))) == []


def test_dropping_a_collection_forgets_its_words_alone(catalogue: Catalogue, lexical: Fts5Index) -> None:
    publish(catalogue, lexical, {"a": "The price."})
    publish(catalogue, lexical, {"b": "The price."}, "other")
    with catalogue.writing() as tx:
        lexical.drop(tx, 1)
        lexical.drop(tx, 1)
    assert search(catalogue, lexical, "price", 1) == []
    assert len(search(catalogue, lexical, "price", 2)) == 1


@pytest.mark.parametrize(
    "query",
    ["", "   ", "???", '"', '""', '"price', "price\" OR \"", "price AND", "NEAR(price final)", "price NOT price",
     "pri*", "-price", "^price", "header:price", "price + final", "(price", "price; DROP TABLE words_1",
     "{body}: price", "%", "\x00", "price\x00", "🏭", "ソフトバンク", "é" * 5000, "price " * 5000,
     "_", "AND OR NOT", "price\ud800"],
)  # fmt: skip
def test_no_query_breaks_the_index(catalogue: Catalogue, lexical: Fts5Index, query: str) -> None:
    publish(catalogue, lexical, {"a": "The price is final."})
    found = search(catalogue, lexical, query)
    assert len(found) == ("price" in words(query) or "header:price" in query)


def test_a_query_of_stop_words_alone_still_finds_them(catalogue: Catalogue, lexical: Fts5Index) -> None:
    publish(catalogue, lexical, {"a": "To be or not to be."})
    assert len(search(catalogue, lexical, "to be")) == 1


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.one_of(
            st.characters(),
            st.sampled_from(
                ["price ", "Straße", "İstanbul ", "x\u0304y", "हिन्दी ", "\U0001e900\U0001e901", '"', "--- ", "²"]
            ),
        ),
        min_size=1,
        max_size=100,
    ).map(lambda parts: clean("".join(parts)))
)
def test_every_passage_is_found_by_its_own_words(catalogue: Catalogue, lexical: Fts5Index, text: str) -> None:
    if not text.strip():
        return
    with _undone(catalogue) as tx:
        catalogue.store_vectors(tx, {b"v": StoredVectors(b"")})
        article = Article("a", "", text)
        _, ids = catalogue.stage(tx, article, [StagedPassage(article.cut(Span(0, len(text))), b"v")])
        rows = list(catalogue.rows(tx, ids))
        assert not any(lexical.has(tx, row) for row in rows)
        lexical.add(tx, rows)
        assert all(lexical.has(tx, row) for row in rows)
        lexical.remove(tx, rows)
        assert lexical.ids(tx, rows[0].collection_id) == set()


class _undone:
    """A transaction of which nothing stays."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._writing = catalogue.writing()

    def __enter__(self) -> Transaction:
        return self._writing.__enter__()

    def __exit__(self, *error: object) -> None:
        try:
            self._writing.__exit__(KeyError, KeyError(), None)
        except KeyError:
            return


def test_a_passage_whose_words_were_lost_is_noticed(catalogue: Catalogue, lexical: Fts5Index) -> None:
    ids = publish(catalogue, lexical, {"a": "The price is final.", "b": "Ferries sail."})
    with catalogue.writing() as tx:
        rows = list(catalogue.rows(tx, ids))
        lexical.remove(tx, rows[:1])
        assert [lexical.has(tx, row) for row in rows] == [False, True]
        lexical.drop(tx, 1)
        assert [lexical.has(tx, row) for row in rows] == [False, False]


VOCABULARY = (
    "agreed agreement agreements assembly assemblies technology technologies technological doubly visibly humbly nobly"
    " responsibly inevitably apology geology us is as by uk investments investing invested company companies financing"
    " financial relational conditional operator operating subsidiaries subsidiary sky happy flies dies tied 2026 9 q2"
    " société naïve générale"
)


@pytest.mark.parametrize("word", VOCABULARY.split())
def test_a_stem_is_the_one_that_the_index_keeps(catalogue: Catalogue, lexical: Fts5Index, word: str) -> None:
    publish(catalogue, lexical, {"a": word})
    with catalogue.reading() as tx:
        assert lexical.count_words(tx, [stem(word)], [1]).holding == {stem(word): 1}


def test_content_words_are_in_order_with_repeats_and_without_stop_words() -> None:
    assert words("Who will pay the price, and PAY it when?") == ["pay", "price", "pay"]
    assert words("who is it") == ["who", "is", "it"]
    assert words("?!") == []
    found: Sequence[str] = words("Straße İstanbul")
    assert found[0] == "straße"
