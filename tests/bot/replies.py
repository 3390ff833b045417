"""Real replies over small articles, and an answerer that gives them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Answer, Citation, Question, Reply, Statement, new_id
from corpus.article import Article, Span

QUOTE = "SB Energy will operate the 9.2-gigawatt gas-fired plant in Portsmouth, Ohio."


class ScriptedAnswerer(Answerer):
    """Answers with what `reply` makes of the question, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question] = []
        self.reply: Callable[[Question], Reply] = lambda question: answer(question, (citation(1),))

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.asked.append(question)
        return replace(self.reply(question), id=new_id())


def citation(
    marker: int,
    quote: str = QUOTE,
    *,
    title: str = "Ohio plant named",
    publisher: str | None = "The Ledger",
    published: date | None = date(2026, 2, 18),
    url: str | None = "https://ledger.example/ohio",
) -> Citation:
    before = "The agreement was signed. "
    article = Article(
        id=f"article-{marker}",
        title=title,
        text=f"{before}{quote} More follows.",
        publisher=publisher,
        published=published,
        url=url,
    )
    span = Span(len(before), len(before) + len(quote))
    assert span.of(article.text) == quote
    return Citation(marker, article, span, quote)


def answer(
    question: Question, citations: tuple[Citation, ...], text: str = "SB Energy will operate the plant."
) -> Answer:
    statement = Statement(text, tuple(citation.marker for citation in citations))
    return Answer(question, (statement,), citations, "index-1", id="reply-1")
