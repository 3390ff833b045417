"""What the likeliest sentences claim: the phrases by which each would answer, and which contradict each other."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from answer.disagreements import Dispute, find_disagreements
from answer.evidence import AskedWords, Evidence
from answer.scoring import ANSWERS_FROM, READ_FOR_PHRASES, Phrase, Scored, Scorer
from answer.values import FIGURES, Claim
from answer.wanted import Wanted
from corpus.article import Span

_READ = 20  # sentences whose phrases are set against each other, as far as each nearly answers by itself
_NEARLY = 1.0  # how far below that log-odds may lie, and how far behind the best phrase another one
_SUPPORT_SCALE = 8.0  # how far behind the best sentence's score support falls to 1/e
_ALSO_MEANT = 1.5  # how far behind the best phrase of its sentence another may be that is meant as well
_FULL_NAME = re.compile(r"[A-Z][\w’'-]+ (?P<surname>[A-Z][\w’'-]+)$")
_NO_SURNAMES = frozenset(
    "Group Holdings Holding Bank Corp Corporation Company Co Inc Ltd Limited Partners Energy Capital Ministry States"
    " Kingdom House Agency Commission Council Union Party Association Court University Institute Fund Trust".split()
)
_WITHIN_NAMES = ("of", "the", "de", "for", "&", "du", "van", "von")


@dataclass(frozen=True)
class Claimed:
    """A sentence with the phrases by which it may answer, best first, and the same as claims. log_odds: that it does;
    support: 0 to 1, how well it is rated beside the best sentence.
    """

    evidence: Evidence
    phrases: Sequence[Phrase]
    log_odds: float
    support: float
    kind: Wanted

    @property
    def claims(self) -> list[Claim]:
        return [self.claim(phrase.span) for phrase in self.phrases]

    def claim(self, phrase: Span, kind: Wanted | None = None) -> Claim:
        return Claim(self.evidence.article, self.evidence.span, phrase, self.support, kind or self.kind)


def claims_of(scorer: Scorer, asked: AskedWords, ranked: Sequence[Scored]) -> list[Claimed]:
    """The best sentences and, where several articles speak, those after them that nearly answer by themselves."""
    odds = [scorer.log_odds([each]) for each in ranked[:_READ]]
    near = [n for n, log_odds in enumerate(odds) if log_odds >= ANSWERS_FROM - _NEARLY]
    if len({ranked[n].evidence.article.id for n in near}) < 2:
        near = []  # one article is set against none: its phrases need not be read
    found = []
    for n in sorted({*range(len(odds))[:READ_FOR_PHRASES], *near}):
        phrases = scorer.phrases_of(asked, ranked[n], ranked[0].score, within=_ALSO_MEANT)
        support = math.exp((ranked[n].score - ranked[0].score) / _SUPPORT_SCALE)
        found.append(Claimed(ranked[n].evidence, phrases, odds[n], support, asked.wanted))
    return found


def disputes_among(asked: AskedWords, claimed: Sequence[Claimed], phrase: Phrase | None) -> list[Dispute]:
    """What the claims disagree on. phrase: the one that answers."""
    found = find_disagreements(asked.question, asked.wanted, _sure(asked.wanted, claimed))
    if phrase and not found:
        # The surname is all that the articles need to share: that both mean the one asked for, the ranking says.
        named = find_disagreements(phrase.text.split()[-1], Wanted.NAME, _namesakes(phrase, claimed))
        return [replace(dispute, about=asked.question) for dispute in named]
    return found


def _sure(wanted: Wanted, claimed: Sequence[Claimed]) -> list[Claim]:
    """Each sentence's phrase, where it is of the kind asked for and almost as good a phrase as any before."""
    if wanted is Wanted.ANYTHING:
        return []  # of what kind the values are is not known, so that any two would differ
    claims: list[Claim] = []
    best = -math.inf
    for each in claimed:
        if not each.phrases or each.log_odds < ANSWERS_FROM - _NEARLY or not each.evidence.features["kind met"]:
            continue
        phrase = _whole_place(each.phrases) if wanted is Wanted.PLACE else each.phrases[0]
        as_good = each.log_odds >= ANSWERS_FROM or phrase.score >= best - _NEARLY
        if wanted in FIGURES or (as_good and _is_of_kind(phrase.text, wanted)):
            best = max(best, phrase.score)
            claims.append(each.claim(phrase.span))
    return claims


def _whole_place(phrases: Sequence[Phrase]) -> Phrase:
    """The best phrase, with what it lies in: "Portsmouth, Ohio" for "Portsmouth"."""
    start = phrases[0].span.start
    whole = [each for each in phrases if each.span.start == start and all(w[0].isupper() for w in each.text.split())]
    return max(whole, key=lambda each: len(each.span), default=phrases[0])


def _is_of_kind(phrase: str, wanted: Wanted) -> bool:
    if wanted is Wanted.NAME:
        return all(word[0].isupper() or word in _WITHIN_NAMES for word in phrase.split())
    return wanted is not Wanted.PLACE or any(word[0].isupper() for word in phrase.split())


def _namesakes(phrase: Phrase, claimed: Sequence[Claimed]) -> list[Claim]:
    """Where the phrase is a person's name: who else of that surname the sentences name, by which first name."""
    named = _FULL_NAME.search(phrase.text)
    if not named or named["surname"] in _NO_SURNAMES:
        return []
    full = re.compile(rf"\b[A-Z][\w’'-]+ {re.escape(named['surname'])}\b")
    claims = []
    for each in claimed:
        if found := full.search(each.evidence.quote):
            start = each.evidence.span.start + found.start()
            name = Span(start, start + len(found[0]))
            claims.append(replace(each.claim(name, Wanted.NAME), support=1.0))
    return claims
