"""A real `dealdesk serve`."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from dealdesk.owner import owner_of
from tests.dealdesk.console import PATIENCE_SECONDS, Console, Done, until


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
