"""Reads go on while a server refreshes everything and changes its model: none is empty, short, mixed or fails."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest

from dealdesk.assembly import open_beside
from tests.dealdesk import reading
from tests.dealdesk.clauses import (
    ABSENT,
    AMBER,
    COBALT,
    COMING_AND_GOING,
    FILES,
    PASSAGE_TOKENS,
    prepare,
    write,
)
from tests.dealdesk.console import PATIENCE_SECONDS, ROOT, Console, settings_of, until
from tests.dealdesk.other_model import other_model
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

MANY = {"beside": 2_400, "beside too": 2_400, "http": 250}


def test_no_read_is_empty_short_mixed_or_fails_during_refreshes_and_a_change_of_the_model(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    console = Console(
        tmp_path / "home", {"DEALDESK_PASSAGE_TOKENS": str(PASSAGE_TOKENS), "DEALDESK_FOLDERS": str(tmp_path)}
    )
    folder, other = tmp_path / "articles", other_model(tmp_path / "other")
    settings = settings_of(console.home, passage_tokens=PASSAGE_TOKENS)
    vectors = prepare(settings, folder, None, other)
    with open_beside(settings) as desk, desk.catalogue.writing() as tx:
        desk.catalogue.store_vectors(tx, vectors)
    with serving(console) as served:
        with reading_from(served, tmp_path) as (readers, have_read_many):
            refreshes = change_all(served, folder, other, have_read_many)
            results = [json.loads(reader.communicate("")[0]) for reader in readers]
        live, *_ = served.client.get("/v1/embedding-models").json()["models"]
        assert live["name"] == str(other)
        assert served.stop().code == 0
    reads = sum(reads for reads, _, _ in results)
    said = f"{reads} reads by {len(results)} readers in {max(seconds for _, seconds, _ in results):.0f} s"
    print(f"{said}, during {refreshes} refreshes of {len(FILES)} articles and a change of the model")
    record_property("reads", said)
    assert [problem for _, _, problems in results for problem in problems] == []
    assert reads >= sum(MANY.values()) >= 5_000
    verified = console.run("verify")
    assert (verified.code, verified.err) == (0, "")


@contextmanager
def reading_from(served: Served, path: Path) -> Iterator[tuple[list[subprocess.Popen[str]], Callable[[], bool]]]:
    """Readers, each a process of its own, and whether all of them have read as often as they are to."""
    files = [path / f"{name} has read many" for name in MANY]
    with ExitStack() as stack:
        readers = []
        for (name, many), file in zip(MANY.items(), files, strict=True):
            url = [str(served.client.base_url)] if name == "http" else []
            arguments = [*map(str, (served.console.home, many, file)), *url]
            reader = subprocess.Popen(
                [sys.executable, "-m", reading.__name__, *arguments],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            readers.append(stack.enter_context(reader))
            stack.callback(reader.kill)
        yield readers, lambda: all(file.exists() for file in files)


def change_all(served: Served, folder: Path, other: Path, is_over: Callable[[], bool]) -> int:
    """Change every article again and again, and once the model beside that. Returns how often."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    swap = ""
    for times in count(1):
        states = dict.fromkeys(FILES, COBALT if times % 2 else AMBER)
        write(folder, states | dict.fromkeys(COMING_AND_GOING[times % 2 :: 2], ABSENT))
        refresh = begun(served, "/v1/refreshes", path=str(folder))
        if times == 2:
            swap = begun(served, "/v1/embedding-models", use=str(other))
        over(served, refresh)
        if swap and is_over():
            over(served, swap)
            return times
        assert time.monotonic() < deadline, "the readers are too slow"
    raise AssertionError


def begun(served: Served, door: str, **body: str) -> str:
    answer = served.client.post(door, json=body)
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def over(served: Served, job_id: str) -> None:
    def job() -> dict[str, object]:
        return dict(served.client.get(f"/v1/jobs/{job_id}").json())

    until(lambda: job()["state"] not in ("queued", "running"), served.process)
    assert (job()["state"], job()["failed"]) == ("succeeded", 0), job()
