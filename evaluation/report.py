"""What an evaluation found: per question, in total, as a file and as tables for people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from evaluation.errors import NotComparable, UnreadableReport

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
    return head + [(_label(name), f"{_value(name, total)} (n = {total.n:,})") for name, total in report.totals.items()]


def side_by_side(ours: Report, theirs: Report) -> list[tuple[str, str, str]]:
    """(measure, ours, theirs) for every total that either has, "-" where one has none. Raises NotComparable."""
    if [row.id for row in ours.rows] != [row.id for row in theirs.rows] or ours.set_name != theirs.set_name:
        raise NotComparable(
            f"the reports are about different questions ({ours.set_name}: {ours.questions}, "
            f"{theirs.set_name}: {theirs.questions}): evaluate both on the same set"
        )
    names = list(dict.fromkeys([*ours.totals, *theirs.totals]))
    return [(_label(name), _cell(name, ours), _cell(name, theirs)) for name in names]


def _cell(name: str, report: Report) -> str:
    total = report.totals.get(name)
    return _value(name, total) if total else "-"


def _value(name: str, total: Total) -> str:
    return f"{total.value:,.1f} ms" if "_ms" in name else f"{total.value:.3f}"


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " "))


_LABELS = {
    "recall_4000": "recall within 4,000 characters",
    "recall_16000": "recall within 16,000 characters",
    "precision_4000": "precision within 4,000 characters",
    "precision_16000": "precision within 16,000 characters",
    "recall_at_1": "gold touched by the first passage",
    "recall_at_5": "gold touched by the first 5 passages",
    "recall_at_10": "gold touched by the first 10 passages",
    "reciprocal_rank": "mean reciprocal rank (MRR)",
    "gold_found_4000": "gold string within 4,000 characters",
    "gold_found_16000": "gold string within 16,000 characters",
    "lexical_only": "searched by words alone",
    "answered_of_answerable": "answerable questions answered",
    "abstained_of_unanswerable": "unanswerable questions abstained from",
    "gold_cited": "gold string in the cited quotes",
    "citation_f1": "F1 of cited against gold characters",
    "verbatim": "citations that are verbatim",
    "statements": "statements in an answer",
    "search_ms_p50": "search time, p50",
    "search_ms_p95": "search time, p95",
    "ask_ms_p50": "answer time, p50",
    "ask_ms_p95": "answer time, p95",
}
