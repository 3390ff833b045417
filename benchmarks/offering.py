"""Questions put to a server, as fast as it answers or at a rate of their own: a process beside the one that measures.

python -m benchmarks.offering reads an Offer as JSON and prints what came of every request: JSON lists of when it was
due (in seconds from the start), how long the answer took from then on, and its status (0: no answer).
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import asdict, dataclass
from random import Random

import aiohttp

_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Offer:
    """questions: put in turn, for `seconds`. per_second: as they come by chance at this rate, whether or not those
    before are answered; None: by `clients` who each wait for their answer, and a moment where they are refused.
    streamed: every second answer comes as a stream.
    """

    url: str
    questions: Sequence[str]
    seconds: float
    per_second: float | None = None
    clients: int = 1
    streamed: bool = False


@dataclass(frozen=True)
class Came:
    """due: seconds after the start; seconds: from then to the answer; status: 0 for none."""

    due: float
    seconds: float
    status: int


def offer(what: Offer) -> list[Came]:
    """Put the questions from a process of their own, and wait for the last answer."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.offering"],
        input=json.dumps(asdict(what)),
        capture_output=True,
        text=True,
        check=True,
    )
    return [Came(*each) for each in json.loads(done.stdout)]


async def _offered(what: Offer) -> list[Came]:
    came: list[Came] = []
    connections = aiohttp.TCPConnector(limit=0, keepalive_timeout=20)
    async with aiohttp.ClientSession(connector=connections, timeout=aiohttp.ClientTimeout(_PATIENCE_SECONDS)) as http:
        began = time.perf_counter()

        async def ask(number: int, due: float) -> Came:
            question = what.questions[number % len(what.questions)]
            body = {"question": question, "stream": what.streamed and number % 2 == 1}
            try:
                async with http.post(f"{what.url}/v1/ask", json=body) as response:
                    await response.read()
                    status = response.status
            except (aiohttp.ClientError, TimeoutError):
                status = 0
            came.append(Came(due, time.perf_counter() - began - due, status))
            return came[-1]

        async def client(first: int) -> None:
            number = first
            while (now := time.perf_counter() - began) < what.seconds:
                if (await ask(number, now)).status != 200:
                    await asyncio.sleep(0.01)
                number += what.clients

        if what.per_second is None:
            await asyncio.gather(*(client(first) for first in range(what.clients)))
        else:
            await _by_chance(ask, what.per_second, what.seconds, began)
    return came


async def _by_chance(
    ask: Callable[[int, float], Coroutine[None, None, Came]], per_second: float, seconds: float, began: float
) -> None:
    chance, due = Random(0), 0.0
    asked: list[asyncio.Task[Came]] = []
    while due < seconds:
        await asyncio.sleep(max(0.0, began + due - time.perf_counter()))
        asked.append(asyncio.create_task(ask(len(asked), due)))
        due += chance.expovariate(per_second)
    await asyncio.gather(*asked)


if __name__ == "__main__":
    outcome = asyncio.run(_offered(Offer(**json.load(sys.stdin))))
    json.dump([[each.due, each.seconds, each.status] for each in outcome], sys.stdout)
