"""Reports as one HTML file that holds all it needs: no script, and nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from importlib.resources import files

from evaluation.comparison import Difference, intervals
from evaluation.labels import is_time, label, written
from evaluation.plots import columns, difference_bar, histogram, share_bar
from evaluation.report import Report, Row, table

_MAX_MISSED = 60
_FIRST_RANKS = ((1, 1, "1"), (2, 2, "2"), (3, 3, "3"), (4, 5, "4-5"), (6, 10, "6-10"), (11, 100, "11-100"))


def reports_page(reports: Sequence[Report]) -> str:
    """One or more reports: a table over all sets, then for each set its measures with intervals, plots and misses."""
    named = ", ".join(report.set_name for report in reports)
    over_all = _overview(reports) if len(reports) > 1 else ""
    return _document(f"Evaluation: {named}", over_all + "".join(map(_section, reports)))


def comparison_page(before: Report, after: Report, differences: Sequence[Difference]) -> str:
    """Two reports of one set: each measure, its difference and the interval of it."""
    lines = []
    shares = [d for d in differences if not is_time(d.name)]
    reach = max((max(abs(d.low), abs(d.high)) for d in shares if d.name != "statements"), default=0.0)
    for d in differences:
        values = [written(d.name, value) for value in (d.before, d.after)]
        bar = difference_bar(d.difference, d.low, d.high, reach, d.verdict) if d in shares else ""
        cells = [_cell(label(d.name)), *(_cell(value, "number") for value in values), f"<td>{bar}</td>"]
        spread = _cell(f"{d.difference:+.3f} ({d.low:+.3f} to {d.high:+.3f})", "quiet")
        lines.append("".join([*cells, spread, _cell(d.verdict, f"verdict {d.verdict}")]))
    head = ("measure", "before", "after", "difference", "and its 95% interval", "verdict")
    made = f"Before: {_when(before)}, index {before.index_version}. After: {_when(after)}, index {after.index_version}."
    said = "The interval holds the middle 95% of what paired draws of the questions give; noise: it holds 0."
    body = f"<p>{escape(made)}</p><p>{said}</p>{_table(lines, head)}"
    return _document(f"{after.set_name}: before and after", body)


def _document(title: str, body: str) -> str:
    style = files("evaluation").joinpath("page.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n{body}\n</body>\n</html>\n"
    )


def _overview(reports: Sequence[Report]) -> str:
    head, *lines = table(reports)
    rows = ["".join([_cell(name), *(_cell(value, "number") for value in values)]) for name, *values in lines]
    return _table(rows, head)


def _section(report: Report) -> str:
    asked = f"{report.articles:,} articles, {report.questions:,} questions, {report.answerable:,} answerable"
    made = f"{_when(report)}, dealdesk {report.dealdesk_version}, index {report.index_version or '-'}"
    settings = "".join(f"<tr>{_cell(name)}{_cell(value)}</tr>" for name, value in report.settings.items())
    return (
        f"<h2>{escape(report.set_name)}</h2><p>{escape(asked)}. {escape(made)}.</p>"
        f"{_measures(report)}<div class='plots'>{''.join(_plots(report.rows))}</div>{_missed(report.rows)}"
        + (f"<details><summary>settings</summary><table>{settings}</table></details>" if settings else "")
    )


def _measures(report: Report) -> str:
    spread = intervals(report.rows)
    lines = []
    for name, total in report.totals.items():
        low, high = spread.get(name, (None, None))
        is_share = not is_time(name) and name != "statements"
        bar = share_bar(total.value, low, high) if is_share else ""
        between = "" if low is None or high is None or not is_share else f"{low:.3f} to {high:.3f}"
        cells = [_cell(label(name)), _cell(written(name, total.value), "number"), f"<td>{bar}</td>"]
        lines.append("".join([*cells, _cell(between, "quiet"), _cell(f"{total.n:,}", "number")]))
    return _table(lines, ("measure", "value", "0 to 1", "95% interval", "n"))


def _plots(rows: Sequence[Row]) -> list[str]:
    plots = []
    ranks = [row.measures["reciprocal_rank"] for row in rows if "reciprocal_rank" in row.measures]
    if ranks:
        counts = [(name, sum(1 / last <= r <= 1 / first for r in ranks)) for first, last, name in _FIRST_RANKS]
        plots.append(columns("rank of the first gold passage", [*counts, ("not found", ranks.count(0.0))]))
    if any("answered" in row.measures for row in rows):
        plots.append(columns("answered or not", _decisions(rows)))
    for name, title in (("search_ms", "search time"), ("ask_ms", "answer time")):
        if times := [row.measures[name] for row in rows if name in row.measures]:
            plots.append(histogram(title, times, "ms"))
    for answerable, title in ((True, "support of answerable questions"), (False, "support of unanswerable questions")):
        supports = [row.measures.get("support", 0.0) for row in rows if row.answerable == answerable]
        if any("support" in row.measures for row in rows) and supports:
            plots.append(histogram(title, supports, "", end=1.0))
    return plots


def _decisions(rows: Sequence[Row]) -> list[tuple[str, int]]:
    kinds: Mapping[tuple[bool, bool], str] = {
        (True, True): "right:\nanswered",
        (True, False): "wrong:\nabstained",
        (False, False): "right:\nabstained",
        (False, True): "wrong:\nanswered",
    }
    asked = [(row.answerable, row.measures["answered"] == 1) for row in rows if "answered" in row.measures]
    return [(name, asked.count(kind)) for kind, name in kinds.items()]


def _missed(rows: Sequence[Row]) -> str:
    """The questions that went wrong, for whoever wants to mend it."""
    wrong = [row for row in rows if _went_wrong(row)]
    if not wrong:
        return ""
    lines = [
        f"{_cell(row.id[:24])}{_cell(row.question)}{_cell('' if row.reply is None else row.reply[:400])}"
        for row in wrong[:_MAX_MISSED]
    ]
    said = f"{len(wrong):,} questions that went wrong" + (
        f", the first {_MAX_MISSED}" if len(wrong) > len(lines) else ""
    )
    return f"<details><summary>{said}</summary>{_table(lines, ('id', 'question', 'reply'))}</details>"


def _went_wrong(row: Row) -> bool:
    """Gold neither found nor cited, or an answer where there is none."""
    if not row.answerable:
        return row.measures.get("answered") == 1
    judged = [row.measures[name] for name in ("gold_cited", "sentence_f1", "recall_16000") if name in row.measures]
    return bool(judged) and judged[0] == 0


def _table(lines: Sequence[str], head: Sequence[str]) -> str:
    top = "".join(f"<th>{escape(name)}</th>" for name in head)
    body = "\n".join(f"<tr>{line}</tr>" for line in lines)
    return f"<div class='wide'><table><tr>{top}</tr>\n{body}</table></div>"


def _cell(said: str, kind: str = "") -> str:
    return f'<td class="{escape(kind)}">{escape(said)}</td>' if kind else f"<td>{escape(said)}</td>"


def _when(report: Report) -> str:
    return report.made_at.isoformat(sep=" ", timespec="minutes")
