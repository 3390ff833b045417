"""Which files of the server's machine a request may name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from fastapi import Request
from starlette.exceptions import HTTPException

from api.door.callers import OWNER, OWNER_HEADER
from api.door.parameters import caller_of
from corpus.errors import InvalidSource, NoSuchSource

OWNED = {
    "name": OWNER_HEADER,
    "in": "header",
    "description": "Shows that the request comes from this machine: only with it any folder may be named.",
    "schema": {"type": "string"},
}
"""The header in the OpenAPI document."""


@dataclass(frozen=True)
class OwnFolders:
    """Anybody may name what is below `folders`; the owner of the data folder, any place."""

    folders: Sequence[Path] = ()

    def admit(self, request: Request, path: str) -> Path:
        """Where `path` leads to, links followed.

        Raises HTTPException 403, InvalidSource for no whole path, and NoSuchSource for one that leads nowhere.
        """
        if not Path(path).is_absolute():
            raise InvalidSource(f"{path[:200]!r} is not a whole path: give one that begins at the root, or an address")
        place = self._resolved(path)
        if caller_of(request) != OWNER and not any(place.is_relative_to(folder.resolve()) for folder in self.folders):
            raise HTTPException(
                403,
                "this folder may not be read by request: add it with the command line on the server's machine, or "
                "name a folder below one that the server's settings open",
            )
        return place

    def _resolved(self, path: str) -> Path:
        try:
            return Path(path).resolve()
        except (OSError, RuntimeError, ValueError) as error:
            raise NoSuchSource(f"{path[:200]!r} cannot be followed ({error}): give the path itself") from error
