"""A server under an ordinary load for a long time: python -m benchmarks.soak. It is to grow neither in memory nor in
open files.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median
from tempfile import TemporaryDirectory

from benchmarks.deal_prose import generate_questions
from benchmarks.offering import Offer, offer
from benchmarks.overload import ARTICLES, capacity_of, filled
from benchmarks.served import Served, served

_QUESTIONS = 20_000  # nothing is gained by keeping what was found for one
_LOOK_SECONDS = 5.0
_WARM_UP = 0.2  # of the time


@dataclass(frozen=True)
class Look:
    """At the server. minute: since the beginning."""

    minute: float
    resident_mib: float
    handles: int


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line a minute, and in the end the slope. 0 whether or not the goals are met."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="default: %(default)s")
    parser.add_argument("--share", type=float, default=0.3, help="of what it can answer (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="dealdesk-soak-") as folder, served(filled(Path(folder))) as server:
        questions = generate_questions(_QUESTIONS, ARTICLES)
        capacity = capacity_of(server, questions)
        print(f"capacity: {capacity:.1f} answers a second", flush=True)
        rate = chosen.share * capacity
        lasting = Offer(server.url, questions, 60 * chosen.minutes, per_second=rate, streamed=True)
        with ThreadPoolExecutor(1) as beside:
            offered = beside.submit(offer, lasting)
            looks = watch(server, chosen.minutes)
            statuses = Counter(each.status for each in offered.result())
    steady = [look for look in looks if look.minute >= _WARM_UP * chosen.minutes]
    slope = linear_regression([look.minute for look in steady], [look.resident_mib for look in steady]).slope
    print(f"statuses                 {dict(statuses)}")
    print(f"memory, after warm-up    {slope:+.2f} MiB a minute (goal: 1 at most)")
    tenth = max(1, len(steady) // 10)
    then, now = (median(look.handles for look in part) for part in (steady[:tenth], steady[-tenth:]))
    print(f"open files               {then:.0f} then, {now:.0f} now (goal: no more)")
    return 0


def watch(server: Served, minutes: float) -> list[Look]:
    """Look at the server every few seconds."""
    looks: list[Look] = []
    began = time.monotonic()
    while (minute := (time.monotonic() - began) / 60) < minutes:
        if not looks or int(minute) > int(looks[-1].minute):
            print(f"{minute:5.1f} min  {server.resident_mib():7.1f} MiB  {server.handles()} open files", flush=True)
        looks.append(Look(minute, server.resident_mib(), server.handles()))
        time.sleep(_LOOK_SECONDS)
    return looks


if __name__ == "__main__":
    sys.exit(main())
