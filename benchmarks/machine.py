"""What a measurement was made on."""

from __future__ import annotations

import os
import platform
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

_PARTS = (
    "torch sentence-transformers chromadb SQLAlchemy numpy langchain langchain-chroma langchain-huggingface".split()
)


@dataclass(frozen=True)
class Machine:
    """load: processes that wanted the CPU when the run began (mean of a minute). commit: "-dirty" when edited since."""

    cpu: str
    cores: int
    memory_gib: float
    load: float
    python: str
    versions: dict[str, str]
    commit: str


def this_machine() -> Machine:
    """The machine, the parts and the state of the code, now."""
    return Machine(
        cpu=_cpu_model(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gib=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        load=round(os.getloadavg()[0], 1),
        python=platform.python_version(),
        versions={part: version(part) for part in _PARTS},
        commit=_commit(),
    )


def _cpu_model() -> str:
    described = Path("/proc/cpuinfo")
    lines = described.read_text().splitlines() if described.exists() else []
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or platform.machine())


def _commit() -> str:
    try:
        told = subprocess.run(
            ["git", "describe", "--always", "--dirty"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return told.stdout.strip()
