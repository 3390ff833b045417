"""Loading what the first question needs, beside everything else."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Thread

from index.health import Check

logger = logging.getLogger(__name__)

_NAME = "model"


class WarmingUp:
    """Runs `load` once, in a thread of its own."""

    def __init__(self, load: Callable[[], None]) -> None:
        self._load = load
        self._began = self._loaded = False
        self._failure: str | None = None

    def start(self, then: Callable[[], object] = lambda: None) -> None:
        """then: called when it is over, however it went."""
        self._began = True
        Thread(target=self._run, args=(then,), name="warm-up", daemon=True).start()

    def check(self) -> Check:
        """Whether the first question would have to wait."""
        if self._failure:
            return Check(_NAME, False, f"cannot be loaded ({self._failure}): `dealdesk doctor` says what is wrong")
        if self._began and not self._loaded:
            return Check(_NAME, False, "is being loaded: ready in a moment")
        return Check(_NAME, True, "is loaded" if self._loaded else "is loaded by the first question")

    def _run(self, then: Callable[[], object]) -> None:
        try:
            self._load()
            self._loaded = True
        except Exception as error:  # whatever a library of models raises
            self._failure = type(error).__name__
            logger.exception("the embedding model cannot be loaded: no question can be answered")
        then()
