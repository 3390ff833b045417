"""A real `dealdesk serve`, and the loopback Slack it talks to."""

from __future__ import annotations

import asyncio
import signal
import subprocess
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any, TypeVar

import httpx

from dealdesk.owner import owner_of
from tests.bot.loopback_slack import LoopbackSlack
from tests.dealdesk.console import PATIENCE_SECONDS, Console, Done, until

T = TypeVar("T")


class SlackInAThread:
    """The loopback Slack for tests that are not asynchronous themselves."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="slack")
        self._thread.start()
        self.slack = self.run(_opened())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE_SECONDS)

    def posts_in(self, thread_ts: str) -> list[dict[str, Any]]:
        return [post for post in self.slack.posts if post["thread_ts"] == thread_ts]

    def close(self) -> None:
        self.run(self.slack.__aexit__(None, None, None))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


async def _opened() -> LoopbackSlack:
    return await LoopbackSlack().__aenter__()


@dataclass(frozen=True)
class Served:
    """A running server. client: speaks to it with its key, where it has one."""

    console: Console
    client: httpx.Client
    process: subprocess.Popen[str]

    def stop(self) -> Done:
        """What a service manager does."""
        self.process.send_signal(signal.SIGTERM)
        out, err = self.process.communicate(timeout=PATIENCE_SECONDS)
        return Done(self.process.returncode, out, err)


@contextmanager
def serving(console: Console) -> Iterator[Served]:
    """A server over the console's home, on a free port, ready."""
    process = console.start("serve", "--port", 0)
    try:
        owner = until(lambda: owner_of(console.home), process)
        key = console.settings.get("DEALDESK_API_KEY")
        headers = [(b"Authorization", f"Bearer {key}".encode())] if key else []
        with httpx.Client(
            base_url=str(owner.url), headers=headers, timeout=PATIENCE_SECONDS, trust_env=False
        ) as client:
            until(lambda: client.get("/readyz").json()["status"] == "ready", process)
            yield Served(console, client, process)
    finally:
        process.kill()
        process.communicate()
