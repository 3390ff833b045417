"""A `dealdesk serve` of its own process, to be measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

import httpx
import psutil  # type: ignore[import-untyped]

from dealdesk.owner import owner_of

_START_SECONDS = 180.0


@dataclass(frozen=True)
class Served:
    """A running server without a key."""

    url: str
    process: psutil.Process

    def resident_mib(self) -> float:
        """Of it and its children."""
        family = [self.process, *self.process.children(recursive=True)]
        return float(sum(each.memory_info().rss for each in family)) / 2**20

    def handles(self) -> int:
        """Open files and the like, but for TCP: there are as many connections as clients open."""
        return int(self.process.num_fds()) - len(self.process.net_connections("tcp"))


@contextmanager
def served(home: Path, settings: Mapping[str, str] | None = None) -> Iterator[Served]:
    """A server over `home`, ready. settings: by the names of their variables; those of the environment do not count.

    Raises RuntimeError, with what it said, when it does not start.
    """
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("DEALDESK_")}
    environment = {**inherited, "DEALDESK_HOME": str(home), **(settings or {})}
    command = [str(Path(sys.executable).parent / "dealdesk"), "serve", "--port", "0"]
    with TemporaryFile("w+") as said:
        process = subprocess.Popen(command, cwd=home, env=environment, stdout=said, stderr=said)
        try:
            if not _is_ready(home, process):
                said.seek(0)
                raise RuntimeError(f"the server did not start: {said.read()[-2_000:]}")
            owner = owner_of(home)
            yield Served(str(owner and owner.url), psutil.Process(process.pid))
        finally:
            process.terminate()
            process.wait()


def _is_ready(home: Path, process: subprocess.Popen[bytes]) -> bool:
    ends = time.monotonic() + _START_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        time.sleep(0.1)
        owner = owner_of(home)
        try:
            if owner and owner.url and httpx.get(f"{owner.url}/readyz", trust_env=False).json()["status"] == "ready":
                return True
        except httpx.HTTPError:
            continue
    return False
