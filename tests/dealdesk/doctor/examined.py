"""What the doctor finds, as tests ask for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dealdesk.doctor.examining import LOOKS
from dealdesk.doctor.finding import Finding, Level
from dealdesk.doctor.setup import Setup
from dealdesk.owner import owner_of
from tests.dealdesk.console import settings_of

SECRET = "canary-secret-0123456789"


def setup_over(home: Path, port: int = 0, **more: Any) -> Setup:
    return Setup(settings_of(home, **more), [], owner_of(home) if home.is_dir() else None, "127.0.0.1", port)


def findings(setup: Setup, look: str) -> list[Finding]:
    """Of one look, which do not name a secret."""
    found = list(LOOKS[look](setup))
    assert SECRET not in repr(found)
    return found


def levels(setup: Setup, look: str) -> dict[str, Level]:
    return {one.what: one.level for one in findings(setup, look)}


def failure(setup: Setup, look: str, level: Level = Level.FAIL) -> Finding:
    """The only one that is not well."""
    [found] = [one for one in findings(setup, look) if one.level is not Level.OK]
    assert (found.level, bool(found.remedy)) == (level, True), found
    return found
