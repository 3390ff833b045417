"""Four times as many questions as a server can answer: python -m benchmarks.overload.

Who is answered is to wait not much longer than without load, everybody else is to be told at once, and a moment later
all is to be as before.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.deal_prose import generate_articles, generate_questions, write_articles
from benchmarks.large_home import fill_without_model
from benchmarks.offering import Came, Offer, offer
from benchmarks.served import Served, served
from evaluation.measures import percentile

ARTICLES = 800  # about 3,200 passages
_QUESTIONS = 2_000
_REFUSED = (429, 503)
_CLIENTS = 4  # who keep a server busy


@dataclass(frozen=True)
class Overload:
    """Seconds but for what is named otherwise. capacity: answers a second. recovered: when, after the last question."""

    unloaded_p95: float
    capacity: float
    offered: int
    statuses: Counter[int]
    accepted_p95: float
    refused_p99: float
    recovered: float
    grew_mib: float
    handles: tuple[int, int]

    def rows(self) -> list[tuple[str, str, str]]:
        """What was measured, what came out, and the goal."""
        refused = sum(self.statuses[status] for status in _REFUSED)
        others = {status: count for status, count in self.statuses.items() if status not in (200, *_REFUSED)}
        return [
            ("unloaded p95", f"{1000 * self.unloaded_p95:.0f} ms", ""),
            ("capacity", f"{self.capacity:.1f} answers a second", ""),
            ("offered", f"{self.offered}", ""),
            ("answered", f"{self.statuses[200]}", ""),
            ("their p95", f"{1000 * self.accepted_p95:.0f} ms", ""),
            ("beside unloaded", f"{self.accepted_p95 / self.unloaded_p95:.2f}", "2 at most"),
            ("refused", f"{refused / self.offered:.0%}", ""),
            ("their p99", f"{1000 * self.refused_p99:.0f} ms", "100 ms at most"),
            ("any other status", f"{others or 'none'}", "none"),
            ("as before after", f"{self.recovered:.1f} s", "5 s at most"),
            ("memory grew by", f"{self.grew_mib:.0f} MiB", "50 at most"),
            ("open files before and after", f"{self.handles[0]}, {self.handles[1]}", "no more"),
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table. 0 whether or not the goals are met: what else the machine does has a say in that."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.overload", description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0, help="of overload (default: %(default)s)")
    parser.add_argument("--times", type=float, default=4.0, help="the capacity is offered (default: %(default)s)")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="dealdesk-overload-") as folder:
        home = filled(Path(folder))
        print(f"load of the machine: {os.getloadavg()[0]:.1f}", file=sys.stderr)
        with served(home) as server:
            outcome = measure(server, generate_questions(_QUESTIONS, ARTICLES), chosen.seconds, chosen.times)
    for what, value, goal in outcome.rows():
        print(f"{what:<30} {value:<30} {goal}")
    return 0


def filled(folder: Path) -> Path:
    """A home of a few thousand passages below `folder`."""
    write_articles(generate_articles(ARTICLES), folder / "articles")
    fill_without_model(folder / "home", folder / "articles")
    return folder / "home"


def capacity_of(server: Served, questions: Sequence[str], seconds: float = 15.0) -> float:
    """Answers a second, to so many clients that it is never idle."""
    came = offer(Offer(server.url, questions, seconds, clients=_CLIENTS))
    return len(_accepted(came)) / seconds


def measure(server: Served, questions: Sequence[str], seconds: float, times: float) -> Overload:
    """One after the other: a warm-up, unloaded, busy, overloaded, and unloaded again."""
    one = Offer(server.url, questions, seconds=15.0)
    offer(one)
    unloaded = percentile(_accepted(offer(one)), 0.95)
    capacity = capacity_of(server, questions)
    before = server.resident_mib(), server.handles()
    came = offer(replace(one, seconds=seconds, per_second=times * capacity))
    afterwards = offer(replace(one, seconds=10.0))
    return Overload(
        unloaded_p95=unloaded,
        capacity=capacity,
        offered=len(came),
        statuses=Counter(each.status for each in came),
        accepted_p95=percentile(_accepted(came), 0.95),
        refused_p99=percentile([each.seconds for each in came if each.status in _REFUSED] or [0.0], 0.99),
        recovered=max(
            (each.due for each in afterwards if each.status != 200 or each.seconds > 2 * unloaded), default=0
        ),
        grew_mib=server.resident_mib() - before[0],
        handles=(before[1], server.handles()),
    )


def _accepted(came: Sequence[Came]) -> list[float]:
    return [each.seconds for each in came if each.status == 200]


if __name__ == "__main__":
    sys.exit(main())
