"""What an index costs: memory of a process that answers from it, and room on disk."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from benchmarks.homes import desk_over

Load = Literal["model", "desk"]
_MIB = 2**20
_TIMEOUT_SECONDS = 300


@dataclass(frozen=True)
class Disk:
    """In MiB. catalogue: texts, passages, vectors and words (SQLite); vector_store: what Chroma keeps."""

    catalogue: float
    vector_store: float

    @property
    def total(self) -> float:
        return self.catalogue + self.vector_store

    def times(self, factor: float) -> Disk:
        return Disk(self.catalogue * factor, self.vector_store * factor)


@dataclass(frozen=True)
class Footprint:
    """Of an index of `passages` passages. Memory in MiB, of a fresh process each, resident after its first answer;
    disk in MiB for 10,000 passages."""

    passages: int
    model_memory: float
    desk_memory: float
    disk_per_10_000: Disk


def measure_footprint(home: Path) -> Footprint:
    """Start two fresh processes, one that only loads the model and one that answers from `home`; weigh the folder."""
    with desk_over(home) as desk:
        _, passages = desk.catalogue.count_live()
    return Footprint(
        passages=passages,
        model_memory=resident_mib("model", home),
        desk_memory=resident_mib("desk", home),
        disk_per_10_000=disk_of(home).times(10_000 / passages),
    )


def disk_of(home: Path) -> Disk:
    """What a closed home takes."""
    catalogue = sum(file.stat().st_size for file in home.glob("catalogue.sqlite3*"))
    return Disk(catalogue / _MIB, folder_mib(home / "vectors"))


def folder_mib(folder: Path) -> float:
    """Size of all files below `folder`, in MiB."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / _MIB


def resident_mib(load: Load, home: Path) -> float:
    """Resident memory of a fresh process (benchmarks.resident) when it has loaded `load`, in MiB."""
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.resident", load, str(home)],
        stdout=subprocess.PIPE,
        text=True,
        check=True,
        timeout=_TIMEOUT_SECONDS,
    )
    resident_bytes: int = json.loads(told.stdout.splitlines()[-1])["resident_bytes"]
    return resident_bytes / _MIB
