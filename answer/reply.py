"""The question and the two replies: Question, Citation, Statement, Answer, Abstention."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from enum import StrEnum

from answer.errors import InvalidQuestion
from corpus.article import EVERYTHING, Article, Selection, Span
from corpus.stored import AlsoIn

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

    top_k: how many passages are retrieved as evidence, 1 to MAX_TOP_K. Raises InvalidQuestion.
    """

    text: str
    history: tuple[Turn, ...] = ()
    selection: Selection = EVERYTHING
    top_k: int = DEFAULT_TOP_K

    def __post_init__(self) -> None:
        if not any(c.isalnum() for c in self.text):
            raise InvalidQuestion('the question has no words: ask something, such as "Who runs the Ohio plant?"')
        if len(self.text) > MAX_QUESTION_CHARS:
            raise InvalidQuestion(
                f"the question has {len(self.text)} characters: at most {MAX_QUESTION_CHARS} are read"
            )
        if not 1 <= self.top_k <= MAX_TOP_K:
            raise InvalidQuestion(f"top_k is {self.top_k}: use 1 to {MAX_TOP_K}")
        wanted = self.selection
        if wanted.published_from and wanted.published_to and wanted.published_from > wanted.published_to:
            raise InvalidQuestion("published_from is after published_to: no article can be published in between")


@dataclass(frozen=True)
class Citation:
    """Marker [n] and the verbatim quote it stands for: `article.text[span.start:span.end] == quote`.

    also_in: other articles that tell the same story. All of them count as one source.
    """

    marker: int
    article: Article
    span: Span
    quote: str
    also_in: tuple[AlsoIn, ...] = ()


@dataclass(frozen=True)
class Statement:
    """One thing the answer says, with the markers of the citations that prove it.

    emphasis: where in `text` the answering phrase stands, for the doors to show in bold.
    """

    text: str
    citations: tuple[int, ...]
    emphasis: Span | None = None


def one_line(text: str) -> str:
    """`text` with all white space made single spaces, as a statement shows a quote."""
    return " ".join(text.split())


@dataclass(frozen=True)
class ShortAnswer:
    """The phrase that answers (a name, an amount, a date ...), verbatim: the article's characters at `span`.

    marker: the citation whose quote holds it.
    """

    text: str
    marker: int
    span: Span


@dataclass(frozen=True)
class DisputedValue:
    """One of several values that sources give for the same thing, as one of them writes it.

    sources: how many independent sources carry it (publishers; an article without one counts by itself, and all
    copies of one story count once).
    newest: whether the latest dated article among all values' carries this one.
    """

    value: str
    citations: tuple[int, ...]
    sources: int = 1
    newest: bool = False


@dataclass(frozen=True)
class Disagreement:
    """Sources give different values for the same thing.

    explanation: what the texts themselves say of the difference (a total and a part of it, a figure that moved);
    without one the values stand side by side and no verdict is given.
    """

    about: str
    values: tuple[DisputedValue, ...]
    explanation: str | None = None


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
    """A reply whose every statement is proven by citations that were checked against the stored text.

    missing: the parts of the question that no statement answers. support: how likely the answerer takes it to be that
    the articles answer, 0 to 1; for measuring, and shown to nobody.
    """

    question: Question
    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    index_version: str
    disagreements: tuple[Disagreement, ...] = ()
    short_answer: ShortAnswer | None = None
    missing: tuple[str, ...] = ()
    support: float | None = None
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
    """The reply when the articles do not carry an answer: a value, never an exception.

    nearest: the closest passages, cited and verbatim, which are not an answer. support: as an Answer's.
    """

    question: Question
    reason: Reason
    index_version: str
    nearest: tuple[Citation, ...] = ()
    support: float | None = None
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
