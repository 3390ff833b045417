"""What the texts themselves say of a difference: a part and its whole, a figure that moved, an owner and its unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from answer.namesakes import Likeness, names
from answer.periods import Period, period_in
from answer.reply import one_line
from answer.values import Claim, bounds_of, figures_of
from answer.wanted import Wanted

_REACH_CHARS = 45  # how far from the value a word still speaks of it
_PART = re.compile(
    r"\b(?:of which|including|includes|part of|portion of|(?:first|initial|second) (?:tranche|phase|stage|instal?lment)"
    r"|tranche of|a share of|alone)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:in total|a total of|total(?:l?ing|s)?|overall|altogether|combined|in all|together|in aggregate)\b",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:up from|down from|instead of|rather than|no longer|postponed|delayed|brought forward|replac(?:ed|ing)"
    r"|succeeded|(?:revised|raised|increased|lowered|cut|reduced|updated|rose|grew|fell|climbed|dropped|sweetened)\b[^.;]{0,40}?\b"
    r"(?:to|from))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(  # these speak of the value only where they stand right before it
    r"\b(?:previously|originally|initially|formerly|earlier|at first)(?: [a-z]+){0,2}\s*$", re.IGNORECASE
)
_AS_OF = re.compile(
    r"\b(?:as of|as at|at the end of|by the end of|census of|estimate for)\s+(?:the\s+)?", re.IGNORECASE
)
_CENSUS = re.compile(r"\b(?P<year>\d{4}) census\b", re.IGNORECASE)
_BELONGS = re.compile(
    r"\b(?:an? |the |its )?(?:\w+[- ]owned )?(?:subsidiary|unit|division|arm|affiliate|brand|part) of\b"
    r"|\b(?:owned by|parent of|also known as|formerly|renamed|now called)\b",
    re.IGNORECASE,
)
Cue = Callable[[Claim], str | None]
"""The words by which a claim's sentence speaks of its value in some way, or None."""

_DATE_CHARS = 30
_NEXT_FIGURE = re.compile(r"[^.;,\d]{0,30}\d(?:[\d.,]*\d)?(?:\s?\w+illion)?")
_OWNER_CHARS = 80


def explain(values: Sequence[Sequence[Claim]]) -> str | None:
    """What the texts say of the difference, with their own words in quotation marks; None where they say nothing.

    values: for each value the claims that carry it. Words that stand beside every value explain none of them.
    """
    if values[0][0].kind in (Wanted.AMOUNT, Wanted.PERCENTAGE, Wanted.COUNT, Wanted.ANYTHING):
        found = _part_and_whole(values) or _different_days(values)
        if found:
            return found
    moved = _said_of_one(values, _beside(_MOVED)) or _said_of_one(values, _right_before(_ONCE))
    if moved:
        return f"The texts tell of a change: “{moved[1]}”."
    return _belonging(values)


def _part_and_whole(values: Sequence[Sequence[Claim]]) -> str | None:
    """A part is smaller than its whole: what cannot be compared is neither."""
    for cue, sign in ((_PART, -1), (_WHOLE, 1)):
        said = _said_of_one(values, _beside(cue))
        others = [v[0] for n, v in enumerate(values) if said and n != said[0]]
        if said and all(sign * _difference(values[said[0]][0], other) > 0 for other in others):
            return f"One is a part of the other: “{said[1]}”."
    return None


def _difference(one: Claim, other: Claim) -> int:
    """1 when the first is larger, -1 when it is smaller, 0 when they are equal or of different units."""
    for a in figures_of(one):
        for b in figures_of(other):
            if a.unit == b.unit:
                (low, _), (other_low, _) = bounds_of(a), bounds_of(b)
                return (low > other_low) - (low < other_low)
    return 0


def _different_days(values: Sequence[Sequence[Claim]]) -> str | None:
    """The texts date the values, and differently."""
    days = [next((day for claim in claims if (day := _as_of(claim))), None) for claims in values]
    known = [day for day in days if day]
    if len(known) < len(values) or len({period for _, period in known}) < len(values):
        return None
    return f"They speak of different dates: {', '.join(f'“{words}”' for words, _ in known)}."


def _as_of(claim: Claim) -> tuple[str, Period] | None:
    quote = claim.quote
    if census := _CENSUS.search(quote):
        period = period_in(census["year"])
        return (census[0], period) if period else None
    for match in _AS_OF.finditer(quote):
        behind = quote[match.end() : match.end() + _DATE_CHARS]
        written = re.match(r"[\w\s]*?\d{4}|[\w\s]+?\d{1,2},? \d{4}", behind)
        period = period_in(written[0]) if written else None
        if written and period:
            return one_line(match[0] + written[0]), period
    return None


def _said_of_one(values: Sequence[Sequence[Claim]], cue: Cue) -> tuple[int, str] | None:
    """The number of the one value of which the cue speaks, and its words."""
    said = [next((words for claim in claims if (words := cue(claim))), None) for claims in values]
    found = [(n, words) for n, words in enumerate(said) if words]
    return found[0] if 0 < len(found) < len(values) else None


def _beside(pattern: re.Pattern[str]) -> Cue:
    """The words from the pattern to the value before or behind which it stands."""

    def words(claim: Claim) -> str | None:
        text, phrase = claim.article.text, claim.phrase
        start = max(claim.sentence.start, phrase.start - _REACH_CHARS)
        end = min(claim.sentence.end, phrase.end + _REACH_CHARS)
        match = pattern.search(text, start, end)
        if not match:
            return None
        figure = _NEXT_FIGURE.match(text, match.end(), end)
        ends = phrase.end if match.start() < phrase.end else figure.end() if figure else match.end()
        return one_line(text[match.start() : max(match.end(), ends)])

    return words


def _right_before(pattern: re.Pattern[str]) -> Cue:
    """The words from the pattern, which ends where the value begins, to the end of the value."""

    def words(claim: Claim) -> str | None:
        match = pattern.search(claim.article.text[claim.sentence.start : claim.phrase.start])
        return one_line(f"{match[0]}{claim.text}") if match else None

    return words


def _belonging(values: Sequence[Sequence[Claim]]) -> str | None:
    """Where a sentence says how one of the values belongs to another that it names."""
    for n, claims in enumerate(values):
        rivals = [other[0].text for m, other in enumerate(values) if m != n]
        for claim in claims:
            for match in _BELONGS.finditer(claim.quote):
                named = re.split(r"[,.;]", claim.quote[match.end() : match.end() + _OWNER_CHARS].strip(), maxsplit=1)[0]
                if named and any(names(named, rival) is not Likeness.DIFFERENT for rival in rivals):
                    return f"The texts say how they belong together: “{one_line(match[0])} {one_line(named)}”."
    return None
