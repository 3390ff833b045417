"""Several values for one question: the claims by what they say, and which of them to show so that all is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from answer.namesakes import Likeness
from answer.values import Claim, likeness
from corpus.article import Span

# Set on half of a public set of questions with several answers; see docs/disagreements.md.
FEW, MANY = 3, 8  # statements, where one article carries the question and where several do
PER_ARTICLE = 2
_ALSO_CARRIES = 0.7  # share of the best support from which another article carries the question too
_WORTH_TELLING = 0.5  # ... and from which a claim may be shown at all


def spread(claims: Sequence[Claim]) -> list[list[Claim]]:
    """The claims by distinct value, best supported value first; claims that say the same stand together.

    A less precise claim ("2025") joins the first value that it may mean ("July 2025").
    """
    groups: list[list[Claim]] = []
    for claim in sorted(claims, key=lambda claim: -claim.support):  # stable
        for group in groups:
            if all(likeness(claim, other) is not Likeness.DIFFERENT for other in group):
                group.append(claim)
                break
        else:
            groups.append([claim])
    return groups


def room_for(claims: Sequence[Claim]) -> int:
    """How many statements an answer may have: MANY where several articles carry the question about as well."""
    best = max((claim.support for claim in claims), default=0.0)
    carrying = {claim.article.id for claim in claims if claim.support >= _ALSO_CARRIES * best}
    return MANY if len(carrying) > 1 else FEW


def telling(claims: Sequence[Claim], at_most: int | None = None) -> list[Claim]:
    """The claims whose sentences tell the different values, best first: at most `at_most`, else `room_for` them.

    claims: of each sentence all phrases that may answer, so that a value counts as told wherever a sentence that is
    shown already gives it. At most PER_ARTICLE sentences of an article are shown.
    """
    left = room_for(claims) if at_most is None else at_most
    ranked = sorted(claims, key=lambda claim: -claim.support)
    beside: dict[tuple[str, Span], list[Claim]] = {}
    for claim in ranked:
        beside.setdefault((claim.article.id, claim.sentence), []).append(claim)
    chosen: list[Claim] = []
    told: list[Claim] = []
    shown_of = Counter[str]()
    for claim in ranked:
        if len(chosen) == left or claim.support < _WORTH_TELLING * ranked[0].support:
            break
        if shown_of[claim.article.id] < PER_ARTICLE and not any(_says_as_much(other, claim) for other in told):
            chosen.append(claim)
            told += beside[claim.article.id, claim.sentence]
            shown_of[claim.article.id] += 1
    return chosen


def _says_as_much(one: Claim, other: Claim) -> bool:
    """Whether `one` tells the value of `other` as closely: "15 May 1985" does for "1985", and not the other way."""
    alike = likeness(one, other)
    closer = len(one.text.split()) >= len(other.text.split())
    return alike is Likeness.SAME or (alike is Likeness.WITHIN and closer)
