"""Medians, percentiles, and measurements that take turns."""

from __future__ import annotations

import pytest

from benchmarks.latency import alternating_seconds
from benchmarks.timing import Latency, Spread, seconds_of


def test_a_spread_tells_the_median_and_between_what_half_of_the_values_lie() -> None:
    spread = Spread.of([3.0, 1.0, 9.0, 2.0, 4.0])
    assert spread == Spread(3.0, 2.0, 4.0)
    assert spread.shown() == "3.0 (2.0 to 4.0)"


def test_a_latency_tells_percentiles_in_milliseconds() -> None:
    latency = Latency.of([n / 1000 for n in range(1, 101)])
    assert latency.p50_ms == pytest.approx(50)
    assert latency.p95_ms == pytest.approx(95)
    assert latency.shown() == "50.0 / 95.0"


def test_no_measurement_has_no_spread_and_no_latency() -> None:
    with pytest.raises(ValueError, match="no values"):
        Spread.of([])
    with pytest.raises(ValueError, match="no values"):
        Latency.of([])


def test_seconds_are_those_of_one_call() -> None:
    calls: list[int] = []
    assert seconds_of(lambda: calls.append(1)) >= 0
    assert calls == [1]


def test_actions_take_turns_and_none_always_goes_first() -> None:
    asked: list[tuple[str, str]] = []
    actions = {name: lambda text, name=name: asked.append((name, text)) for name in ("embed", "search")}
    taken = alternating_seconds(actions, ["one", "two", "three"])
    measured = asked[-6:]  # what comes before warms up
    assert [text for _, text in measured] == ["one", "one", "two", "two", "three", "three"]
    assert [name for name, _ in measured] == ["embed", "search", "search", "embed", "embed", "search"]
    assert {name: len(seconds) for name, seconds in taken.items()} == {"embed": 3, "search": 3}
