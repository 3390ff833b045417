"""Where sources give different values for what was asked: each beside the other, never averaged, none preferred."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, product

from answer.explanations import explain
from answer.namesakes import Likeness
from answer.spread import spread
from answer.values import FIGURES, Claim, likeness, only_value_in_its_sentence, readable, sort_of
from answer.wanted import Wanted
from index.words import stem, words

_AS_GOOD = 0.65  # share of the best claim's support from which a sentence speaks of the same thing
_AS_SURE = 0.95  # share of the article's best support from which it also says another name
_BEFORE_CHARS = 1_000  # how far before a sentence the names stand that it takes for known


@dataclass(frozen=True)
class ValueClaimed:
    """A value as the first of its claims writes it, the one that tells it best from the others.

    sources: how many publishers carry it, an article without one counting by itself (of a story that many print, one
    article alone is found); newest: whether its latest article is later than that of every other value.
    """

    value: str
    claims: tuple[Claim, ...]
    sources: int
    newest: bool


@dataclass(frozen=True)
class Dispute:
    """Different values for the same question; explanation: what the texts say of the difference, where they do."""

    about: str
    values: tuple[ValueClaimed, ...]
    explanation: str | None = None


def find_disagreements(question: str, wanted: Wanted, claims: Sequence[Claim]) -> list[Dispute]:
    """The different values that articles give for `question`, in the order of their claims' support.

    Only claims that carry the question about as well as the best one, and whatever it names that the best one
    carries, are set against each other: another buyer's price is another deal's. An article that gives several of
    the values tells of different things (an offer and the one before it), and is set against none.
    """
    comparable = _comparable(question, wanted, claims)
    values = _told_apart(spread(comparable))
    if len(values) < 2:
        return []
    return [Dispute(question, _with_sources(values), explain(values))]


def _comparable(question: str, wanted: Wanted, claims: Sequence[Claim]) -> list[Claim]:
    able = [c for c in claims if c.kind is wanted and readable(c) and only_value_in_its_sentence(c)]
    if not able:
        return []
    best = max(able, key=lambda claim: claim.support)
    if wanted not in FIGURES:
        able = _surest_of_each_article(able)
    asked = frozenset(stem(word) for word in words(question))
    carried = asked & _stems_around(best)
    same_thing = _named_in(question) & carried or carried
    return [
        claim
        for claim in able
        if claim.support >= _AS_GOOD * best.support
        and same_thing <= _stems_around(claim)
        and (sort_of(claim) == sort_of(best) or not sort_of(claim) or not sort_of(best))
    ]


def _surest_of_each_article(claims: Sequence[Claim]) -> list[Claim]:
    """Without the names that an article's lesser sentences set against its best: they are read less surely."""
    best: dict[str, float] = {}
    for claim in claims:
        best[claim.article.id] = max(claim.support, best.get(claim.article.id, 0.0))
    surest = [claim for claim in claims if claim.support >= _AS_SURE * best[claim.article.id]]
    return [
        claim
        for claim in claims
        if claim in surest
        or all(likeness(claim, s) is not Likeness.DIFFERENT for s in surest if s.article.id == claim.article.id)
    ]


def _told_apart(values: list[list[Claim]]) -> list[list[Claim]]:
    """The values without the articles that give several of them: such an article tells of different things.

    One that only says the same twice, the second time less precisely, stands for what it says precisely: the last of
    the values that it is among, for the imprecise claim joined the first that it may mean.
    """
    given: dict[str, list[int]] = {}
    for n, claims in enumerate(values):
        for article_id in dict.fromkeys(claim.article.id for claim in claims):
            given.setdefault(article_id, []).append(n)
    stands_for = {
        article_id: places[-1]
        for article_id, places in given.items()
        if not _contradicts_itself([[c for c in values[n] if c.article.id == article_id] for n in places])
    }
    kept = [[claim for claim in claims if stands_for.get(claim.article.id) == n] for n, claims in enumerate(values)]
    return _plainest_first([claims for claims in kept if claims])


def _contradicts_itself(values: Sequence[Sequence[Claim]]) -> bool:
    return any(
        likeness(one, other) is Likeness.DIFFERENT
        for claims, others in combinations(values, 2)
        for one, other in product(claims, others)
    )


def _plainest_first(values: list[list[Claim]]) -> list[list[Claim]]:
    """Each value led by the claim that tells it best from the others: "Ryoko Ito" rather than "Ms Ito"."""

    def told_from(claim: Claim) -> int:
        rivals = [other for claims in values if claim not in claims for other in claims]
        return sum(likeness(claim, rival) is Likeness.DIFFERENT for rival in rivals)

    return [sorted(claims, key=told_from, reverse=True) for claims in values]  # stable


def _with_sources(values: Sequence[Sequence[Claim]]) -> tuple[ValueClaimed, ...]:
    latest = [_latest(claims) for claims in values]
    newest = max((day for day in latest if day), default=None)
    known = sum(day is not None for day in latest) > 1 and latest.count(newest) == 1
    return tuple(
        ValueClaimed(claims[0].text, tuple(claims), _sources(claims), known and day == newest)
        for claims, day in zip(values, latest, strict=True)
    )


def _latest(claims: Sequence[Claim]) -> date | None:
    return max((claim.article.published for claim in claims if claim.article.published), default=None)


def _sources(claims: Sequence[Claim]) -> int:
    """How many independent sources: publishers, and articles that name none."""
    named = {claim.article.publisher.casefold() for claim in claims if claim.article.publisher}
    return len(named) + len({claim.article.id for claim in claims if not claim.article.publisher})


def _stems_around(claim: Claim) -> frozenset[str]:
    """What the sentence speaks of, in its own words or in those before it and in the title."""
    article, sentence = claim.article, claim.sentence
    before = article.text[max(0, sentence.start - _BEFORE_CHARS) : sentence.end]
    return frozenset(stem(word) for word in words(f"{article.title} {before}"))


def _named_in(question: str) -> frozenset[str]:
    """The stems of its names and numbers: all words but those in small letters."""
    return frozenset(stem(word.lower()) for word in re.findall(r"\w+", question) if not word.islower())
