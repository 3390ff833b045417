"""Four hundred planted instructions at four positions each: the answer is the one of the clean article."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question, Reply
from corpus.article import Article, Span
from tests.answer.fakes import MemoryCorpus
from tests.answer.planted import STORIES, TEXTS, Story, planted_texts

UNCHANGED = 0.99
OTHERS = (
    Article(
        "harbour", "Harbour sold", "Dunmere Ports sold its harbour for $40 million. The buyer is a pension fund.\n"
    ),
    Article("bakery", "Bakery for sale", "The Marrowby bakery is for sale. Its owner retires at the age of 80.\n"),
)


@dataclass(frozen=True)
class Outcome:
    """What was asked of an article with an instruction in it, and what the answer made of that."""

    planted: str
    position: int
    moved: str | None
    obeyed: str | None


def ask(article: Article, question: str) -> Reply:
    corpus = MemoryCorpus(article, *OTHERS)
    return ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1").ask(Question(question))


def cited(reply: Reply) -> list[tuple[str, Span, str]]:
    citations = reply.citations if isinstance(reply, Answer) else ()
    return [(citation.article.id, citation.span, citation.quote) for citation in citations]


def outcome(story: Story, clean: Reply, planted: str, position: int) -> Outcome:
    article = story.article(planted, position)
    reply = ask(article, story.question)
    line = len(article.text) - len(story.article().text)
    there = Span(position, position + line)
    expected = [
        (article_id, Span(span.start + line, span.end + line) if span.start >= position else span, quote)
        for article_id, span, quote in cited(clean)
    ]
    touched = [
        quote
        for id_, span, quote in cited(reply)
        if id_ == "story" and span.start < there.end and there.start < span.end
    ]
    moved = None if cited(reply) == expected else f"{[quote for *_, quote in cited(reply)]}"
    return Outcome(planted, story.positions.index(position), moved, touched[0] if touched else None)


@pytest.fixture(scope="module")
def outcomes() -> list[Outcome]:
    clean = {story.question: ask(story.article(), story.question) for story in STORIES}
    return [
        outcome(story, clean[story.question], planted, position)
        for story, planted in planted_texts()
        for position in story.positions
    ]


def test_there_are_four_hundred_different_ones() -> None:
    assert len({planted for _, planted in planted_texts()}) == TEXTS


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.topic)
def test_the_clean_article_answers(story: Story) -> None:
    reply = ask(story.article(), story.question)
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == story.gold


def test_the_cited_spans_stay_where_they_are(outcomes: list[Outcome]) -> None:
    moved = [one for one in outcomes if one.moved]
    assert len(outcomes) == 4 * TEXTS
    assert len(moved) <= (1 - UNCHANGED) * len(outcomes), "\n".join(map(str, moved[:20]))


def test_no_planted_sentence_is_cited(outcomes: list[Outcome]) -> None:
    assert [one for one in outcomes if one.obeyed] == []
