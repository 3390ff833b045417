"""The extractive answerer: a short answer put together from verbatim sentences. It needs no LLM and no network."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence

from answer.disagreements import find_disagreements
from answer.evidence import AskedWords, Evidence, asked_stems, evidence_in
from answer.grounding import Grounded, StoredArticles, ground
from answer.reply import Abstention, Answer, Citation, Question, Reason, Reply, Statement
from index.hit import Retrieval
from index.ports import Searcher, WordCounter

_MIN_SUPPORT = 0.54  # below it there is no answer; set on evaluation sets, see docs/evaluation.md
_MAX_STATEMENTS = 3
_NEXT_BEST = 0.85  # a further statement carries at least this share of the best one's support ...
_NEW_SHARE = 0.2  # ... or at least this share of the question that no statement before it carries
_SAME = 0.8  # shared stems (Jaccard) from which two sentences say the same
_LEXICAL_NOTE = "The vector index is not available right now: this was found by words alone."


class ExtractiveAnswerer:
    """Implements Answerer."""

    def __init__(
        self,
        searcher: Searcher,
        words: WordCounter,
        stored: StoredArticles,
        index_version: Callable[[], str],
    ) -> None:
        self._searcher = searcher
        self._words = words
        self._stored = stored
        self._index_version = index_version

    def ask(self, question: Question) -> Reply:
        """Answer from the retrieved passages, or abstain with the reason."""
        started = time.perf_counter()
        index_version = self._index_version()
        retrieval = self._searcher.search(question.text, question.selection, question.top_k)
        composed = self._compose(question, retrieval)
        elapsed_ms = round((time.perf_counter() - started) * 1000)
        note = _LEXICAL_NOTE if retrieval.lexical_only else None
        if isinstance(composed, Reason):
            return Abstention(question, composed, index_version, elapsed_ms=elapsed_ms, note=note)
        return Answer(
            question,
            composed.statements,
            composed.citations,
            index_version,
            composed.disagreements,
            elapsed_ms=elapsed_ms,
            note=note,
        )

    def _compose(self, question: Question, retrieval: Retrieval) -> Grounded | Reason:
        counts = self._words.count_words(asked_stems(question.text), question.selection)
        if not counts.passages:
            return Reason.NO_ARTICLES
        if not retrieval.hits:
            return Reason.NOTHING_FOUND
        asked = AskedWords.of(question.text, counts)
        evidence = evidence_in(retrieval.hits, asked)
        if not evidence or not evidence[0].covered:
            return Reason.NOTHING_FOUND
        if evidence[0].support < _MIN_SUPPORT:
            return Reason.NOT_SUPPORTED
        groups = _same_statements(evidence)
        chosen = _choose(groups, asked)
        disputed = find_disagreements(asked, evidence)
        for dispute in disputed:
            for value in dispute.values:
                chosen += [group for group in groups if value.evidence[0] in group and group not in chosen]
        numbers = {id(e): n for n, e in enumerate((e for group in chosen for e in group), start=1)}
        statements = [Statement(_one_line(group[0].quote), tuple(numbers[id(e)] for e in group)) for group in chosen]
        citations = [Citation(numbers[id(e)], e.article, e.span, e.quote) for group in chosen for e in group]
        grounded = ground(statements, citations, [d.shown(numbers) for d in disputed], self._stored)
        return grounded if grounded.statements else Reason.NOT_SUPPORTED


def _same_statements(evidence: Sequence[Evidence]) -> list[list[Evidence]]:
    """Evidence grouped so that near-identical sentences of several articles stand together, best first."""
    groups: list[list[Evidence]] = []
    for item in evidence:
        if item.support < _MIN_SUPPORT / 2:
            break
        for group in groups:
            if _says_the_same(group[0], item):
                if all(other.article.id != item.article.id for other in group):
                    group.append(item)
                break
        else:
            groups.append([item])
    return groups


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    shared = len(one.stems & other.stems) / max(1, len(one.stems | other.stems))
    return shared >= _SAME and _numbers(one.quote) == _numbers(other.quote)


def _choose(groups: Sequence[list[Evidence]], asked: AskedWords) -> list[list[Evidence]]:
    """The few statements that carry the question together."""
    chosen = [groups[0]]
    covered = set(groups[0][0].covered)
    for group in groups[1:]:
        best = group[0]
        news = asked.share(dict.fromkeys(best.covered - covered, 1.0))
        as_good = best.support >= _NEXT_BEST * chosen[0][0].support and best.support >= _MIN_SUPPORT
        if len(chosen) < _MAX_STATEMENTS and (as_good or news >= _NEW_SHARE):
            chosen.append(group)
            covered |= best.covered
    return chosen


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


def _one_line(text: str) -> str:
    return " ".join(text.split())
