"""How findings are shown."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict

from rich.console import Console
from rich.text import Text

from dealdesk.doctor.finding import Finding, Level

_STYLES = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}
_WIDTH = 5


def show(findings: Iterable[Finding], console: Console, *, as_json: bool) -> bool:
    """One line each as it comes, with its remedy below; or all as JSON. Returns whether nothing failed."""
    shown = []
    for finding in findings:
        shown.append(finding)
        if not as_json:
            _print(finding, console)
    is_well = all(finding.level is not Level.FAIL for finding in shown)
    if as_json:
        told = {"ok": is_well, "findings": [asdict(finding) for finding in shown]}
        console.file.write(json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    return is_well


def _print(finding: Finding, console: Console) -> None:
    line = Text(f"{finding.level:<{_WIDTH}}", style=_STYLES[finding.level])
    console.print(line.append(f"{finding.what}: {finding.found}", style="default"))
    if finding.remedy:
        console.print(Text(f"{'':<{_WIDTH}}-> {finding.remedy}"))
