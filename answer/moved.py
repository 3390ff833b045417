"""Figures that moved: the value that an earlier article gave for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from answer.evidence import Evidence
from answer.figures import Figure, Kind, figures_in, same_value
from index.words import stem, words

_SAME_THING = 0.5  # shared content words (Jaccard), figures apart, from which two sentences speak of the same thing
_MEASURING = (Kind.MONEY, Kind.PERCENT, Kind.COUNT)
_MAGNITUDES = frozenset(stem(word) for word in "thousand million billion trillion bn mn percent".split())


def moved_from(now: Evidence, known: Sequence[Evidence]) -> list[tuple[str, str, Evidence]]:
    """For each figure of `now` that an earlier article gave with another value: both as written, and that article's
    sentence.

    Only a sentence that speaks of the same thing in much the same words counts, and only where both have a single
    figure of the unit: of two it is not known which one is meant. Of several earlier values the latest one counts,
    and none where that one is the same.
    """
    moved = []
    earlier = sorted(_earlier(now, known), key=_recency, reverse=True)
    for figure in _single_figures(now.quote):
        for item in earlier:
            old = next((f for f in _single_figures(item.quote) if (f.kind, f.unit) == (figure.kind, figure.unit)), None)
            if old is not None:
                if not same_value(figure, old):
                    moved.append((figure.span.of(now.quote), old.span.of(item.quote), item))
                break
    return moved


def _earlier(now: Evidence, known: Sequence[Evidence]) -> Iterator[Evidence]:
    """The sentences about the same thing in articles published before."""
    mine, day = _subject(now), now.article.published
    for item in known:
        if day and item.article.published and item.article.published < day:
            theirs = _subject(item)
            if len(mine & theirs) >= _SAME_THING * len(mine | theirs):
                yield item


def _recency(item: Evidence) -> tuple[date, float]:
    return item.article.published or date.min, item.support


def _single_figures(sentence: str) -> list[Figure]:
    """The figures that are the only one of their unit."""
    found = [figure for figure in figures_in(sentence) if figure.kind in _MEASURING]
    return [figure for figure in found if sum(figure.unit == other.unit for other in found) == 1]


def _subject(item: Evidence) -> frozenset[str]:
    """The content words of a sentence without its figures."""
    bare = re.sub(r"\S*\d\S*", " ", item.quote)
    return frozenset(stem(word) for word in words(bare)) - _MAGNITUDES
