"""The extractive answerer: a short answer put together from verbatim sentences. It needs no LLM and no network."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from answer.composing import Findings, find
from answer.disagreements import Dispute
from answer.evidence import AskedWords, Evidence, asked_stems, evidence_in
from answer.grounding import Grounded, StoredArticles, ground
from answer.ports import UNFOLLOWED, Follower, Stage
from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    Reply,
    ShortAnswer,
    Statement,
    one_line,
)
from answer.scoring import Phrase, Scorer, shipped
from answer.understanding import Understanding, understand
from corpus.article import Selection, Span
from index.ports import Holdings, Searcher, WordCounter

_NEAREST = 3
_LEXICAL_NOTE = "The vector index is not available right now: this was found by words alone."


class ExtractiveAnswerer:
    """Implements Answerer. today: what "since July" in a question is reckoned from."""

    def __init__(
        self,
        searcher: Searcher,
        words: WordCounter,
        holdings: Holdings,
        stored: StoredArticles,
        index_version: Callable[[Selection], str],
        scorer: Scorer | None = None,
        today: Callable[[], date] = date.today,
    ) -> None:
        self._searcher = searcher
        self._words = words
        self._holdings = holdings
        self._stored = stored
        self._index_version = index_version
        self._scorer = scorer or shipped()
        self._today = today

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        """Answer from the retrieved passages, or abstain with the reason and what comes nearest."""
        started = time.perf_counter()
        index_version = self._index_version(question.selection)
        understood = understand(question, self._holdings, self._today())
        asked = replace(question, selection=understood.selection)
        follower.reached(Stage.SEARCHING)
        found, lexical_only = self._findings(asked, understood, follower)
        elapsed_ms = round((time.perf_counter() - started) * 1000)
        note = _LEXICAL_NOTE if lexical_only else None
        if not isinstance(found, Reason):
            follower.reached(Stage.CHECKING)
            answered = [each for each in found if each.statements]
            grounded, short = self._proven(answered, asked.selection)
            if grounded.statements:
                return Answer(
                    asked,
                    grounded.statements,
                    grounded.citations,
                    index_version,
                    grounded.disagreements,
                    short,
                    tuple(each.part for each in found if not each.statements),
                    _support(found),
                    elapsed_ms=elapsed_ms,
                    note=note,
                )
        reason = found if isinstance(found, Reason) else _why_not(found)
        if isinstance(found, Reason):
            return Abstention(asked, reason, index_version, support=0.0, elapsed_ms=elapsed_ms, note=note)
        nearest = self._nearest(found, asked.selection)
        return Abstention(asked, reason, index_version, nearest, _support(found), elapsed_ms=elapsed_ms, note=note)

    def _findings(
        self, question: Question, understood: Understanding, follower: Follower
    ) -> tuple[list[Findings] | Reason, bool]:
        """What was found for each part, and whether words alone were searched."""
        found, lexical_only = [], False
        for part, search in zip(understood.parts, understood.searches, strict=True):
            retrieval = self._searcher.search(search, question.selection, question.top_k)
            search = retrieval.within or search
            counts = self._words.count_words(asked_stems(search), question.selection)
            if not counts.passages:
                return Reason.NO_ARTICLES, False
            asked = AskedWords.of(search, counts)
            follower.found(retrieval.hits)
            follower.reached(Stage.READING)
            found.append(find(part, evidence_in(retrieval.hits, asked), asked, self._scorer))
            lexical_only = lexical_only or retrieval.lexical_only
        return found, lexical_only

    def _proven(self, found: Sequence[Findings], selection: Selection) -> tuple[Grounded, ShortAnswer | None]:
        """The statements of all parts with their citations, as far as they stand in the articles."""
        phrases = [each.phrase for each in found if each.phrase]
        groups: list[Sequence[Evidence]] = []
        for group in (group for each in found for group in each.statements):
            if not any(_says_the_same(group[0], other[0]) for other in groups):
                groups.append(group)
        cited = [item for group in groups for item in group]
        citations = [item.cited(n) for n, item in enumerate(cited, start=1)]
        marker = {_place(item): n for n, item in reversed(list(enumerate(cited, start=1)))}
        statements = [
            Statement(
                one_line(group[0].quote), tuple(marker[_place(item)] for item in group), _emphasis(group[0], phrases)
            )
            for group in groups
        ]
        disputes = [_shown(dispute, marker) for each in found for dispute in each.disputes]
        grounded = ground(statements, citations, disputes, self._stored, selection)
        return grounded, _short_answer(phrases, grounded.citations)

    def _nearest(self, found: Sequence[Findings], selection: Selection) -> tuple[Citation, ...]:
        nearest = list({_place(item): item for each in found for item in each.nearest}.values())[:_NEAREST]
        citations = [item.cited(n) for n, item in enumerate(nearest, start=1)]
        said = [Statement(one_line(citation.quote), (citation.marker,)) for citation in citations]
        return ground(said, citations, (), self._stored, selection).citations


def _support(found: Sequence[Findings]) -> float:
    return max(1 / (1 + math.exp(-each.log_odds)) if each.log_odds > -50 else 0.0 for each in found)


def _why_not(found: Sequence[Findings]) -> Reason:
    return Reason.NOT_SUPPORTED if any(each.nearest for each in found) else Reason.NOTHING_FOUND


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    """Whether it is the same sentence, of one article or of two that tell the same story."""
    if _place(one) == _place(other):
        return True
    copies = {copy.article_id for copy in one.also_in}
    return other.article.id in copies and one_line(one.quote) == one_line(other.quote)


def _place(item: Evidence) -> tuple[str, Span]:
    return item.article.id, item.span


def _emphasis(said: Evidence, phrases: Sequence[Phrase]) -> Span | None:
    """Where an answering phrase stands in the statement that shows the sentence on one line."""
    for phrase in phrases:
        if _place(phrase.evidence) == _place(said):
            before = said.article.text[said.span.start : phrase.span.start]
            start = len(one_line(before + "x")) - 1
            return Span(start, start + len(one_line(phrase.text)))
    return None


def _short_answer(phrases: Sequence[Phrase], citations: Sequence[Citation]) -> ShortAnswer | None:
    for phrase in phrases:
        for citation in citations:
            if (citation.article.id, citation.span) == _place(phrase.evidence):
                return ShortAnswer(phrase.text, citation.marker, phrase.span)
    return None


def _shown(dispute: Dispute, marker: Mapping[tuple[str, Span], int]) -> Disagreement:
    values = []
    for value in dispute.values:
        places = dict.fromkeys((claim.article.id, claim.sentence) for claim in value.claims)
        markers = tuple(marker[place] for place in places if place in marker)
        values.append(DisputedValue(value.value, markers, value.sources, value.newest))
    return Disagreement(dispute.about, tuple(values), dispute.explanation)
