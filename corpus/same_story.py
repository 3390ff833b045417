"""Whether two articles tell the same story: copies of one text, shortened, rewritten in part or with another headline.

Shared sentences are not enough: agreements and results written from one template share most of theirs. So the names
and figures must agree too, and a sentence that says the same of another party or figure speaks against. A copy that
gives another figure is a telling of its own, or a disagreement would be hidden.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TypeVar

from corpus.signature import Signature
from corpus.telling import Telling

DAYS_APART = 14
"""A wire story is copied within days; what looks alike later is the next one of its kind."""

_CONTAINED = 0.5  # of the shorter text's shingles; three fifths of the sentences keep more than that
_CONTAINED_LATER = 0.75  # where one outlet tells it on two days: a follow-up repeats the background
_CONTAINED_CASELESS = 0.8  # where names cannot be told from other words
_JACCARD = 0.22  # below it the longer one tells of much else: a round-up, a filing that a release is attached to
_JACCARD_SHORT, _SHORT = 0.7, 80  # of texts of fewer shingles, where a quote or a menu alone is most of it
_NAMES_AGREE, _FIGURES_AGREE = 0.5, 0.4  # shares of those of one of them
_FEW_NAMES, _FEW_FIGURES, _FEW_WHOLE = 3, 4, 3  # fewer say nothing
_LEAD_KNOWN = 0.2  # share of one's lead: a follow-up begins with what is new, a round-up with what is elsewhere
_NAMES_CONTRADICTED, _FIGURES_CONTRADICTED = 0.04, 0.02  # shares of the places that both have
_SLACK = 0.1  # an estimate of an overlap is seldom more than that below it

T = TypeVar("T")


def same_story(a: Telling, b: Telling) -> bool:
    """Whether one is a copy of the other, exact or near. Symmetric; both may be copies of a third and of no other."""
    if far_apart(a.published, b.published) or a.is_stub or b.is_stub:
        return False
    return a.digest == b.digest or (_overlap(a, b) and _agree(a, b) and not _contradict(a, b))


def may_be_same(a: Signature, b: Signature) -> bool:
    """Whether it is worth reading the two texts: no pair that `same_story` takes for one is likely to fail this."""
    jaccard, contained = a.overlap(b)
    few = min(len(a.names), len(b.names)) < _FEW_NAMES
    overlap = jaccard >= _JACCARD - _SLACK and contained >= _CONTAINED - _SLACK
    return overlap and (few or a.names_shared(b) >= _NAMES_AGREE - _SLACK)


def far_apart(a: date | None, b: date | None) -> bool:
    """Whether articles of these days cannot be copies of one another. What has no date may be of any."""
    return a is not None and b is not None and abs((a - b).days) > DAYS_APART


def _overlap(a: Telling, b: Telling) -> bool:
    fewer = min(len(a.shingles), len(b.shingles))
    shared = len(a.shingles & b.shingles)
    jaccard = shared / (len(a.shingles) + len(b.shingles) - shared)
    if fewer < _SHORT:
        whole = len(a.whole & b.whole)
        return jaccard >= _JACCARD_SHORT or (whole >= _FEW_WHOLE and 2 * whole >= max(len(a.whole), len(b.whole)))
    return jaccard >= _JACCARD and shared >= _contained_at_least(a, b) * fewer


def _contained_at_least(a: Telling, b: Telling) -> float:
    if not (a.cased and b.cased):
        return _CONTAINED_CASELESS
    later = a.published and b.published and a.published != b.published
    return _CONTAINED_LATER if later and a.publisher and a.publisher == b.publisher else _CONTAINED


def _agree(a: Telling, b: Telling) -> bool:
    """Whether they begin alike and speak of the same names and figures."""
    return (
        max(_known(a.sure_names, b.names, _FEW_NAMES), _known(b.sure_names, a.names, _FEW_NAMES)) >= _NAMES_AGREE
        and max(_known(a.figures, b.figures, _FEW_FIGURES), _known(b.figures, a.figures, _FEW_FIGURES))
        >= _FIGURES_AGREE
        and min(_known(a.lead, b.shingles), _known(b.lead, a.shingles)) >= _LEAD_KNOWN
    )


def _known(ours: frozenset[T], theirs: frozenset[T], few: int = 1) -> float:
    """The share of ours that is among theirs too; all of them, where ours are too few to say."""
    return len(ours & theirs) / len(ours) if len(ours) >= few else 1.0


def _contradict(a: Telling, b: Telling) -> bool:
    """Whether too often another name or figure stands between the same words."""
    places = a.placed.keys() & b.placed.keys()
    named = figured = 0
    for place in places:
        if a.placed[place] & b.placed[place]:
            continue
        pairs = list(product(a.placed[place], b.placed[place]))
        figured += all(one.figures - b.all_figures and other.figures - a.all_figures for one, other in pairs)
        named += all(
            one.names and other.names and not one.names & other.names and (one.names - b.names or other.names - a.names)
            for one, other in pairs
        )
    return named > _NAMES_CONTRADICTED * len(places) or figured > _FIGURES_CONTRADICTED * len(places)
