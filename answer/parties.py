"""Who does what to whom: whether a statement swaps the two parties of a deal that its quotes tell of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Deeds in which it matters who is who, by their stems. An irregular form stands after its stem.
_DEEDS = {
    "buy": "acquir, buy, bought, purchas, take over, takes over, took over, taking over, taken over",
    "sell": "sell, sold",
    "sue": "sue, sues, sued, suing",
    "pay": "pay, pays, paid, paying",
    "lend": "lend, lent, loan",
    "supply": "suppl",
    "own": "own, owns, owned, owning",
    "operate": "operat",
    "build": "build, built",
    "fund": "fund, financ, back, backs, backed",
    "invest": "invest",
    "hire": "hire, hires, hired",
    "approve": "approv, clear, clears, cleared",
    "reject": "reject, block, blocks, blocked",
}
_STEMS = {form.strip(): deed for deed, forms in _DEEDS.items() for form in forms.split(",")}
_VERB = re.compile(
    rf"\b(?P<verb>{'|'.join(sorted(_STEMS, key=len, reverse=True))})(?P<ending>s|es|ed|ing|ies|ied|e|y|ying)?\b"
)
_PASSIVE_BEFORE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\s(?:\w+ly\s|also\s|not\s)?\Z")
_BY = re.compile(r"\s(?:\w+\s){0,6}?by\s")
_NAME = re.compile(r"\b[A-Z][\w’'&.-]*(?:\s(?:of\s|&\s|de\s)?[A-Z][\w’'&.-]*)*")
_NO_NAMES = frozenset(
    "The A An In On At By For From And But Or It He She They We This That These Those Its His Her Their As After "
    "Before Under While When If Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April "
    "May June July August September October November December".split()
)


@dataclass(frozen=True)
class _Deed:
    """doer and done_to: the words of a name, in small letters."""

    deed: str
    doer: frozenset[str]
    done_to: frozenset[str]

    def is_like(self, other: _Deed) -> bool:
        return self.deed == other.deed and bool(self.doer & other.doer) and bool(self.done_to & other.done_to)

    @property
    def swapped(self) -> _Deed:
        return _Deed(self.deed, self.done_to, self.doer)


def swaps_parties(statement: str, quotes: Sequence[str]) -> bool:
    """Whether `statement` says "A buys B" where a quote says "B buys A" and none says what the statement does.

    It reads the nearest name on either side of some 40 common verbs, active or passive. It sees no pronouns, no
    nouns ("the purchase of A by B") and no parties in different sentences: what it finds is wrong, what it lets
    through may be.
    """
    told = [deed for quote in quotes for deed in _deeds(quote)]
    return any(
        any(deed.swapped.is_like(other) for other in told) and not any(deed.is_like(other) for other in told)
        for deed in _deeds(statement)
    )


def _deeds(text: str) -> Iterator[_Deed]:
    names = [(found.start(), found.end(), words) for found in _NAME.finditer(text) if (words := _words(found[0]))]
    for match in _VERB.finditer(text):
        before = [words for _, end, words in names if end <= match.start()]
        behind = [(start, words) for start, _, words in names if start >= match.end()]
        if not before or not behind:
            continue
        by = _BY.match(text, match.end())
        passive = _PASSIVE_BEFORE.search(text, max(0, match.start() - 24), match.start()) and by
        if passive:
            assert by is not None
            doers = [words for start, words in behind if start >= by.end()]
            if doers:
                yield _Deed(_STEMS[match["verb"]], doers[0], before[-1])
        else:
            yield _Deed(_STEMS[match["verb"]], before[-1], behind[0][1])


def _words(name: str) -> frozenset[str]:
    return frozenset(re.sub(r"['’]s$|\.$", "", word).lower() for word in name.split() if word not in _NO_NAMES)
