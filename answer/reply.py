"""The question and the two replies: Question, Citation, Statement, Answer, Abstention."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from corpus.article import Article, Selection, Span

DEFAULT_TOP_K = 8
MAX_TOP_K = 100
MAX_QUESTION_CHARS = 4_000


@dataclass(frozen=True)
class Turn:
    """One earlier message of the conversation. role: "user" or "assistant"."""

    role: str
    text: str


@dataclass(frozen=True)
class Question:
    """What is asked, with the conversation before it, and which articles may answer.

    top_k: how many passages are retrieved as evidence, 1 to MAX_TOP_K.
    """

    text: str
    history: tuple[Turn, ...] = ()
    selection: Selection = field(default_factory=Selection)
    top_k: int = DEFAULT_TOP_K


@dataclass(frozen=True)
class Citation:
    """Marker [n] and the verbatim quote it stands for: `article.text[span.start:span.end] == quote`."""

    marker: int
    article: Article
    span: Span
    quote: str


@dataclass(frozen=True)
class Statement:
    """One thing the answer says, with the markers of the citations that prove it."""

    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class DisputedValue:
    """One of several values that sources give for the same thing."""

    value: str
    citations: tuple[int, ...]


@dataclass(frozen=True)
class Disagreement:
    """Sources give different values for the same thing."""

    about: str
    values: tuple[DisputedValue, ...]


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"  # no passage shares anything with the question
    NOT_SUPPORTED = "not_supported"  # passages were found, but they do not carry the question
    NO_ARTICLES = "no_articles"  # the selection admits no article at all


def new_id() -> str:
    """A fresh id for a reply."""
    return uuid.uuid4().hex


@dataclass(frozen=True)
class Answer:
    """A reply whose every statement is proven by citations that were checked against the stored text."""

    question: Question
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    index_version: str
    disagreements: tuple[Disagreement, ...] = ()
    answerer: str = "extractive"
    elapsed_ms: int = 0
    note: str | None = None
    id: str = field(default_factory=new_id)

    @property
    def text(self) -> str:
        """The statements with their markers, as one paragraph."""
        return " ".join(f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in self.statements)


@dataclass(frozen=True)
class Abstention:
    """The reply when the articles do not carry an answer: a value, never an exception."""

    question: Question
    reason: Reason
    index_version: str
    answerer: str = "extractive"
    elapsed_ms: int = 0
    note: str | None = None
    id: str = field(default_factory=new_id)

    @property
    def text(self) -> str:
        """The reason in a sentence, for people."""
        return _REASON_TEXT[self.reason]


Reply = Answer | Abstention

_REASON_TEXT = {
    Reason.NOTHING_FOUND: "I found nothing about this in the articles.",
    Reason.NOT_SUPPORTED: "The articles touch on this, but none of them states an answer.",
    Reason.NO_ARTICLES: "There are no articles to answer from under these filters.",
}


def as_of_of(reply: Reply) -> date | None:
    """The moment the reply was asked for, if the question named one."""
    return reply.question.selection.as_of
