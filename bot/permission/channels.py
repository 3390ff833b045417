"""What is to be known of channels."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.errors import LookUpFailed
from bot.install.workspaces import Workspaces
from bot.permission.remembered import Remembered

REMEMBER_SECONDS = 60.0
MAX_CHANNELS = 10_000
_SHARED = ("is_ext_shared", "is_pending_ext_shared")


class Channels:
    """Looks channels up in Slack: each once in REMEMBER_SECONDS. Thread-safe."""

    def __init__(self, workspaces: Workspaces, clock: Callable[[], float] = time.monotonic) -> None:
        self._workspaces = workspaces
        self._shared: Remembered[tuple[str, str], bool] = Remembered(REMEMBER_SECONDS, MAX_CHANNELS, clock)

    def is_shared(self, team: str, channel: str, enterprise: str = "") -> bool:
        """Whether another company reads a channel. Events tell it; commands and buttons do not. Raises LookUpFailed."""
        try:
            return self._shared.get((team, channel), lambda: self._look_up(team, channel, enterprise))
        except Exception as error:  # whatever went wrong, nothing is known then, and so nothing is shown
            raise LookUpFailed(
                f"Slack does not say who reads {channel} ({type(error).__name__}), so nothing is shown: ask again in a "
                "minute; `dealdesk slack check` says what is missing"
            ) from error

    def _look_up(self, team: str, channel: str, enterprise: str) -> bool:
        told = self._workspaces.client(team, enterprise).conversations_info(channel=channel)["channel"]
        return any(bool(told.get(flag)) for flag in _SHARED)
