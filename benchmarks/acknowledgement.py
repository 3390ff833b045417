"""How soon Slack's events are acknowledged: `python -m benchmarks.acknowledgement [ROUNDS]`.

A bot in a process of its own, over HTTP, with a Slack on loopback. Fifty mentions at once, while each answer takes 30
seconds; and the same one after the other, to compare.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from rich.console import Console

from tests.bot.killed_bot import BotProcess, bot_process
from tests.bot.loopback_slack import LoopbackSlack
from tests.bot.slack_events import Payload, mention

AT_ONCE = 50
ANSWER_SECONDS = 30.0


def main(rounds: int) -> None:
    numbers = count()
    out = Console(width=100)
    with TemporaryDirectory() as folder, LoopbackSlack.in_thread() as slack:
        # A folder for each, or a bot would go on with the questions of the one before.
        with bot_process(Path(folder) / "alone", slack.api_url, ANSWER_SECONDS) as bot:
            out.print(f"one after the other: {_told([_seconds(bot, event) for event in _events(numbers, AT_ONCE)])}")
        for number in range(rounds):
            home = Path(folder) / str(number)
            with bot_process(home, slack.api_url, ANSWER_SECONDS) as bot, ThreadPoolExecutor(AT_ONCE) as senders:
                together = list(senders.map(partial(_seconds, bot), _events(numbers, AT_ONCE)))
            out.print(f"{AT_ONCE} at once: {_told(together)}")


def _events(numbers: Iterator[int], many: int) -> list[Payload]:
    return [mention(ts=f"{1_700_000_000 + next(numbers)}.000100") for _ in range(many)]


def _seconds(bot: BotProcess, event: Payload) -> float:
    begun = time.monotonic()
    assert bot.send(event) == 200
    return time.monotonic() - begun


def _told(seconds: list[float]) -> str:
    p50, p99 = (quantiles(seconds, n=100, method="inclusive")[percent - 1] for percent in (50, 99))
    return f"p50 {p50:.3f} s, p99 {p99:.3f} s, slowest {max(seconds):.3f} s"


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
