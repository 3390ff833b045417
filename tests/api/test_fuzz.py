"""A small run of what `make fuzz` does at length."""

from __future__ import annotations

import pytest

from tests.api.fuzz import SCHEMATHESIS, fuzz

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="schemathesis is not installed"),
]


def test_the_server_keeps_to_its_description() -> None:
    # Its first phase sends the examples as they stand, and cannot send lines: test_examples.py does.
    run = fuzz("admin", 1, 2, "--phases", "coverage,fuzzing,stateful")
    assert not run.failed, f"{run}\n{run.told}\n{run.server.said}"
