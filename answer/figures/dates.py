"""Days and periods as they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from answer.figures.figure import WrittenDate
from answer.figures.units import COUNT_PATTERN
from corpus.article import Span

_MONTH_NAMES = "January February March April May June July August September October November December".split()
_MONTHS = {name[:3]: n for n, name in enumerate(_MONTH_NAMES, 1)}
_NAME = rf"(?:{'|'.join(_MONTH_NAMES)}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?)"
_YEAR = r"(?:1[6-9]|20)\d\d"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
# Searched without a word boundary before them, which would make the search slow; the boundary is checked after.
_MONTH = re.compile(
    rf"(?P<name>{_NAME})(?!\w)"
    rf"(?:\s(?P<day>{_DAY})\b(?:(?:\s?[-–—]\s?|\sto\s)(?P<last>{_DAY})\b(?!\s(?:{_NAME})|\s?[%$€]|[.,]\d|\s(?:million|billion|trillion|per)))?"
    rf"(?:(?:\s?,\s?|\s)(?P<year>{_YEAR})\b)?|(?:\sof|,)?\s(?P<only_year>{_YEAR})\b|\s['’](?P<short>\d\d)\b)?"
)
_DAY_BEFORE = re.compile(
    rf"(?<![\w.,$€£¥/])(?:(?P<first>{_DAY})(?:\s?[-–—]\s?|\sto\s))?(?P<day>{_DAY})(?:\sof)?[\s-]\Z"
)
_WITH_MONTH = re.compile(
    r"\b(?:in|since|by|until|till|from|through|during|of|last|next|early|late|mid|this|to|and|before|after|between|end)"
    r"[\s-]\Z",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_NUMERIC = re.compile(
    r"(?P<y>\d{4})(?P<s>[-/.])(?P<m>\d{1,2})(?P=s)(?P<d>\d{1,2})(?![\w])"
    r"|(?P<a>\d{1,2})(?P<t>[./])(?P<b>\d{1,2})(?P=t)(?P<c>(?:19|20)\d\d)(?![\w])"
    r"|(?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>0[1-9]|1[0-2])(?![\w-])"
    r"|(?P<jy>\d{4})年(?:(?P<fiscal>度)|(?P<jm>\d{1,2})月(?:(?P<jd>\d{1,2})日|(?P<term>期))?)?|(?P<km>\d{1,2})月(?P<kd>\d{1,2})日"
    r"|(?P<part_no>[1-4])(?P<part_kind>[QH])\s?['’]?(?P<part_year>(?:20)?\d\d)(?!\w)"
)
_END_YEAR = rf"(?:\s?[-–/]\s?(?P<second>{_YEAR}|\d\d)(?![\w%]))?"
_OF_YEAR = (
    r"(?:\s?(?:of\s|,\s|-)?\s?['’]?(?P<fiscal>FY\s?|(?:fiscal|financial)(?:[\s-]year)?\s)?"
    rf"(?P<year>{_YEAR}|(?<=['’Y])\d\d)\b)"
)
_PART = re.compile(
    rf"(?:(?P<sign>[QH][1-4])|(?P<nth>[Ff]irst|[Ss]econd|[Tt]hird|[Ff]ourth|1st|2nd|3rd|4th)[\s-](?:fiscal[\s-])?"
    rf"(?P<kind>quarter|half)\b)(?P<of>{_OF_YEAR})?"
)
_FISCAL = re.compile(
    r"(?:FY\s?['’]?|(?:[Ff]iscal|[Ff]inancial)(?:[\s-][Yy]ears?)?\s(?:end(?:ed|ing)\s)?)"
    rf"(?P<year>{_YEAR}|\d\d(?!\d)){_END_YEAR}(?!\w)"
)
_YEARS = re.compile(
    r"(?P<year>(?:1[5-9]|20)\d\d)(?:(?:\s?[-–—/]\s?(?P<other>(?:1[5-9]|20)\d\d)|[-–/](?P<short>\d\d))(?![\w%-]))?(?![\w°])"
)
_STRONG = re.compile(
    r"(?:\b(?:in|by|since|from|until|till|through|during|before|after|late|early|end|years?|the|its|their|this|calendar)"
    r"\s|\b(?:late|early|mid|pre|post)-|[(])\Z",
    re.IGNORECASE,
)
_NAME_BEFORE = re.compile(r"\b(?!(?:And|Or|To|Of|For|At|On|As|With|Between|About|Around|A|An|Under)\b)[A-Z][\w.]*\s\Z")
_NO_YEAR_AFTER = re.compile(
    r"[.,]\d|[%°]|\s?[$€£¥]|\s(?:million|billion|trillion|thousand|percent|per cent)\b|[円人社株]|-[a-z]"
)
_COUNTED = re.compile(COUNT_PATTERN, re.IGNORECASE)
_JOINT = re.compile(r"\s?(?:\b(?:to|until|through|till)\b|[-–—])\s?")
_AND = re.compile(r"\sand\s")
_BETWEEN = re.compile(r"\bbetween\s\Z", re.IGNORECASE)
_NTH = {"fir": 1, "1st": 1, "sec": 2, "2nd": 2, "thi": 3, "3rd": 3, "fou": 4, "4th": 4}


@dataclass(frozen=True, slots=True)
class DateFound:
    """A date of a text; with `last`, from one to the other. first is None for what is written so and cannot be read."""

    span: Span
    first: WrittenDate | None
    last: WrittenDate | None = None


def dates_in(text: str) -> list[DateFound]:
    """The dates and periods of `text`, in order and apart from each other."""
    found: list[DateFound] = []
    _keep(found, _months(text))
    if "quarter" in text or "half" in text or "Q" in text or "H" in text:
        _keep(found, _parts(text))
    if "FY" in text or "iscal" in text or "inancial" in text:
        _keep(found, _fiscal_years(text))
    if _DIGIT.search(text):
        _keep(found, _numeric(text))
        _keep(found, _years(text))
    found.sort(key=lambda one: one.span)
    return _joined(text, found) if len(found) > 1 else found


def _keep(found: list[DateFound], more: Iterator[DateFound]) -> None:
    for one in more:
        if all(one.span.end <= other.span.start or other.span.end <= one.span.start for other in found):
            found.append(one)


def _months(text: str) -> Iterator[DateFound]:
    for match in _MONTH.finditer(text):
        start, end = match.span()
        if start and text[start - 1].isalnum():
            continue
        month = _MONTHS[match["name"][:3]]
        year = int(match["year"] or match["only_year"] or 0) or (2000 + int(match["short"]) if match["short"] else None)
        first, last = match["day"], match["last"]
        before = None if first else _DAY_BEFORE.search(text, max(0, start - 18), start)
        if before:
            start, first, last = before.start(), before["first"] or before["day"], before["first"] and before["day"]
        if first or year or _WITH_MONTH.search(text, max(0, start - 9), start):
            one = _day(year, month, _number(first) if first else None)
            yield DateFound(Span(start, end), one, _day(year, month, _number(last)) if last and one else None)


def _parts(text: str) -> Iterator[DateFound]:
    for match in _PART.finditer(text):
        if match.start() and text[match.start() - 1].isalnum():
            continue
        part = match["sign"] or f"{match['kind'][0].upper()}{_NTH[match['nth'][:3].lower()]}"
        if part in ("H3", "H4") or (part[0] == "H" and not match["year"]):
            continue
        yield DateFound(
            Span(*match.span()), WrittenDate(_full_year(match["year"]), part=part, fiscal=bool(match["fiscal"]))
        )


def _fiscal_years(text: str) -> Iterator[DateFound]:
    for match in _FISCAL.finditer(text):
        year, second = _full_year(match["year"]), match["second"]
        assert year is not None
        if second and int(second) % 100 != (year + 1) % 100:
            yield DateFound(Span(*match.span()), None)
        else:
            part = f"/{int(second) % 100:02d}" if second else None
            yield DateFound(Span(*match.span()), WrittenDate(year, part=part, fiscal=True))


def _numeric(text: str) -> Iterator[DateFound]:
    for match in _NUMERIC.finditer(text):
        before = text[match.start() - 1 : match.start()]
        if (before.isalnum() and before.isascii()) or before in tuple(".-/$€£¥"):
            continue
        if match["iso_month"] and _NAME_BEFORE.search(text, max(0, match.start() - 16), match.start()):
            continue  # "Revenue Procedure 2018-12"
        yield DateFound(Span(*match.span()), _read_numeric(match))


def _read_numeric(match: re.Match[str]) -> WrittenDate | None:
    if match["y"]:
        return _day(int(match["y"]), int(match["m"]), int(match["d"]))
    if match["c"]:
        one, other, year = int(match["a"]), int(match["b"]), int(match["c"])
        if match["t"] == "." or one > 12 or one == other:
            return _day(year, other, one)
        return _day(year, one, other) if other > 12 else None  # 7/4 is two days
    if match["iso_year"]:
        year, month = int(match["iso_year"]), int(match["iso_month"])
        return None if month == year % 100 + 1 else _day(year, month, None)  # 2011-12 may be two years
    if match["jy"]:
        if match["term"]:
            return None  # a business year that ends in that month
        if match["fiscal"]:
            return WrittenDate(int(match["jy"]), fiscal=True)
        return _day(int(match["jy"]), _number(match["jm"]), _number(match["jd"]))
    if match["km"]:
        return _day(None, int(match["km"]), int(match["kd"]))
    part = f"{match['part_kind']}{match['part_no']}"
    return None if part in ("H3", "H4") else WrittenDate(_full_year(match["part_year"]), part=part)


def _years(text: str) -> Iterator[DateFound]:
    for match in _YEARS.finditer(text):
        start, year, second = match.start(), int(match["year"]), match["other"] or match["short"]
        before = text[start - 1 : start]
        hyphened = before == "-" and text[start - 2 : start - 1].isalpha()
        in_number = before == "," and text[start - 2 : start - 1].isdigit()
        if before.isalnum() or in_number or (before and before in ".$€£¥₩₹/−-–'’" and not hyphened):
            continue
        end = match.end()
        if second:
            last = int(second) if len(second) == 4 else year // 100 * 100 + int(second)
            if last <= year:
                second, end = None, start + 4
        if _is_year(text, start, end):
            if second and "/" in match[0]:
                yield DateFound(Span(start, end), WrittenDate(year, part=f"/{last % 100:02d}", fiscal=True))
            else:
                yield DateFound(Span(start, end), WrittenDate(year), WrittenDate(last) if second else None)


def _is_year(text: str, start: int, end: int) -> bool:
    """Whether four digits are a year: not the number of a section, of people, of dollars."""
    if _NO_YEAR_AFTER.match(text, end):
        return False
    if _STRONG.search(text, max(0, start - 12), start):
        return True
    return (
        text[start : start + 2] in ("19", "20")
        and not _COUNTED.match(text, end)
        and not _NAME_BEFORE.search(text, max(0, start - 16), start)
    )


def _joined(text: str, found: list[DateFound]) -> list[DateFound]:
    """Neighbours that are the two ends of one period as one: "from 2026 to 2029"."""
    joined = [found[0]]
    for two in found[1:]:
        one = joined[-1]
        whole = _from_to(text, one, two)
        if whole:
            joined[-1] = whole
        else:
            joined.append(two)
    return joined


def _from_to(text: str, one: DateFound, two: DateFound) -> DateFound | None:
    if one.first is None or two.first is None or one.last or two.last:
        return None
    gap_start, gap_end = one.span.end, two.span.start
    if not _JOINT.fullmatch(text, gap_start, gap_end) and not (
        _AND.fullmatch(text, gap_start, gap_end) and _BETWEEN.search(text, max(0, one.span.start - 9), one.span.start)
    ):
        return None
    first, last = one.first, two.first
    if first.year is None and last.year is not None:
        first = replace(first, year=last.year)
    if first.unit != last.unit or first.fiscal != last.fiscal or _order(first) >= _order(last):
        return None
    return DateFound(Span(one.span.start, two.span.end), first, last)


def _order(when: WrittenDate) -> tuple[int, int, int, str]:
    return when.year or 0, when.month or 0, when.day or 0, when.part or ""


def _day(year: int | None, month: int | None, day: int | None) -> WrittenDate | None:
    """None for a day that no calendar has."""
    try:
        date(year or 2024, month or 1, day or 1)  # a leap year where none is written
    except ValueError:
        return None
    return WrittenDate(year, month, day)


def _number(written: str | None) -> int | None:
    return int(re.sub(r"\D", "", written)) if written else None


def _full_year(written: str | None) -> int | None:
    if not written:
        return None
    return int(written) if len(written) == 4 else 2000 + int(written)
