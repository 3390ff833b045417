from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from answer.grounding import ground
from answer.reply import Citation, Disagreement, DisputedValue, Statement
from corpus.article import Article, Selection, Span
from corpus.stored import StoredArticle
from tests.answer.fakes import MemoryCorpus

ARTICLE = Article("plant", "The plant", "SB Energy will run the plant. It costs $33 billion.")


def cited(marker: int, start: int, end: int, quote: str | None = None, article: Article = ARTICLE) -> Citation:
    return Citation(marker, article, Span(start, end), quote if quote is not None else article.text[start:end])


def test_a_quote_that_stands_in_the_article_is_kept() -> None:
    grounded = ground([Statement("SB Energy runs it.", (1,))], [cited(1, 0, 29)], [], MemoryCorpus(ARTICLE))
    assert [citation.quote for citation in grounded.citations] == ["SB Energy will run the plant."]


def test_a_statement_without_a_standing_quote_is_dropped() -> None:
    invented = cited(1, 0, 29, "SB Energy will sell the plant")
    grounded = ground([Statement("It is sold.", (1,))], [invented], [], MemoryCorpus(ARTICLE))
    assert grounded.statements == ()
    assert grounded.citations == ()


def test_a_quote_from_a_replaced_version_is_dropped() -> None:
    edited = Article("plant", "The plant", ARTICLE.text.replace("33", "35"))
    grounded = ground([Statement("SB Energy runs it.", (1,))], [cited(1, 0, 29)], [], MemoryCorpus(edited))
    assert grounded.statements == ()


def test_a_quote_from_a_removed_article_is_dropped() -> None:
    assert ground([Statement("SB Energy.", (1,))], [cited(1, 0, 29)], [], MemoryCorpus()).statements == ()


def test_markers_are_numbered_from_one_in_the_order_of_use() -> None:
    statements = [Statement("It costs.", (7,)), Statement("It is run.", (3, 7))]
    grounded = ground(statements, [cited(3, 0, 29), cited(7, 30, 51)], [], MemoryCorpus(ARTICLE))
    assert [statement.citations for statement in grounded.statements] == [(1,), (2, 1)]
    assert [citation.marker for citation in grounded.citations] == [1, 2]
    assert grounded.citations[0].quote == "It costs $33 billion."


def test_a_disagreement_needs_two_values_that_stand() -> None:
    dispute = Disagreement("the cost", (DisputedValue("$33 billion", (1,)), DisputedValue("$36 billion", (2,))))
    citations = [cited(1, 30, 51), cited(2, 30, 51, "It costs $36 billion.")]
    grounded = ground([Statement("It costs.", (1,))], citations, [dispute], MemoryCorpus(ARTICLE))
    assert grounded.disagreements == ()


@given(
    st.lists(
        st.tuples(st.integers(0, 60), st.integers(0, 60), st.text(max_size=8) | st.none(), st.integers(1, 9)),
        max_size=8,
    )
)
def test_whatever_is_claimed_only_standing_quotes_leave(claims: list[tuple[int, int, str | None, int]]) -> None:
    citations = [
        cited(n, min(start, end), max(start, end), quote) for n, (start, end, quote, _) in enumerate(claims, start=1)
    ]
    statements = [Statement(f"claim {marker}", (marker, n)) for n, (*_, marker) in enumerate(claims, start=1)]
    grounded = ground(statements, citations, [], MemoryCorpus(ARTICLE))
    markers = {citation.marker for citation in grounded.citations}
    assert all(citation.span.of(ARTICLE.text) == citation.quote != "" for citation in grounded.citations)
    assert all(statement.citations and set(statement.citations) <= markers for statement in grounded.statements)
    assert markers == set(range(1, len(markers) + 1))


class Edited(MemoryCorpus):
    """The article as it was, kept beside the one that is live."""

    def version(self, article_id: str, version: str) -> StoredArticle | None:
        kept = version == ARTICLE.version and article_id == ARTICLE.id
        return StoredArticle(ARTICLE, datetime(2026, 1, 1, tzinfo=UTC)) if kept else None


@pytest.mark.parametrize(
    "selection", [Selection(as_of=date(2026, 1, 1)), Selection(held_at=datetime(2026, 1, 1, tzinfo=UTC))]
)
def test_a_look_back_may_cite_the_version_of_then_and_only_what_stands_in_it(selection: Selection) -> None:
    edited = Edited(Article("plant", "The plant", ARTICLE.text.replace("33", "35")))
    said = [Statement("It costs.", (1,))]
    assert ground(said, [cited(1, 30, 51)], [], edited, selection).statements == tuple(said)
    assert ground(said, [cited(1, 30, 51)], [], edited).statements == ()
    assert ground(said, [cited(1, 30, 51, "It costs $35 billion.")], [], edited, selection).statements == ()
    assert ground(said, [cited(1, 30, 51)], [], Edited(), selection).statements == ()
