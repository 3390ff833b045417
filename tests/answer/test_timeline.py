from __future__ import annotations

from datetime import date

import pytest

from answer.dated import about, first_day
from answer.errors import InvalidQuestion
from answer.figures import WrittenDate
from answer.timeline import Chronicler, Line
from answer.timeline_query import subject_and_since
from corpus.article import EVERYTHING, Article, Selection
from index.hit import Retrieval
from tests.answer.fakes import MemoryCorpus

JULY, AUGUST, MARCH = date(2025, 7, 23), date(2025, 8, 30), date(2026, 3, 2)
DEAL = Article("deal", "", "Orlin and Vesper signed the pact on July 22, 2025.", "Wire", JULY)
COST = Article("cost", "", "The Orlin pact values the Vesper mill at $31 billion.", "Wire", JULY)
RAISED = Article("raised", "", "The Orlin pact values the Vesper mill at $33 billion.", "Post", MARCH)
RUMOUR = Article("rumour", "", "Some call the Orlin and Vesper pact a mistake.")


class DatedCorpus(MemoryCorpus):
    """Honours the publication dates of a selection too."""

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        kept = [a for a in self.articles.values() if _within(a.published, selection)]
        return MemoryCorpus(*kept, lexical_only=self.lexical_only).search(query, selection, top_k)


def _within(day: date | None, selection: Selection) -> bool:
    if day is None:
        return not (selection.published_from or selection.published_to)
    return (selection.published_from or day) <= day <= min(selection.published_to or day, selection.as_of or day)


def lines(*articles: Article, query: str = "Orlin Vesper pact", since: date | None = None) -> tuple[Line, ...]:
    corpus = DatedCorpus(*articles)
    return Chronicler(corpus, corpus, corpus).timeline(query, since=since).lines


def test_lines_come_in_the_order_of_their_days_and_the_undated_last() -> None:
    found = lines(RUMOUR, RAISED, COST, DEAL)
    assert [line.citations[0].article.id for line in found] == ["deal", "cost", "raised", "rumour"]
    assert [line.day for line in found] == [date(2025, 7, 22), JULY, MARCH, None]


def test_the_day_it_speaks_of_and_the_day_of_publication_are_kept_apart() -> None:
    [line] = lines(DEAL)
    assert (line.about, line.published) == (WrittenDate(2025, 7, 22), JULY)
    [line] = lines(COST)
    assert (line.about, line.published) == (None, JULY)


def test_every_line_is_a_verbatim_sentence_of_an_article() -> None:
    text = "Vesper rose.\n\nThe Orlin  pact binds Vesper (2026). It rained."
    [line] = lines(Article("long", "Orlin pact", text, None, JULY))
    [citation] = line.citations
    assert citation.span.of(text) == citation.quote == "The Orlin  pact binds Vesper (2026)."
    assert line.statement == "The Orlin pact binds Vesper (2026)."


def test_sentences_that_only_stand_near_the_subject_are_no_lines() -> None:
    article = Article("deal", "", "Orlin signed the pact with Vesper. It declined to say more about that.", None, JULY)
    assert [line.statement for line in lines(article)] == ["Orlin signed the pact with Vesper."]


def test_the_same_sentence_in_several_articles_is_one_line_with_all_its_sources() -> None:
    copy = Article("copy", "", DEAL.text, "Mirror", AUGUST)
    [line] = lines(copy, DEAL)
    assert sorted(citation.article.id for citation in line.citations) == ["copy", "deal"]
    assert sorted(citation.marker for citation in line.citations) == [1, 2]
    assert line.published == JULY


def test_sentences_with_other_numbers_are_lines_of_their_own() -> None:
    assert len(lines(COST, RAISED)) == 2


def test_a_figure_that_moved_stands_beside_its_latest_earlier_value() -> None:
    between = Article("between", "", "The Orlin pact values the Vesper mill at $32 billion.", "Post", AUGUST)
    last = lines(COST, between, RAISED)[-1]
    [moved] = last.before
    assert (moved.value, moved.before, moved.citation.article.id) == ("$33 billion", "$32 billion", "between")


def test_what_changed_since_a_day_is_told_by_later_articles_and_held_against_earlier_ones() -> None:
    [line] = lines(COST, DEAL, RUMOUR, RAISED, query="What changed in the Orlin Vesper pact?", since=AUGUST)
    assert line.citations[0].article.id == "raised"
    [moved] = line.before
    assert (moved.before, moved.citation.quote) == ("$31 billion", COST.text)


@pytest.mark.parametrize("day", [MARCH, date.max])
def test_what_was_published_on_the_day_itself_is_no_change_since(day: date) -> None:
    assert lines(RAISED, since=day) == ()


@pytest.mark.parametrize(
    "later",
    [
        "The Orlin pact values the Vesper mill at $31,000 million.",  # the same
        "The Orlin pact values the Vesper mill at €33 billion.",  # another currency
        "The Orlin pact values the Vesper mill at $33 billion, or $2 billion a year.",  # which one is meant?
        "Under the Orlin pact, Vesper pays $33 billion for bridges, roads and schools.",  # another thing
    ],
)
def test_a_figure_is_held_only_against_another_value_of_the_same_thing(later: str) -> None:
    found = lines(COST, Article("later", "", later, "Post", MARCH))
    assert [line.before for line in found] == [()] * len(found)


def test_an_undated_article_is_never_the_earlier_or_the_later_one() -> None:
    undated = Article("undated", "", COST.text, "Wire")
    assert [line.before for line in lines(undated, RAISED)] == [(), ()]


def test_a_sentence_that_is_no_longer_live_is_left_out() -> None:
    found, live = DatedCorpus(DEAL, COST), DatedCorpus(Article("deal", "", "Corrected.", "Wire", JULY), COST)
    timeline = Chronicler(found, found, live).timeline("Orlin Vesper pact")
    assert [line.citations[0].article.id for line in timeline.lines] == ["cost"]


def test_markers_count_from_one_and_a_sentence_cited_twice_keeps_its_own() -> None:
    corpus = DatedCorpus(COST, RAISED)
    timeline = Chronicler(corpus, corpus, corpus).timeline("Orlin Vesper pact")
    assert [citation.marker for citation in timeline.citations] == [1, 2]
    assert timeline.lines[1].before[0].citation == timeline.lines[0].citations[0]


def test_a_limit_keeps_the_lines_that_carry_most() -> None:
    corpus = DatedCorpus(DEAL, RAISED, Article("part", "", "The pact with Orlin rests.", "Wire", JULY))
    timeline = Chronicler(corpus, corpus, corpus).timeline("Orlin Vesper pact", limit=2)
    assert [line.citations[0].article.id for line in timeline.lines] == ["deal", "raised"]


def test_words_alone_are_said_to_have_decided() -> None:
    corpus = DatedCorpus(DEAL, lexical_only=True)
    assert Chronicler(corpus, corpus, corpus).timeline("Orlin pact").lexical_only


def test_dates_in_the_wrong_order_and_limits_out_of_range_are_refused_with_the_remedy() -> None:
    corpus = DatedCorpus(DEAL)
    chronicler = Chronicler(corpus, corpus, corpus)
    with pytest.raises(InvalidQuestion, match="published_from"):
        chronicler.timeline("Orlin", Selection(published_from=MARCH, published_to=JULY))
    with pytest.raises(InvalidQuestion, match="use 1 to 200"):
        chronicler.timeline("Orlin", limit=0)
    with pytest.raises(InvalidQuestion, match="no words"):
        chronicler.timeline("?!")


def test_nothing_can_have_changed_since_a_day_behind_the_last_one_wanted() -> None:
    corpus = DatedCorpus(DEAL, RAISED)
    wanted = Selection(published_to=JULY)
    assert Chronicler(corpus, corpus, corpus).timeline("Orlin Vesper pact", wanted, since=AUGUST).lines == ()


@pytest.mark.parametrize(
    ("sentence", "told", "first"),
    [
        ("Signed on July 22, 2025.", "2025-07-22", date(2025, 7, 22)),
        ("Signed on 22 July 2025, it said in 2026.", "2025-07-22", date(2025, 7, 22)),
        ("Signed in July 2025.", "2025-07", date(2025, 7, 1)),
        ("Signed 2025-07-22.", "2025-07-22", date(2025, 7, 22)),
        ("By the third quarter of 2026 it will open.", "2026-Q3", date(2026, 7, 1)),
        ("It opens in 2029.", "2029", date(2029, 1, 1)),
    ],
)
def test_a_sentence_speaks_of_its_most_exact_date(sentence: str, told: str, first: date) -> None:
    written = about(sentence)
    assert written
    assert (str(written), first_day(written)) == (told, first)


@pytest.mark.parametrize("sentence", ["It was signed on July 22.", "It was signed on Tuesday.", "It cost $5 million."])
def test_a_year_that_is_not_written_is_not_guessed(sentence: str) -> None:
    assert about(sentence) is None


@pytest.mark.parametrize(
    ("query", "subject", "since"),
    [
        ("What has changed in the Orlin pact since July 22, 2025?", "the Orlin pact ?", date(2025, 7, 22)),
        ("what changed since July 2025 at Vesper", "Vesper", date(2025, 6, 30)),
        ("timeline of the Vesper mill", "the Vesper mill", None),
        ("the pact since the raise", "the pact since the raise", None),
        ("What's new?", "What's new?", None),
        ("Vesper news", "Vesper news", None),
    ],
)
def test_a_query_names_its_subject_and_perhaps_a_day(query: str, subject: str, since: date | None) -> None:
    assert subject_and_since(query) == (subject, since)


def test_a_day_in_the_query_counts_as_since() -> None:
    corpus = DatedCorpus(COST, RAISED)
    timeline = Chronicler(corpus, corpus, corpus).timeline("What changed in the Orlin Vesper pact since August 2025?")
    assert timeline.since == date(2025, 7, 31)
    assert [line.citations[0].article.id for line in timeline.lines] == ["raised"]
