"""schemathesis against a real server on loopback, for every kind of caller: `make fuzz`.

`python -m tests.api.fuzz --examples 200 --seeds 5` says of every run in one line how it went and, where something
failed, how to see it again. Each run has a server and a data folder of its own, so that none meets what another left.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from api.door.callers import Role
from api.door.keys import ApiKey, NewKey
from corpus.article import PUBLIC, Article
from dealdesk.assembly import Desk, open_desk
from dealdesk.connections import BoundedProtocol
from dealdesk.records.keys import SqlKeys
from dealdesk.serving import build_app
from tests.api.example_server import read
from tests.api.serving import serving
from tests.dealdesk.arriving import folder_of
from tests.dealdesk.console import EXAMPLES, ROOT, settings_of
from tests.dealdesk.shallow_model import shallow_model

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

FOLDERS = "DEALDESK_FUZZ_FOLDERS"  # as the hooks know it
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
CALLERS = {
    "none": None,
    "reader": NewKey("reader", Role.READER),
    "writer": NewKey("writer", Role.WRITER),
    "admin": NewKey("admin", Role.ADMIN),
    "limited": NewKey("limited", Role.ADMIN, (PUBLIC,)),  # of one collection, and there is another
}
_SECRET = Article("secret-plan", "A secret plan", "Northwind buys Larkspur for $9 billion.", collection="deals")


@dataclass
class Server:
    """token: of whoever asks. answered: how often with which status. said: the tracebacks in the log."""

    address: str
    token: str | None
    answered: Counter[int]
    said: list[str]


@dataclass(frozen=True)
class Run:
    """How a run went. told: what schemathesis said."""

    caller: str
    seed: int
    code: int
    seconds: float
    server: Server
    told: str

    @property
    def failed(self) -> bool:
        return bool(self.code or self.server.said or any(status >= 500 for status in self.server.answered))

    def __str__(self) -> str:
        answered = ", ".join(f"{status}: {count}" for status, count in sorted(self.server.answered.items()))
        cases = re.search(r"(\d+) generated", self.told)
        failures = re.search(r"(\d+) unique failure", self.told)
        return (
            f"{self.caller} seed {self.seed}: {'FAILED' if self.failed else 'passed'}, "
            f"{cases[1] if cases else 'no'} cases, {failures[1] if failures else 0} failures, "
            f"{len(self.server.said)} tracebacks, {self.seconds:.0f} s, answered {answered}"
        )


def fuzz(caller: str, seed: int, examples: int, *more: str) -> Run:
    """All checks, one caller. more: options of schemathesis."""
    command = [str(SCHEMATHESIS), "run", "--checks", "all", "--seed", str(seed), "--max-examples", str(examples)]
    command += ["--continue-on-failure", "--no-color", "--request-timeout", "60", *more]
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), CALLERS[caller]) as server:
        if server.token:
            command += ["-H", f"Authorization: Bearer {server.token}"]
        began = time.monotonic()
        done = subprocess.run(
            [*command, f"{server.address}/openapi.json"],
            cwd=ROOT,
            env={**os.environ, FOLDERS: str(Path(folder, "sources"))},
            capture_output=True,
            text=True,
            check=False,
        )
        return Run(caller, seed, done.returncode, time.monotonic() - began, server, done.stdout + done.stderr)


@contextmanager
def served(folder: Path, caller: NewKey | None) -> Iterator[Server]:
    """The whole server over the example corpus and an article that `caller` may not see where they are limited."""
    sources = folder / "sources"
    sources.mkdir()
    for number in range(3):
        folder_of(sources / str(number), deal=f"Northwind sold ferry {number} for $9 million.")
    settings = settings_of(
        folder / "home",
        embedding_model=str(shallow_model(folder / "model")),
        folders=str(sources),
        requests_per_minute=0,
        callback_secret="a-secret",
    )
    stopping, answered = Event(), Counter[int]()
    with (
        tracebacks() as said,
        open_desk(settings, "test") as desk,
        desk.arrivals.keeping_current(),
        desk.watch_keeping.keeping_current(desk.arrivals.jobs.unfinished),
    ):
        token = furnish(desk, caller)
        app = counting(build_app(desk, settings, stopping=stopping), answered)
        with serving(app, lifespan="on", http=BoundedProtocol, log_config=None, log_level="warning") as address:  # type: ignore[arg-type]
            try:
                yield Server(address, token, answered, said)
            finally:
                stopping.set()


def furnish(desk: Desk, caller: NewKey | None) -> str | None:
    """Articles, and a key, which no run can revoke: it would be shut out of its own server."""
    read(desk, EXAMPLES / "corpus")
    desk.refresher.put(_SECRET)
    standing = Standing(desk.catalogue.database, desk.aside)
    desk.keys = standing
    key, token = standing.create(caller or NewKey("nobody", Role.READER), "test")
    standing.kept = key
    return token if caller else None


class Standing(SqlKeys):
    """One of its keys stays."""

    kept: ApiKey | None = None

    def revoke(self, key_id: str) -> bool:
        return True if self.kept and key_id == self.kept.id else super().revoke(key_id)


def counting(app: ASGIApp, answered: Counter[int]) -> ASGIApp:
    """The same, whose statuses are counted."""

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered[message["status"]] += 1
            await send(message)

        await app(scope, receive, sent)

    return counted


@contextmanager
def tracebacks() -> Iterator[list[str]]:
    """What is logged with one, while the block runs."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.exc_info:
                found.append(logging.Formatter().format(record))

    collector = Collector()
    logging.getLogger().addHandler(collector)
    try:
        yield found
    finally:
        logging.getLogger().removeHandler(collector)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=200)
    arguments.add_argument("--seeds", type=int, default=5)
    arguments.add_argument("--callers", default=",".join(CALLERS))
    wanted, more = arguments.parse_known_args()
    failed = 0
    for caller in wanted.callers.split(","):
        for seed in range(1, wanted.seeds + 1):
            run = fuzz(caller, seed, wanted.examples, *more)
            failed += run.failed
            print(run, flush=True)
            if run.failed:
                print(run.told, *run.server.said, sep="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
