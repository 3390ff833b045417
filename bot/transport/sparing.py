"""Warnings that strangers can cause at will, kept from filling the log."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

EVERY_SECONDS = 60.0
_DIFFERENT = 100


class SparingLog:
    """Writes each warning at most once a minute, and then how often it was kept back. now: seconds, never backwards.

    Warnings are told apart by their text: it must come from us, not from what was received.
    """

    def __init__(self, log: logging.Logger, now: Callable[[], float] = time.monotonic) -> None:
        self._log = log
        self._now = now
        self._said: dict[str, tuple[float, int]] = {}

    def warning(self, text: str) -> None:
        """Write it, or count it."""
        now = self._now()
        when, kept_back = self._said.get(text, (now - EVERY_SECONDS, 0))
        if now - when < EVERY_SECONDS:
            self._said[text] = (when, kept_back + 1)
            return
        if len(self._said) >= _DIFFERENT:
            self._said.clear()
        self._said[text] = (now, 0)
        self._log.warning("%s%s", text, f" ({kept_back} times more since it was last said)" if kept_back else "")
