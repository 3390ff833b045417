"""A process of its own that kills another in the middle of a write: python aimed_kill.py PID VECTORS FILE FLUSH SECONDS

It kills PID (-9) SECONDS after FILE changed during the FLUSHth flush that it sees, and ends. VECTORS holds the
generations of a vector store; with "fresh" at the end, those that are there already are passed over. A flush begins
with header.bin and lasts a few milliseconds, so this looks without a pause. Who starts it ends it when PID has ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator


def main(pid: int, vectors: str, name: str, flush: int, seconds: float, *more: str) -> None:
    passed_over = set(_folders(vectors, set())) if more else set()
    last = {folder: _stamps(folder, name) for folder in _folders(vectors, passed_over)}
    flushes, aim, before = 0, "", (0, 0)
    while not aim or _stamps(aim, name)[1] == before:
        for folder in () if aim else _folders(vectors, passed_over):
            (began, _), stamps = last.get(folder, ((0, 0), (0, 0))), _stamps(folder, name)
            flushes += began != stamps[0]
            if flushes == flush:
                aim, before = folder, last.get(folder, ((0, 0), (0, 0)))[1]
                break
            last[folder] = stamps
    due = time.perf_counter() + seconds
    while time.perf_counter() < due:
        pass
    os.kill(pid, signal.SIGKILL)


def _folders(vectors: str, passed_over: set[str]) -> Iterator[str]:
    """In which graphs lie, one for each collection of each generation."""
    try:
        for generation in os.scandir(vectors):
            for entry in os.scandir(generation.path):
                if entry.is_dir() and entry.path not in passed_over:
                    yield entry.path
    except FileNotFoundError:  # it was removed meanwhile
        return


def _stamps(folder: str, name: str) -> tuple[tuple[int, int], tuple[int, int]]:
    return _stamp(os.path.join(folder, "header.bin")), _stamp(os.path.join(folder, name))


def _stamp(file: str) -> tuple[int, int]:
    try:
        found = os.stat(file)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]), *sys.argv[6:])
