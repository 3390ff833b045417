"""Whether a server is ready, and what keeps it from being."""

from __future__ import annotations

import json
import logging
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from api.ports import HealthCheck
from corpus.errors import CorpusError
from dealdesk.assembly import Desk
from dealdesk.backup import catalogue_file
from dealdesk.owner import CARD
from index.errors import SearchIndexError
from index.health import Check, IndexHealth, Readiness, ServerHealth, VectorState

logger = logging.getLogger(__name__)

Look = Callable[[], Check]

_MB = 1_000_000
_DOCTOR = "`dealdesk doctor` says what is wrong"
_VECTORS = {
    VectorState.READY: "are searched",
    VectorState.HEALING: "are being rebuilt, words alone answer meanwhile: ready in a moment",
    VectorState.BROKEN: "cannot be searched, words alone answer: they are rebuilt as soon as that works, see the log",
}


class ServerReadiness(HealthCheck):
    """Looks at everything whenever it is asked. A change is logged. Thread-safe."""

    def __init__(self, index: Callable[[], IndexHealth], needed: Sequence[Look], told: Sequence[Look] = ()) -> None:
        """needed: what a server that answers well must have. told: what is worth knowing besides."""
        self._index = index
        self._needed = needed
        self._told = list(told)
        self._was: Readiness | None = None

    def tell(self, look: Look) -> None:
        """Show this, too."""
        self._told.append(look)

    def health(self) -> ServerHealth:
        needed, index = [look() for look in self._needed], None
        try:
            index = self._index()
            needed.append(Check("catalogue", True, "can be read"))
        except (CorpusError, SearchIndexError) as error:
            # Its words name paths; who watches over servers from elsewhere needs none.
            needed.append(Check("catalogue", False, f"cannot be used ({type(error).__name__}): {_DOCTOR}"))
        readiness = Readiness.NOT_READY
        if index and all(check.ok for check in needed):
            readiness = Readiness.READY if index.vectors is VectorState.READY else Readiness.DEGRADED
        vectors = [Check("vectors", index.vectors is VectorState.READY, _VECTORS[index.vectors])] if index else []
        found = ServerHealth(readiness, (*needed, *vectors, *(look() for look in self._told)), index)
        self._log(found)
        return found

    def _log(self, found: ServerHealth) -> None:
        was, self._was = self._was, found.readiness
        if found.readiness is was:
            return
        trouble = "; ".join(f"{check.name} {check.detail}" for check in found.checks if not check.ok)
        level = logging.INFO if found.readiness is Readiness.READY or was is None else logging.WARNING
        said = f"this server is {found.readiness.replace('_', ' ')}" + (f": {trouble}" if trouble else "")
        logger.log(level, "%s", said, extra={"fields": {"event": found.readiness}})


def readiness_of(desk: Desk) -> ServerReadiness:
    """For a server over `desk`."""
    settings = desk.settings
    folder = DataFolder(settings.home, catalogue_file(settings).parent, settings.min_free_mb)
    needed = [desk.warming.check, folder.is_ours, folder.has_room, lambda: _unlocked(desk), lambda: _verified(desk)]
    return ServerReadiness(desk.health, needed, [lambda: _llm(desk)] if desk.llm else [])


class DataFolder:
    """The folder that all state lives in. catalogue: where the catalogue lies, which may be elsewhere."""

    def __init__(self, home: Path, catalogue: Path, min_free_mb: int) -> None:
        self._home = home
        self._catalogue = catalogue
        self._min_free_mb = min_free_mb

    def is_ours(self) -> Check:
        """Whether it can be written to, and nobody took it away."""
        name = "data_folder"
        if not os.access(self._home, os.W_OK | os.X_OK):
            return Check(name, False, f"cannot be written to: {_DOCTOR}")
        try:
            pid = json.loads((self._home / CARD).read_text())["pid"]
        except (OSError, ValueError, KeyError, TypeError):
            pid = None
        if pid != os.getpid():
            return Check(name, False, "was moved or replaced while the server ran: put it back and start again")
        return Check(name, True, "is this server's")

    def has_room(self) -> Check:
        """Whether there is as much room on its disk as the settings want."""
        try:
            free_mb = min(shutil.disk_usage(place).free for place in (self._home, self._catalogue)) // _MB
        except OSError as error:
            return Check("disk", False, f"cannot be looked at ({error.strerror}): {_DOCTOR}")
        if free_mb < self._min_free_mb:
            wanted = f"and {self._min_free_mb:,} are wanted: make room, or lower DEALDESK_MIN_FREE_MB"
            return Check("disk", False, f"{free_mb:,} MB are free, {wanted}")
        return Check("disk", True, f"{free_mb:,} MB are free")


def _unlocked(desk: Desk) -> Check:
    name = "writing"
    try:
        if desk.catalogue.database.is_locked_elsewhere():
            return Check(name, False, "another process keeps the catalogue locked: stop it, or wait until it is done")
    except CorpusError as error:
        return Check(name, False, f"is not possible ({type(error).__name__}): {_DOCTOR}")
    return Check(name, True, "is possible")


def _verified(desk: Desk) -> Check:
    name = "verification"
    try:
        last = desk.indexes.verifications.last()
    except CorpusError as error:
        return Check(name, False, f"is not known ({type(error).__name__}): {_DOCTOR}")
    if last is None:
        return Check(name, True, "no check of all passages was made yet: one is made every night")
    when = last.at.isoformat(timespec="minutes")
    if last.problems:
        return Check(name, False, f"{last.problems:,} problems were found at {when}: stop and run `dealdesk rebuild`")
    return Check(name, True, f"all was well at {when}")


def _llm(desk: Desk) -> Check:
    if desk.llm_breaker.is_open:
        return Check("llm", False, "failed several times in a row, extractive answers go out: see the log")
    return Check("llm", True, "is asked")
