"""A process of its own that kills another in the middle of a write: python aimed_kill.py PID FOLDER FILE FLUSH SECONDS

It kills PID (-9) SECONDS after FILE changed in FOLDER during the FLUSHth flush that it sees, and ends. A flush begins
with header.bin and lasts a few milliseconds, so this looks without a pause. Who starts it ends it when PID has ended.
"""

from __future__ import annotations

import os
import signal
import sys
import time


def main(pid: int, folder: str, name: str, flush: int, seconds: float) -> None:
    begins, aim = os.path.join(folder, "header.bin"), os.path.join(folder, name)
    last, before, flushes = _stamp(begins), _stamp(aim), 0
    while True:
        now = _stamp(begins)
        if now != last:
            last, flushes = now, flushes + 1
        if flushes < flush:
            before = _stamp(aim)
        elif aim == begins or _stamp(aim) != before:
            break
    due = time.perf_counter() + seconds
    while time.perf_counter() < due:
        pass
    os.kill(pid, signal.SIGKILL)


def _stamp(file: str) -> tuple[int, int]:
    try:
        found = os.stat(file)
    except FileNotFoundError:
        return 0, 0
    return found.st_mtime_ns, found.st_size


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5]))
