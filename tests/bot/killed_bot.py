"""A bot in a process of its own, to be killed: the real HTTP door, records and durable work over a folder."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import uvicorn
from starlette.applications import Starlette

from answer.ports import UNFOLLOWED, Follower
from answer.reply import Question, Reply
from bot.transport.http import PATH
from tests.bot.desk import open_desk
from tests.bot.replies import ScriptedAnswerer
from tests.bot.slack_events import encoded, signed

PATIENCE_SECONDS = 60


@dataclass(frozen=True)
class BotProcess:
    """url: where it takes events."""

    process: Any
    url: str
    client: httpx.Client

    def send(self, payload: dict[str, Any]) -> int:
        """Send a signed event. Returns the status; 0 where the process was killed before it acknowledged."""
        body = encoded(payload)
        try:
            return self.client.post(self.url, content=body, headers=signed(body)).status_code
        except httpx.HTTPError:
            return 0

    def kill(self) -> None:
        """With SIGKILL: nothing is put away."""
        self.process.kill()
        self.process.join()


@contextmanager
def bot_process(home: Path, api_url: str, answer_seconds: float = 0.0) -> Iterator[BotProcess]:
    """A bot over `home`, killed on leaving where it still runs. answer_seconds: how long it takes to answer."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])  # so that a process more costs a moment
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=[home, api_url, answer_seconds, theirs], daemon=True)
    process.start()
    try:
        assert ours.poll(PATIENCE_SECONDS), "the bot does not start"
        with httpx.Client(timeout=PATIENCE_SECONDS, trust_env=False) as client:
            yield BotProcess(process, f"http://127.0.0.1:{ours.recv()}{PATH}", client)
    finally:
        process.kill()
        process.join()


class _Slow(ScriptedAnswerer):
    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        Event().wait(self._seconds)
        return super().ask(question)


def _serve(home: Path, api_url: str, answer_seconds: float, started: Connection) -> None:
    Thread(target=_end_with_parent, daemon=True).start()
    with (
        open_desk(home, api_url, _Slow(answer_seconds)) as desk,
        desk.running(),
        socket.create_server(("127.0.0.1", 0)) as listener,
    ):
        server = uvicorn.Server(uvicorn.Config(Starlette(routes=desk.door.routes()), log_level="error"))
        started.send(listener.getsockname()[1])
        server.run(sockets=[listener])


def _end_with_parent() -> None:
    """A test that was killed itself leaves nothing behind."""
    import multiprocessing

    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)
