"""In which order tests run, and by how many processes."""

from __future__ import annotations

import os

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: beside them the quick ones fill the other processes, and nobody waits at the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors, for many tests wait for a process or the disk; 4 at most."""
    return min(4, len(os.sched_getaffinity(0)) + 1)
