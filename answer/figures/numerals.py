"""Numbers as they are written: digits in the groupings of several countries, and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

MAX_NUMBER_CHARS = 28  # more digits than that would be rounded

_HARD_SPACES = "\u00a0\u202f\u2009"
_SPACES = " " + _HARD_SPACES
_CJK_POWERS = {"兆": 12, "조": 12, "億": 8, "亿": 8, "억": 8, "万": 4, "萬": 4, "만": 4}
_CJK = "".join(_CJK_POWERS)
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75"}

DIGITS = re.compile(
    rf"(?:\d[\d,.]*[{_CJK}]\s?)+(?:\d[\d,]*\d(?!\d))?"
    rf"|\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?"
    r"|\d+(?:[.,'’]\d+)*(?:[½¼¾⅓⅔]|[ ]?\d?/\d+(?!\d))?"
)
"""A number as it is written, readable or not."""

_ENGLISH = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_APOSTROPHES = re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?")
_CONTINENTAL = re.compile(rf"(?:\d{{1,3}}(?:[.{_SPACES}]\d{{3}})+|\d+)(?:,\d+)?")
_HARD_SPACED = re.compile(rf"\d{{1,3}}(?:[{_HARD_SPACES}]\d{{3}})+(?:[.,]\d+)?")
_ONE_DOT, _ONE_COMMA = re.compile(r"[1-9]\d{0,2}\.\d{3}"), re.compile(r"[1-9]\d{0,2},\d{3}")
_CJK_STEP = re.compile(rf"([\d,.]+)([{_CJK}]?)\s?")

_SMALL = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
}
_TENS = {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
_VALUES = _SMALL | _TENS
_PARTS = {
    name: n
    for n, names in enumerate(
        "half,halves third,thirds quarter,quarters fifth,fifths sixth,sixths seventh,sevenths eighth,eighths "
        "ninth,ninths tenth,tenths".split(),
        2,
    )
    for name in names.split(",")
}
_ONES = "|".join(list(_SMALL)[1:10])
_TO_99 = rf"(?:(?:{'|'.join(_TENS)})(?:[\s-](?:{_ONES})\b)?|{'|'.join(sorted(_SMALL, key=len, reverse=True))})\b"
_LARGE = r"(?:thousand|million|billion|trillion)\b"
WORDED = re.compile(
    rf"(?<![\w-])(?:(?P<share>(?P<numerator>an?|{_ONES})(?:-|\s)(?P<part>{'|'.join(_PARTS)})\b(?P<of>\sof\b)?)"
    rf"|(?P<half>half[\s-]an?)(?=[\s-](?:{_LARGE}|dozen\b|percent))"
    rf"|an?(?P<alone>)(?=[\s-](?:{_LARGE}|hundred\b|dozen\b))(?:[\s-]hundred(?:[\s-](?:and[\s-])?{_TO_99})?\b)?"
    rf"|{_TO_99}(?:[\s-]hundred(?:[\s-](?:and[\s-])?{_TO_99})?\b)?(?:[\s-]and[\s-]a[\s-](?P<more>half|quarter)\b)?)"
    r"(?P<dozen>[\s-]dozen\b)?(?:\s?\(\s?(?P<again>[\d,]+)\s?\))?",
    re.IGNORECASE,
)
"""A number in words, below a thousand; "two-thirds" as a share; "thirty (30)" as one."""

TRIGGERS = frozenset([*_VALUES, "hundred", "thousand", "million", "billion", "trillion", "dozen", *_PARTS])
"""A text without any of these words has no number in words."""


class Style(Enum):
    """Which grouping a number is written in, as its unit shows."""

    ENGLISH = "english"
    UNKNOWN = "unknown"
    CONTINENTAL = "continental"


@dataclass(frozen=True, slots=True)
class InWords:
    """What a number in words says. share: it is a part of a whole, in percent."""

    value: Decimal | None
    share: bool = False


def read_digits(written: str, style: Style) -> Decimal | None:
    """The number, or None where it cannot be read exactly and in one way only.

    1.200 and 1,200 are read by `style` and not at all where it does not tell; 1,5 is read where it is no English.
    """
    if len(written) > MAX_NUMBER_CHARS:
        return None
    if any(c in _CJK_POWERS for c in written):
        return _read_cjk(written)
    if written[-1] in _VULGAR and written[:-1].isdecimal():
        return Decimal(written[:-1]) + Decimal(_VULGAR[written[-1]])
    if style is not Style.ENGLISH and _ONE_DOT.fullmatch(written):
        return Decimal(written.replace(".", "")) if style is Style.CONTINENTAL else None
    if style is Style.CONTINENTAL and _ONE_COMMA.fullmatch(written):
        return None
    if _ENGLISH.fullmatch(written):
        return Decimal(written.replace(",", ""))
    if _APOSTROPHES.fullmatch(written):
        return Decimal(re.sub("['’]", "", written))
    if _HARD_SPACED.fullmatch(written):
        return Decimal(re.sub(rf"[{_SPACES}]", "", written).replace(",", "."))
    if style is not Style.ENGLISH and _CONTINENTAL.fullmatch(written):
        return Decimal(re.sub(rf"[.{_SPACES}]", "", written).replace(",", "."))
    return None


def _read_cjk(written: str) -> Decimal | None:
    """1兆2000億: steps of falling powers, each read as English."""
    total, last_power = Decimal(0), 99
    for number, power_sign in _CJK_STEP.findall(written):
        power = _CJK_POWERS.get(power_sign, 0)
        if not _ENGLISH.fullmatch(number) or power >= last_power:
            return None
        total += Decimal(number.replace(",", "")).scaleb(power)
        last_power = power
    return total


def read_words(match: re.Match[str]) -> InWords | None:
    """What a match of WORDED says; None where it is no number ("one third party"), a value of None where unclear."""
    if match["share"]:
        return _share(match)
    if match["half"]:
        value = Decimal("0.5")
    else:
        bare = match[0].casefold()
        if match["again"]:
            bare = bare[: bare.index("(")]
        value = _sum(bare)
    if match["dozen"]:
        value *= 12
    if match["again"] and Decimal(match["again"].replace(",", "") or 0) != value:
        return InWords(None)
    return InWords(value)


def _share(match: re.Match[str]) -> InWords | None:
    numerator, part = match["numerator"].casefold(), match["part"].casefold()
    plain = "-" not in match["share"] and not part.endswith("s")
    if (plain or numerator in ("a", "an")) and not match["of"]:
        return None  # "one third party", "a quarter"
    if part in ("quarter", "quarters") and "-" not in match["share"] and not match["of"]:
        return None  # "three quarters" may be nine months
    share = Decimal(100 * _VALUES.get(numerator, 1)) / _PARTS[part]
    return InWords(round(share, 4).normalize(), share=True) if share <= 100 else InWords(None)


def _sum(words: str) -> Decimal:
    total = Decimal(0)
    for word in re.split(r"[\s-]+", words):
        if word == "hundred":
            total = (total or Decimal(1)) * 100
        elif word in ("half", "quarter"):
            total += Decimal("0.5") if word == "half" else Decimal("0.25")
        else:
            total += _VALUES.get(word, 0)
    return total or Decimal(1 if words.startswith("a") else 0)
