"""The JSON of a reply, over HTTP and from the command line. The order of the fields is the order in the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel

from answer.keeping import Kept
from answer.reply import Abstention, Answer, Citation, Disagreement, Reason, Reply, ShortAnswer, Statement
from api.problem import Problem
from api.schema.articles import AlsoInBody, also_in_bodies
from api.schema.requests import asked_as_of
from api.schema.words import AsOf
from corpus.article import Span


class SpanBody(BaseModel):
    """start and end count Unicode code points of the text beside it."""

    start: int
    end: int


class ShortAnswerBody(BaseModel):
    """The phrase that answers. start and end count code points of the article's stored text; citation: its marker."""

    text: str
    citation: int
    article_id: str
    start: int
    end: int


class StatementBody(BaseModel):
    """emphasis: where in `text` the answering phrase stands."""

    text: str
    citations: list[int]
    emphasis: SpanBody | None


class CitationBody(BaseModel):
    """start and end count Unicode code points of the stored text; `quote` is exactly what stands there.

    page: the page that it begins on, from 1, of what came in pages. also_in: other articles that tell the same story,
    and count as the same source.
    """

    marker: int
    article_id: str
    version: str
    title: str
    publisher: str | None
    published: date | None
    url: str | None
    start: int
    end: int
    page: int | None
    quote: str
    also_in: list[AlsoInBody]


class ValueBody(BaseModel):
    """sources: how many independent ones carry the value; newest: whether the latest dated article does."""

    value: str
    citations: list[int]
    sources: int
    newest: bool


class DisagreementBody(BaseModel):
    """explanation: what the texts say of the difference; null where they say nothing, and no verdict is given."""

    about: str
    values: list[ValueBody]
    explanation: str | None


class AnswerBody(BaseModel):
    """missing: parts of the question that found no answer; nearest: where abstained, passages that are none.

    conversation: the id of the one that the answer belongs to.
    """

    id: str
    question: str
    status: Literal["answered", "abstained"]
    reason: Reason | None
    text: str
    short_answer: ShortAnswerBody | None
    statements: list[StatementBody]
    citations: list[CitationBody]
    disagreements: list[DisagreementBody]
    missing: list[str]
    nearest: list[CitationBody]
    as_of: AsOf
    answerer: str
    index_version: str
    elapsed_ms: int
    note: str | None
    conversation: str | None = None


class KeptAnswerBody(AnswerBody):
    """An answer that was given. index_version says of what index, asked_at when."""

    asked_at: datetime


class BatchedBody(BaseModel):
    """An answer, or why there is none."""

    answer: AnswerBody | None
    problem: Problem | None


class BatchBody(BaseModel):
    """In the order of the questions."""

    replies: list[BatchedBody]


def kept_answer_body(kept: Kept) -> KeptAnswerBody:
    """A past answer as it goes out."""
    return KeptAnswerBody(**dict(answer_body(kept.reply, kept.conversation)), asked_at=kept.asked_at)


def answer_body(reply: Reply, conversation: str | None = None) -> AnswerBody:
    """A reply as it goes out; an abstention has the same fields, with nothing said in them."""
    said = reply if isinstance(reply, Answer) else Answer(reply.question, (), (), reply.index_version)
    return AnswerBody(
        id=reply.id,
        question=reply.question.text,
        status="abstained" if isinstance(reply, Abstention) else "answered",
        reason=reply.reason if isinstance(reply, Abstention) else None,
        text=reply.text,
        short_answer=_short_answer_body(said.short_answer, said.citations),
        statements=[_statement_body(statement) for statement in said.statements],
        citations=[citation_body(citation) for citation in said.citations],
        disagreements=[_disagreement_body(disagreement) for disagreement in said.disagreements],
        missing=list(said.missing),
        nearest=[citation_body(citation) for citation in reply.nearest] if isinstance(reply, Abstention) else [],
        as_of=asked_as_of(reply.question.selection),
        answerer=reply.answerer,
        index_version=reply.index_version,
        elapsed_ms=reply.elapsed_ms,
        note=reply.note,
        conversation=conversation,
    )


def _short_answer_body(short: ShortAnswer | None, citations: Sequence[Citation]) -> ShortAnswerBody | None:
    for citation in citations:
        if short and citation.marker == short.marker:
            return ShortAnswerBody(
                text=short.text,
                citation=short.marker,
                article_id=citation.article.id,
                start=short.span.start,
                end=short.span.end,
            )
    return None


def _statement_body(statement: Statement) -> StatementBody:
    return StatementBody(
        text=statement.text, citations=list(statement.citations), emphasis=_span_body(statement.emphasis)
    )


def _span_body(span: Span | None) -> SpanBody | None:
    return SpanBody(start=span.start, end=span.end) if span else None


def citation_body(citation: Citation) -> CitationBody:
    """A citation as it goes out, of a reply or a timeline."""
    article = citation.article
    return CitationBody(
        marker=citation.marker,
        article_id=article.id,
        version=article.version,
        title=article.title,
        publisher=article.publisher,
        published=article.published,
        url=article.url,
        start=citation.span.start,
        end=citation.span.end,
        page=article.page_of(citation.span.start),
        quote=citation.quote,
        also_in=also_in_bodies(citation.also_in),
    )


def _disagreement_body(disagreement: Disagreement) -> DisagreementBody:
    values = [
        ValueBody(value=side.value, citations=list(side.citations), sources=side.sources, newest=side.newest)
        for side in disagreement.values
    ]
    return DisagreementBody(about=disagreement.about, values=values, explanation=disagreement.explanation)
