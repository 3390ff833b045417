"""What an evaluation found: per question, in total, as a file and as tables for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.errors import NotComparable, UnreadableReport
from evaluation.labels import ORDER, label, written

FORMAT = 1


@dataclass(frozen=True)
class Row:
    """One question. measures: by name, as defined in evaluation.measures, and only those that apply to it.

    reply: what was answered, for people; None when nothing was asked.
    """

    id: str
    question: str
    answerable: bool
    measures: Mapping[str, float]
    reply: str | None = None


@dataclass(frozen=True)
class Total:
    """A measure over n questions (verbatim: over n citations). Shares lie in 0..1, names that end in _ms are times."""

    value: float
    n: int


@dataclass(frozen=True)
class Report:
    """One run of one set. settings: what the run depended on, name to value; made_at: UTC."""

    set_name: str
    made_at: datetime
    dealdesk_version: str
    index_version: str
    articles: int
    rows: tuple[Row, ...] = field(repr=False)
    totals: Mapping[str, Total]
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def questions(self) -> int:
        return len(self.rows)

    @property
    def answerable(self) -> int:
        return sum(row.answerable for row in self.rows)


def write_report(report: Report, path: Path) -> None:
    """Store a report as JSON, making the folder where needed."""
    document = {
        "format": FORMAT,
        "set": report.set_name,
        "made_at": report.made_at.isoformat(),
        "dealdesk_version": report.dealdesk_version,
        "index_version": report.index_version,
        "settings": dict(report.settings),
        "counts": {"articles": report.articles, "questions": report.questions, "answerable": report.answerable},
        "totals": {name: asdict(total) for name, total in report.totals.items()},
        "questions": [asdict(row) for row in report.rows],
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_report(path: Path) -> Report:
    """The report that write_report stored. Raises UnreadableReport."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise ValueError(f"its format is {document['format']!r}, not {FORMAT}")
        return _report(document)
    except OSError as error:
        raise UnreadableReport(f"{path} cannot be read ({error.strerror}): run the evaluation again") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnreadableReport(f"{path} is not a report of this version ({error}): evaluate again") from error


def _report(document: dict[str, Any]) -> Report:
    return Report(
        set_name=document["set"],
        made_at=datetime.fromisoformat(document["made_at"]),
        dealdesk_version=document["dealdesk_version"],
        index_version=document["index_version"],
        articles=document["counts"]["articles"],
        rows=tuple(Row(**row) for row in document["questions"]),
        totals={name: Total(**total) for name, total in document["totals"].items()},
        settings=document["settings"],
    )


def rows(report: Report) -> list[tuple[str, str]]:
    """A table for people: (what, value), what was measured first and then every total with its n."""
    head = [
        ("set", report.set_name),
        ("articles", f"{report.articles:,}"),
        ("questions", f"{report.questions:,} ({report.answerable:,} answerable)"),
        ("made at", report.made_at.isoformat(sep=" ", timespec="seconds")),
        ("dealdesk", report.dealdesk_version),
        ("index", report.index_version or "-"),
        *report.settings.items(),
    ]
    return head + [
        (label(name), f"{written(name, total.value)} (n = {total.n:,})") for name, total in report.totals.items()
    ]


def side_by_side(ours: Report, theirs: Report) -> list[tuple[str, str, str]]:
    """(measure, ours, theirs) for every total that either has, "-" where one has none. Raises NotComparable."""
    if [row.id for row in ours.rows] != [row.id for row in theirs.rows] or ours.set_name != theirs.set_name:
        raise NotComparable(
            f"the reports are about different questions ({ours.set_name}: {ours.questions}, "
            f"{theirs.set_name}: {theirs.questions}): evaluate both on the same set"
        )
    names = list(dict.fromkeys([*ours.totals, *theirs.totals]))
    return [(label(name), _cell(name, ours), _cell(name, theirs)) for name in names]


def _cell(name: str, report: Report) -> str:
    total = report.totals.get(name)
    return written(name, total.value) if total else "-"


def table(reports: Sequence[Report]) -> list[list[str]]:
    """Several sets in one table: a row of set names, then one for every measure that any of them has."""
    names = [name for name in ORDER if any(name in report.totals for report in reports)]
    more = (name for report in reports for name in report.totals if name not in ORDER)
    lines = [["", *(report.set_name for report in reports)]]
    lines.append(["questions", *(f"{report.questions:,}" for report in reports)])
    return lines + [[label(name), *(_cell(name, r) for r in reports)] for name in [*names, *dict.fromkeys(more)]]
