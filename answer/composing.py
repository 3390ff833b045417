"""What answers one part of a question: the statements to show, the answering phrase, and where articles differ."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass

from answer.disagreements import Dispute, find_disagreements
from answer.evidence import AskedWords, Evidence
from answer.scoring import ANSWERS_FROM, READ_FOR_PHRASES, Phrase, Scored, Scorer
from answer.spread import telling
from answer.values import Claim

FEW = 3
"""How many statements an answer has, where articles do not differ."""

_BEHIND = 1.6  # a further statement is at most this much less likely than the first, as a logarithm; see docs
_READ_FOR_CLAIMS = 12  # sentences whose phrases are set against each other
_ALSO_MEANT = 1.5  # how far behind the best phrase of its sentence another may be that is meant as well
_SAME = 0.8  # shared stems (Jaccard) from which two sentences say the same
_NEAREST = 3


@dataclass(frozen=True)
class Findings:
    """What was found for one part of a question.

    statements: each a sentence with those of other articles that say the same, most direct first; none where nothing
    answers. nearest: what comes closest, whether it answers or not. log_odds: that something answers.
    """

    part: str
    statements: Sequence[Sequence[Evidence]]
    phrase: Phrase | None
    disputes: Sequence[Dispute]
    nearest: Sequence[Evidence]
    log_odds: float = -math.inf


def find(part: str, evidence: Sequence[Evidence], asked: AskedWords, scorer: Scorer) -> Findings:
    """What the evidence holds for `part`."""
    ranked = scorer.ranked(evidence)
    nearest = [each.evidence for each in ranked[:_NEAREST]]
    if not ranked or not any(each.evidence.covered for each in ranked):
        return Findings(part, (), None, (), ())
    log_odds = scorer.log_odds(ranked)
    if log_odds < ANSWERS_FROM:
        return Findings(part, (), None, (), nearest, log_odds)
    phrases = scorer.phrases(asked, _saying_what_is_asked(ranked[:READ_FOR_PHRASES], asked))
    groups = same_statements(ranked)
    phrase = max(phrases, key=lambda each: each.score, default=None)
    claims = _claims(scorer, asked, ranked)
    disputes = find_disagreements(asked.question, asked.wanted, [c for c in claims if c.kind is asked.wanted])
    chosen = _likely(ranked, groups)
    told = [*telling(claims), *(value.claims[0] for dispute in disputes for value in dispute.values)]
    for claim in told:
        for group in groups:
            if group not in chosen and any((e.article.id, e.span) == (claim.article.id, claim.sentence) for e in group):
                chosen.append(group)
    if phrase:  # what holds the answering phrase comes first
        chosen.sort(key=lambda group: phrase.evidence not in group)
    return Findings(part, chosen, phrase, disputes, nearest, log_odds)


def same_statements(ranked: Sequence[Scored]) -> list[list[Evidence]]:
    """Evidence grouped so that near-identical sentences of several articles stand together, best first."""
    groups: list[list[Evidence]] = []
    for each in ranked:
        item = each.evidence
        for group in groups:
            if _says_the_same(group[0], item):
                if all(other.article.id != item.article.id for other in group):
                    group.append(item)
                break
        else:
            groups.append([item])
    return groups


def _saying_what_is_asked(ranked: Sequence[Scored], asked: AskedWords) -> Sequence[Scored]:
    """Where it is asked who does something, those that say so, if any: of the others none tells who."""
    saying = [each for each in ranked if asked.predicate and asked.predicate in each.evidence.stems]
    return saying or ranked


def _likely(ranked: Sequence[Scored], groups: Sequence[list[Evidence]]) -> list[list[Evidence]]:
    """The few statements that are about as likely as the likeliest."""
    likely = [each.evidence for each in ranked if each.score >= ranked[0].score - _BEHIND]
    return [group for group in groups if group[0] in likely][:FEW]


def _claims(scorer: Scorer, asked: AskedWords, ranked: Sequence[Scored]) -> list[Claim]:
    """By which phrases the likeliest sentences answer, each with how well its sentence does beside the best one."""
    claims = []
    for each in ranked[:_READ_FOR_CLAIMS]:
        item = each.evidence
        support = math.exp((each.score - ranked[0].score) / 2)
        phrases = scorer.phrases_of(asked, each, ranked[0].score, within=_ALSO_MEANT)
        claims += [Claim(item.article, item.span, phrase.span, support, asked.wanted) for phrase in phrases]
    return claims


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    if len(one.stems) * _SAME > len(other.stems) or len(other.stems) * _SAME > len(one.stems):
        return False
    shared = len(one.stems & other.stems) / max(1, len(one.stems | other.stems))
    return shared >= _SAME and _numbers(one.quote) == _numbers(other.quote)


def _numbers(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))
