"""Data folders that a benchmark opens and throws away."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from dealdesk.assembly import Desk, open_desk
from dealdesk.settings import Settings


def default_settings(home: Path) -> Settings:
    """Every setting at its default, whatever the environment says, over `home`."""
    return Settings.model_construct(home=home)


def desk_over(home: Path) -> AbstractContextManager[Desk]:
    """A desk with the default settings over `home`."""
    return open_desk(default_settings(home), "bench")
