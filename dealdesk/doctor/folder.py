"""The data folder: whose it is, who is at work on it, and whether there is room."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from dealdesk.doctor.finding import Finding, fail, ok, warn
from dealdesk.doctor.setup import Setup
from dealdesk.owner import CARD

_MB = 1_000_000


def home(setup: Setup) -> Iterator[Finding]:
    place = setup.home.resolve()
    if not place.exists():
        parent = next(folder for folder in place.parents if folder.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            yield warn("data folder", f"{place} does not exist yet", "`dealdesk refresh FOLDER` or `serve` makes it")
        else:
            yield fail(
                "data folder", f"{place} cannot be made", f"let this user write to {parent}, or set DEALDESK_HOME"
            )
    elif not place.is_dir():
        yield fail("data folder", f"{place} is no folder", "set DEALDESK_HOME to a folder")
    elif not os.access(place, os.R_OK | os.W_OK | os.X_OK):
        yield fail("data folder", f"{place} cannot be written to", "let this user write to it, or set DEALDESK_HOME")
    else:
        yield from _belonging(setup)
    yield from _room(setup)


def _belonging(setup: Setup) -> Iterator[Finding]:
    strangers = {file.stat().st_uid for file in (setup.home, *setup.home.iterdir())} - {os.getuid()}
    if strangers:
        found = f"{setup.home} holds files of another user (id {min(strangers)}), and you are {os.getuid()}"
        yield warn("data folder", found, "run dealdesk as one user always, and give all of it to that one: chown -R")
    else:
        yield ok("data folder", str(setup.home.resolve()))
    if setup.owner:
        yield ok("at work", f"{setup.owner}")
    elif (setup.home / CARD).exists():
        remedy = "nothing to do: the next start takes over and looks after what was left"
        yield warn("at work", "nobody; a process that was killed left its card", remedy)
    else:
        yield ok("at work", "nobody")


def _room(setup: Setup) -> Iterator[Finding]:
    place = next(folder for folder in (setup.home.resolve(), *setup.home.resolve().parents) if folder.is_dir())
    free_mb, wanted_mb = shutil.disk_usage(place).free // _MB, setup.settings.min_free_mb
    if free_mb < wanted_mb:
        found = f"{free_mb:,} MB are free at {place}, and {wanted_mb:,} are wanted"
        yield fail("disk", found, "make room, or lower DEALDESK_MIN_FREE_MB")
    else:
        yield ok("disk", f"{free_mb:,} MB are free")
