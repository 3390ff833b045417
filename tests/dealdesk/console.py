"""The console script as people run it: real processes over a home of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from dealdesk.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
MODELS = ROOT / ".pytest_cache" / "models"  # prepared once for all tests, which takes ten seconds each
SCRIPT = Path(sys.executable).parent / "dealdesk"
_PIPE_BYTES = 1 << 20  # what a process may say before it has to wait for somebody who reads it
PATIENCE_SECONDS = 180.0  # loading the model on a busy machine takes a good part of a minute

T = TypeVar("T")


@dataclass(frozen=True)
class Done:
    """A command that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class Console:
    """Runs `dealdesk` over `home`, whatever settings stand in this process's own environment."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)

    def run(self, *arguments: object) -> Done:
        """Run a command to its end."""
        process = self.start(*arguments)
        try:
            out, err = process.communicate(timeout=PATIENCE_SECONDS)
        finally:
            process.kill()
        return Done(process.returncode, out, err)

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Start a command; who starts it waits for it."""
        return subprocess.Popen(
            [str(SCRIPT), *map(str, arguments)],
            cwd=self.home.parent,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            pipesize=_PIPE_BYTES,
            text=True,
        )

    def environment(self) -> dict[str, str]:
        """Of its processes. They say little: nobody reads what they say before they end, and a full pipe stops them."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("DEALDESK_")}
        return (
            inherited
            | {"COLUMNS": "200", "DEALDESK_LOG_LEVEL": "WARNING"}
            | {"DEALDESK_HOME": str(self.home), "DEALDESK_MODELS_FOLDER": str(MODELS)}
            | self.settings
        )


def settings_of(home: Path, **more: Any) -> Settings:
    """Settings for work inside this process, read from no environment file."""
    return Settings(_env_file=None, home=home, **{"models_folder": MODELS, **more})


def until(look: Callable[[], T | None], process: subprocess.Popen[str] | None = None) -> T:
    """What `look` gives once it gives something. Between two looks it waits for `process`, where there is one."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found:
            return found
        if process is None:
            os.sched_yield()
        elif process.poll() is not None:
            assert process.stderr
            raise AssertionError(f"it ended with {process.returncode}: {process.stderr.read()}")
        else:
            pause(process, 0.02)
    raise AssertionError(f"it did not happen within {PATIENCE_SECONDS:.0f} seconds")


def pause(process: subprocess.Popen[str], seconds: float) -> bool:
    """Wait until `process` ends, `seconds` at most. Returns whether it ended."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True
