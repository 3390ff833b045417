"""Sentences that several articles give alike, in the same words or nearly so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from answer.evidence import Evidence
from answer.parties import swaps_a_deed

_SAME = 0.8  # shared stems (Jaccard) from which two sentences say the same
_DENIAL = re.compile(r"\b(?:no|not|never|none|neither|nor|nothing|nobody|without|cannot)\b|n['’]t\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d.,]*\d|\d")


def said_alike(found: Sequence[Evidence]) -> list[list[Evidence]]:
    """`found` in groups that say the same, at most one sentence of an article in each; the order stays."""
    groups: list[list[Evidence]] = []
    for item in found:
        for group in groups:
            if _says_the_same(group[0], item):
                if all(other.article.id != item.article.id for other in group):
                    group.append(item)
                break
        else:
            groups.append([item])
    return groups


def _says_the_same(one: Evidence, other: Evidence) -> bool:
    """Whether nearly all words are shared and every number, neither denies the other, and nobody changes places."""
    few, many = sorted((len(one.stems), len(other.stems)))
    if few < _SAME * many:  # spares the comparison, for it cannot hold then
        return False
    shared = len(one.stems & other.stems) / max(1, len(one.stems | other.stems))
    return (
        shared >= _SAME
        and _numbers(one.quote) == _numbers(other.quote)
        and denies(one.quote) == denies(other.quote)
        and not swaps_a_deed(one.quote, [other.quote])
    )


def denies(text: str) -> bool:
    """Whether it says that something is not so."""
    return bool(_DENIAL.search(text))


def _numbers(text: str) -> set[str]:
    return set(_NUMBER.findall(text))
