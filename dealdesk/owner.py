"""One owner of a data folder: a lock that the operating system frees, whatever becomes of the process."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

from filelock import FileLock, Timeout

from dealdesk.errors import HomeInUse

_LOCK = "owner.lock"
CARD = "owner.json"
_PATIENCE_SECONDS = 0.5  # owner_of holds the lock for an instant


@dataclass(frozen=True)
class Owner:
    """Who holds a data folder. url: where it answers, if it is a server. token: shows the server that whoever speaks to
    it may read this card, and so the folder.
    """

    pid: int
    command: str
    url: str | None = None
    token: str | None = field(default=None, repr=False)

    def __str__(self) -> str:
        return f"`dealdesk {self.command}` (process {self.pid}{f' at {self.url}' if self.url else ''})"


@contextmanager
def owned(home: Path, command: str, url: str | None = None) -> Iterator[Owner]:
    """Own `home` while the block runs. Raises HomeInUse, saying by whom."""
    home.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(home / _LOCK, timeout=_PATIENCE_SECONDS):
            card = home / CARD
            owner = Owner(os.getpid(), command, url, secrets.token_urlsafe())
            card.unlink(missing_ok=True)
            with os.fdopen(os.open(card, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
                json.dump(asdict(owner), opened)
            try:
                yield owner
            finally:
                card.unlink(missing_ok=True)
    except Timeout:
        holder = owner_of(home)
        raise HomeInUse(
            f"{home} is in use by {holder or 'another process'}: wait until it is done, stop it, or set "
            "DEALDESK_HOME to another folder"
        ) from None


def owner_of(home: Path) -> Owner | None:
    """Who owns `home` now, or None when nobody does (or its owner has not said yet)."""
    if not (home / CARD).exists():
        return None
    try:
        with FileLock(home / _LOCK, timeout=0):
            return None  # the card was left by a process that was killed
    except Timeout:
        pass
    try:
        return Owner(**json.loads((home / CARD).read_text()))
    except (OSError, ValueError, TypeError):
        return None
