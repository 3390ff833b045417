"""The LLM's proven statements together with what the extractive reply knows: rival values, the answering phrase."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from answer.grounding import StoredArticles, ground
from answer.llm.proving import Proven
from answer.reply import Abstention, Answer, Citation, Disagreement, Reply, ShortAnswer, Statement
from corpus.article import Span
from index.words import stem, words

_ANSWERED = 0.5  # share of a part's content words from which the quotes are taken to answer it


def merge(proven: Proven, extractive: Reply, stored: StoredArticles, answerer: str) -> Answer | None:
    """One answer, checked against the stored text; None when nothing of the LLM's stands."""
    if isinstance(extractive, Abstention):
        extractive = Answer(extractive.question, (), (), extractive.index_version, note=extractive.note)
    citations = [*proven.citations]
    disagreements = [_carried(dispute, extractive.citations, citations) for dispute in extractive.disagreements]
    grounded = ground(proven.statements, citations, disagreements, stored, extractive.question.selection)
    if not grounded.statements:
        return None
    short = _short_answer(extractive.short_answer, extractive.citations, grounded.citations)
    return replace(
        extractive,
        statements=tuple(_emphasised(statement, short) for statement in grounded.statements),
        citations=grounded.citations,
        disagreements=grounded.disagreements,
        short_answer=short,
        missing=tuple(part for part in extractive.missing if not _answers(grounded.citations, part)),
        answerer=answerer,
    )


def _carried(dispute: Disagreement, known: Sequence[Citation], citations: list[Citation]) -> Disagreement:
    """`dispute` with markers into `citations`, which gains what it lacks of the dispute's."""
    number: dict[int, int] = {}
    for marker in dict.fromkeys(marker for value in dispute.values for marker in value.citations):
        [citation] = [c for c in known if c.marker == marker]
        same = [c.marker for c in citations if (c.article.id, c.span) == (citation.article.id, citation.span)]
        number[marker] = same[0] if same else len(citations) + 1
        if not same:
            citations.append(replace(citation, marker=number[marker]))
    values = (replace(value, citations=tuple(number[m] for m in value.citations)) for value in dispute.values)
    return replace(dispute, values=tuple(values))


def _short_answer(
    short: ShortAnswer | None, known: Sequence[Citation], citations: Sequence[Citation]
) -> ShortAnswer | None:
    """The extractive answering phrase, where a quote of this answer holds it."""
    if short is None:
        return None
    article = next((c.article for c in known if c.marker == short.marker), None)
    for citation in citations:
        inside = citation.span.start <= short.span.start and short.span.end <= citation.span.end
        if article and citation.article.version == article.version and citation.article.id == article.id and inside:
            return replace(short, marker=citation.marker)
    return None


def _emphasised(statement: Statement, short: ShortAnswer | None) -> Statement:
    found = short and re.search(rf"(?<!\w){re.escape(short.text)}(?!\w)", statement.text)
    return replace(statement, emphasis=Span(*found.span())) if found else statement


def _answers(citations: Sequence[Citation], part: str) -> bool:
    asked = {stem(word) for word in words(part)}
    held = {stem(word) for citation in citations for word in words(citation.quote)}
    return len(asked & held) >= _ANSWERED * len(asked)
