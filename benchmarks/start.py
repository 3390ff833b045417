"""How long a server takes to start, and what it weighs: python -m benchmarks.start [--passages 5000] [--imports 15].

Over an index that is real but for its vectors, which are drawn by lot. The goal is 15 s from start to ready and 1.5 GB
of resident memory with 5,000 passages.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import httpx
import psutil  # type: ignore[import-untyped]

from benchmarks.deal_prose import generate_articles, write_articles
from benchmarks.homes import desk_over
from benchmarks.large_home import fill_without_model
from benchmarks.machine import this_machine
from dealdesk.owner import Owner, owner_of

_PASSAGES_AN_ARTICLE = 3.9
_PATIENCE_SECONDS = 300.0
_LOOK_SECONDS = 0.02
T = TypeVar("T")

_QUESTION = {"question": "Which regulator has to approve the purchase?"}


@dataclass(frozen=True)
class Start:
    """Seconds since the process was started, until: the first answer of /livez; /readyz said ready; and what the first
    and the second question took then. Resident memory in MiB, when it was ready and behind the questions.
    """

    alive: float
    ready: float
    first_question: float
    second_question: float
    resident_ready: float
    resident_answered: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was measured. 0 whether or not the goals are met: the machine has a say in that."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--passages", type=int, default=5_000, help="default: %(default)s")
    parser.add_argument("--rounds", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--imports", type=int, default=15, help="the dearest imports of the server that are shown")
    chosen = parser.parse_args(arguments)
    print(f"load of the machine: {this_machine().load}")
    with TemporaryDirectory(prefix="dealdesk-start-") as folder:
        home = Path(folder) / "home"
        write_articles(generate_articles(round(chosen.passages / _PASSAGES_AN_ARTICLE)), Path(folder) / "articles")
        fill_without_model(home, Path(folder) / "articles")
        with desk_over(home) as desk:
            print(f"{desk.catalogue.count_live()[1]:,} passages")
        for _ in range(chosen.rounds):
            start = measure_start(home)
            print(
                f"alive {start.alive:.1f} s, ready {start.ready:.1f} s; first question {start.first_question:.2f} s, "
                f"second {start.second_question:.2f} s; {start.resident_ready:.0f} MiB when ready, "
                f"{start.resident_answered:.0f} MiB after the questions"
            )
    for line in dearest_imports(chosen.imports):
        print(line)
    return 0


def measure_start(home: Path) -> Start:
    """Of a `dealdesk serve` of its own over `home`."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DEALDESK_")}
    command = [str(Path(sys.executable).parent / "dealdesk"), "serve", "--port", "0"]
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=home, env={**environment, "DEALDESK_HOME": str(home), "DEALDESK_LOG_LEVEL": "ERROR"}
    )
    try:
        owner: Owner = _when(lambda: owner_of(home))
        with httpx.Client(base_url=str(owner.url), timeout=_PATIENCE_SECONDS, trust_env=False) as client:
            _when(lambda: client.get("/livez").is_success)
            alive = time.perf_counter() - began
            _when(lambda: client.get("/readyz").json()["status"] == "ready")
            ready, weighed = time.perf_counter() - began, _resident_mib(process.pid)
            first, second = (_timed(lambda: client.post("/v1/ask", json=_QUESTION)) for _ in range(2))
            return Start(alive, ready, first, second, weighed, _resident_mib(process.pid))
    finally:
        process.terminate()
        process.wait()


def dearest_imports(count: int) -> list[str]:
    """What `python -X importtime` says of the server's modules, the dearest first, in ms with all below them."""
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import dealdesk.serving"],
        capture_output=True,
        text=True,
        check=True,
    )
    rows = [line.removeprefix("import time:").split("|") for line in told.stderr.splitlines()[1:]]
    named = {name.strip(): int(total) / 1000 for _, total, name in rows}
    dearest = sorted(named.items(), key=lambda row: -row[1])[:count]
    return [f"{milliseconds:8.0f} ms  {name}" for name, milliseconds in dearest]


def _when(look: Callable[[], T | None]) -> T:
    """What `look` gives once it gives something."""
    ends = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < ends:
        try:
            if found := look():
                return found
        except httpx.HTTPError:
            pass
        time.sleep(_LOOK_SECONDS)
    raise TimeoutError("the server did not start")


def _timed(do: Callable[[], httpx.Response]) -> float:
    began = time.perf_counter()
    do().raise_for_status()
    return time.perf_counter() - began


def _resident_mib(pid: int) -> float:
    return float(psutil.Process(pid).memory_info().rss) / 2**20


if __name__ == "__main__":
    sys.exit(main())
