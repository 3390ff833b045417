"""From an unchecked draft to statements that are proven by stored sentences."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from answer.llm.apart import Apart
from answer.llm.draft import Draft, DraftCitation
from answer.llm.passages import KeyedPassage
from answer.llm.support import Flaw, flaw, tidy
from answer.matching import find_quote
from answer.reply import Citation, Statement
from corpus.article import Span
from index.words import stem, words

logger = logging.getLogger(__name__)

_MAX_STATEMENTS = 8
_MAX_CITATIONS = 6  # of one statement
_ON_TOPIC = 0.4  # share of the question's content words that a quote holds, with its passage's header


@dataclass(frozen=True)
class Proven:
    """Statements, each borne out by every one of its citations alone."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]


def prove(draft: Draft, passages: Sequence[KeyedPassage], asked: Sequence[str], apart: Apart) -> Proven:
    """What of `draft` the passages prove. Everything else is dropped, and counted in the log.

    asked: what was searched for, each part of the question by itself. apart: words that other readers may not meet.
    """
    by_key = {keyed.key: keyed for keyed in passages}
    told: Counter[str] = Counter()
    markers: dict[tuple[str, Span], Citation] = {}
    statements: dict[str, Statement] = {}
    for drafted in draft.statements[:_MAX_STATEMENTS]:
        text = tidy(drafted.text)
        cited = []
        for citation in _proofs(text, drafted.citations[:_MAX_CITATIONS], by_key, asked, apart, told):
            place = (citation.article.id, citation.span)
            cited.append(markers.setdefault(place, replace(citation, marker=len(markers) + 1)).marker)
        if cited:
            statements.setdefault(text, Statement(text, tuple(dict.fromkeys(cited))))
    logger.info("LLM draft: %d of %d statements stand; quotes: %s", len(statements), len(draft.statements), dict(told))
    return Proven(tuple(statements.values()), tuple(markers.values()))


def _proofs(
    text: str,
    drafted: Sequence[DraftCitation],
    by_key: Mapping[str, KeyedPassage],
    asked: Sequence[str],
    apart: Apart,
    told: Counter[str],
) -> Iterator[Citation]:
    """The citations that prove `text`, not numbered yet. told: counts what became of each quote."""
    for given in drafted:
        keyed = by_key.get(given.key.strip())
        if keyed is None:
            told["unknown key"] += 1
            continue
        match = find_quote(given.quote, keyed.passage.text)
        told[match.state.value] += 1
        if match.span is None:
            continue
        span = keyed.sentences_around(match.span)
        quote = span.of(keyed.article.text)
        wrong = flaw(text, quote) or _off_topic(asked, quote, keyed) or _carried_over(text, keyed, apart)
        if wrong:
            told[wrong.value] += 1
        else:
            yield Citation(0, keyed.article, span, quote, keyed.also_in)


def _off_topic(asked: Sequence[str], quote: str, keyed: KeyedPassage) -> Flaw | None:
    held = _stems(f"{keyed.passage.header} {quote}")
    on_topic = any(len(_stems(part) & held) >= _ON_TOPIC * len(_stems(part)) for part in asked)
    return None if on_topic else Flaw.TOPIC


def _carried_over(text: str, keyed: KeyedPassage, apart: Apart) -> Flaw | None:
    return Flaw.APART if _stems(text) & apart.get(keyed.article.collection, frozenset()) else None


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text))
