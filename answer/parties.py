"""Whether a statement turns round who does what to whom in the quotes that are to prove it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from corpus.sentences import sentence_spans

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
_BY_SOMEBODY = re.compile(r"\sby\s(?:the\s)?(?=[A-Z])")  # "Orrin Foods, bought by Halden Grid" needs no form of be
_TO = re.compile(r"\bto\s(?:the\s)?\Z")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]\w*(?:['’.&-]\w+)*")
_POSSESSIVE = re.compile(r"['’]s\Z")
_WITHIN_A_NAME = (" ", " of ", " & ", " de ")
_NO_NAMES = frozenset(
    "The A An In On At By For From And But Or It He She They We This That These Those Its His Her Their As After "
    "Before Under While When If To Of Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March "
    "April May June July August September October November December".split()
)


def swaps_parties(statement: str, quotes: Sequence[str]) -> bool:
    """Whether `statement` says "A buys B" where a quote says "B buys A" and none says what the statement does.

    Two things tell. Of some forty common verbs, active or passive, the nearest name on either side is read. Of names
    that follow each other in the statement no quote may have the later one first, unless such a verb says the same of
    both. It sees no pronouns, no nouns ("the purchase of A by B") and no parties in different sentences: what it lets
    through may still be wrong, and what it stops may be honest rewording.
    """
    if swaps_a_deed(statement, quotes):
        return True
    told = [deed for quote in quotes for deed in _deeds(quote)]
    retold = [deed for deed in _deeds(statement) if any(deed.is_like(other) for other in told)]
    between = [{deed.doer, deed.done_to} for deed in retold]
    turned = (pair for pair in pairwise(_names(statement)) if _are_turned(*pair, quotes))
    return any({one.words, other.words} not in between for one, other in turned)


def swaps_a_deed(statement: str, quotes: Sequence[str]) -> bool:
    """The same by the verbs alone, so that it stops no honest rewording."""
    told = [deed for quote in quotes for deed in _deeds(quote)]
    return any(
        any(deed.swapped.is_like(other) for other in told) and not any(deed.is_like(other) for other in told)
        for deed in _deeds(statement)
    )


@dataclass(frozen=True)
class _Name:
    """Words with capitals that follow each other, where they stand, and what they are in small letters."""

    start: int
    end: int
    words: frozenset[str]

    def is_like(self, other: _Name) -> bool:
        return self.words <= other.words or other.words <= self.words


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


def _deeds(text: str) -> Iterator[_Deed]:
    for span in sentence_spans(text):
        yield from _deeds_of(span.of(text))


def _deeds_of(sentence: str) -> Iterator[_Deed]:
    names = _names(sentence)
    for match in _VERB.finditer(sentence):
        before = [name for name in names if name.end <= match.start()]
        behind = [name for name in names if name.start >= match.end()]
        if not before or not behind:
            continue
        deed = _STEMS[match["verb"]]
        by = _passive_by(sentence, match)
        if deed == "sell" and _TO.search(sentence, match.end(), behind[0].start):  # who is sold to buys
            yield _Deed("buy", behind[0].words, before[-1].words)
        elif not by:
            yield _Deed(deed, before[-1].words, behind[0].words)
        elif doers := [name for name in behind if name.start >= by.end()]:
            yield _Deed(deed, doers[0].words, before[-1].words)


def _passive_by(sentence: str, verb: re.Match[str]) -> re.Match[str] | None:
    """The "by" of a verb in the passive voice."""
    with_be = _PASSIVE_BEFORE.search(sentence, max(0, verb.start() - 24), verb.start())
    return (_BY if with_be else _BY_SOMEBODY).match(sentence, verb.end())


def _are_turned(one: _Name, other: _Name, quotes: Sequence[str]) -> bool:
    """Whether quotes have both names, and each has all of `one` behind all of `other`."""
    if one.is_like(other):
        return False
    found = []
    for quote in quotes:
        names = _names(quote)
        ones = [name.start for name in names if name.is_like(one)]
        others = [name.start for name in names if name.is_like(other)]
        if ones and others:
            found.append(min(ones) > max(others))
    return bool(found) and all(found)


def _names(text: str) -> list[_Name]:
    names: list[_Name] = []
    for match in _WORD.finditer(text):
        if not match[0][0].isupper() or match[0] in _NO_NAMES:
            continue
        bare = _POSSESSIVE.sub("", match[0])  # a possessive ends a name: "Halden's Orrin" is two
        end, word = match.start() + len(bare), bare.lower().replace(".", "")
        if names and text[names[-1].end : match.start()] in _WITHIN_A_NAME:
            names[-1] = replace(names[-1], end=end, words=names[-1].words | {word})
        else:
            names.append(_Name(match.start(), end, frozenset((word,))))
    return names
