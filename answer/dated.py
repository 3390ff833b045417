"""The date that a sentence speaks of."""

from __future__ import annotations

from datetime import date

from answer.figures import Kind, WrittenDate, figures_in

_FIRST_MONTHS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10, "H1": 1, "H2": 7}


def about(sentence: str) -> WrittenDate | None:
    """The date that a sentence speaks of: of those with a year the most exact, the first among equals."""
    dates = [figure.value for figure in figures_in(sentence) if figure.kind is Kind.DATE]
    known = [value for value in dates if isinstance(value, WrittenDate) and value.year and not value.fiscal]
    return max(known, key=lambda value: (value.day is not None, value.month is not None), default=None)


def first_day(written: WrittenDate) -> date | None:
    """The first day of a date or period; None where the calendar does not tell."""
    if not written.year or written.fiscal:
        return None
    return date(written.year, written.month or _FIRST_MONTHS.get(written.part or "", 1), written.day or 1)
