"""What is printed and stored."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from benchmarks.footprint import Disk, Footprint, disk_of
from benchmarks.latency import Latencies
from benchmarks.machine import Machine, this_machine
from benchmarks.outcome import Outcome, rows, write_outcome
from benchmarks.plain_run import PlainIndexing
from benchmarks.throughput import Throughput
from benchmarks.timing import Latency, Spread

OUTCOME = Outcome(
    machine=Machine("A processor", 2, 24.0, 0.3, "3.11", {"chromadb": "1.5.9"}, "abc1234"),
    articles=300,
    throughput=Throughput(1_000, 3, 18, 16, Spread(20, 19, 21), Spread(19, 18, 20), Spread(0.95, 0.9, 0.97)),
    other_work_ms=2.2,
    latencies=Latencies(200, Latency(10, 20), Latency(25, 40), Latency(27, 50), Latency(12, 25)),
    footprint=Footprint(10_000, 500.0, 600.0, Disk(35.0, 18.0)),
    home_disk=Disk(4.0, 4.0),
    plain=PlainIndexing(900, 45.0, 50.0),
    plain_disk=9.0,
)


def test_goals_are_judged_by_the_medians() -> None:
    assert OUTCOME.goals == {"indexing_share": True, "search_over_embedding": False, "ask_over_embedding": True}


def test_the_table_says_whether_the_goals_are_met() -> None:
    table = dict(rows(OUTCOME))
    assert table["dealdesk's share of the model's own"] == "0.950 (0.900 to 0.970); goal 0.90 or more: met"
    assert table["search over embedding (p50)"] == "2.50; goal 2 or less: missed"
    assert table["ask over embedding (p50)"] == "2.70; goal 3 or less: met"
    assert table["disk for 10,000 passages"] == "53.0 MiB"


def test_the_stored_outcome_holds_machine_figures_and_goals(tmp_path: Path) -> None:
    write_outcome(OUTCOME, tmp_path / "reports" / "bench.json")
    stored = json.loads((tmp_path / "reports" / "bench.json").read_text())
    assert stored["machine"] == dataclasses.asdict(OUTCOME.machine)
    assert stored["throughput"]["share"]["median"] == 0.95
    assert stored["latencies"]["search_over_embed"] == 2.5
    assert stored["plain"]["chunks_per_second"] == 20.0
    assert stored["goals"] == OUTCOME.goals


def test_this_machine_is_named_with_the_parts_that_matter() -> None:
    machine = this_machine()
    assert machine.cpu
    assert machine.cores >= 1
    assert machine.memory_gib > 0
    assert machine.commit
    assert {"torch", "chromadb", "sentence-transformers"} <= set(machine.versions)


def test_disk_tells_the_catalogue_and_the_vector_store_apart(tmp_path: Path) -> None:
    (tmp_path / "vectors" / "generation-1").mkdir(parents=True)
    (tmp_path / "vectors" / "generation-1" / "data.bin").write_bytes(b"\0" * 2**20)
    (tmp_path / "catalogue.sqlite3").write_bytes(b"\0" * 2**21)
    disk = disk_of(tmp_path)
    assert disk == Disk(catalogue=2.0, vector_store=1.0)
    assert disk.total == pytest.approx(3.0)
