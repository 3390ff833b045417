"""A small run of tests/api/fuzz.py; `make fuzz` makes large ones."""

from __future__ import annotations

import pytest

from tests.api.fuzz import SCHEMATHESIS, fuzz

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SCHEMATHESIS.exists(), reason="schemathesis is not installed"),
]


@pytest.mark.parametrize(("caller", "phases"), [("admin", "examples,coverage"), ("reader", "fuzzing,stateful")])
def test_the_server_keeps_to_its_document_whatever_is_sent(caller: str, phases: str) -> None:
    run = fuzz(caller, 1, 3, "--phases", phases)
    assert not run.failed, "\n".join([str(run), run.told, *run.server.said])
    assert run.server.answered[200] > 20, str(run)
