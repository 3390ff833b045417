"""What the doctor looks at: the settings as far as they can be used, and the folder they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import CorpusError
from dealdesk.backup import CATALOGUE, catalogue_file
from dealdesk.owner import Owner, owner_of
from dealdesk.settings import Settings, read_usable_settings


@dataclass(frozen=True)
class Setup:
    """troubles: settings that cannot be used, each with its name; defaults stand in for them. owner: who is at work on
    the data folder. host, port: where a server is, or is to be.
    """

    settings: Settings
    troubles: Sequence[str]
    owner: Owner | None
    host: str
    port: int

    @property
    def home(self) -> Path:
        return self.settings.home

    @property
    def catalogue(self) -> Path:
        """Where the catalogue lies, or is to."""
        try:
            return catalogue_file(self.settings)
        except CorpusError:  # of a database that this version does not know: it is told by itself
            return self.home / CATALOGUE


def setup_at(host: str, port: int) -> Setup:
    """As the environment has it."""
    settings, troubles = read_usable_settings()
    return Setup(settings, troubles, owner_of(settings.home) if settings.home.is_dir() else None, host, port)
