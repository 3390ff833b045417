"""What answers one part of a question: the statements to show, the answering phrase, and where articles differ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from answer.alike import said_alike
from answer.claims import Claimed, claims_of, disputes_among
from answer.disagreements import Dispute
from answer.evidence import AskedWords, Evidence
from answer.scoring import ANSWERS_FROM, READ_FOR_PHRASES, Phrase, Scored, Scorer
from answer.spread import FEW, telling
from answer.wanted import Wanted

_BEHIND = 1.6  # how much less likely than the first a further statement is at most, as a logarithm ...
_BEHIND_IN_PROSE = 3.0  # ... and where no name, figure, day or place is asked for, so that the answer is prose
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
    claimed = claims_of(scorer, asked, ranked)
    phrase = _answering_phrase(claimed, ranked, asked)
    disputes = disputes_among(asked, claimed, phrase)
    groups = said_alike([each.evidence for each in ranked])
    behind = _BEHIND_IN_PROSE if asked.wanted is Wanted.ANYTHING else _BEHIND
    likely = [each.evidence for each in ranked if each.score >= ranked[0].score - behind and _fits(each.evidence)]
    chosen = [group for group in groups if group[0] in likely or group is groups[0]][:FEW]
    several = _several_answer(claimed) and asked.wanted not in (Wanted.AMOUNT, Wanted.PERCENTAGE)
    told = [claim for each in claimed if several and _fits(each.evidence) for claim in each.claims]
    for claim in [*telling(told), *(value.claims[0] for dispute in disputes for value in dispute.values)]:
        for group in groups:
            if group not in chosen and any((e.article.id, e.span) == (claim.article.id, claim.sentence) for e in group):
                chosen.append(group)
    if phrase:  # what holds the answering phrase comes first
        holding = [group for group in groups if phrase.evidence in group]
        chosen = [*holding, *(group for group in chosen if group not in holding)]
    return Findings(part, chosen, phrase, disputes, nearest, log_odds)


def _answering_phrase(claimed: Sequence[Claimed], ranked: Sequence[Scored], asked: AskedWords) -> Phrase | None:
    """The best phrase of the best sentences: of those that say what is asked, where it is asked who does something."""
    best = [each.evidence for each in ranked[:READ_FOR_PHRASES]]
    saying = [item for item in best if asked.predicate and asked.predicate in item.stems] or best
    phrases = [each.phrases[0] for each in claimed if each.phrases and each.evidence in saying]
    return max(phrases, key=lambda phrase: phrase.score, default=None)


def _several_answer(claimed: Sequence[Claimed]) -> bool:
    """Whether sentences of several articles answer, each by itself: then all that they say is told.

    Not of amounts and percentages: those of the same thing are set against each other, and others were not asked for.
    """
    return len({each.evidence.article.id for each in claimed if each.log_odds >= ANSWERS_FROM}) > 1


def _fits(item: Evidence) -> bool:
    """Whether the sentence holds something of the kind asked for."""
    return bool(item.features["kind met"])
