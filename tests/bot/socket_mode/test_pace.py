"""How often Socket Mode tries, over hours that take no time."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from bot.transport.socket_pace import Pace, Times

HOUR_SECONDS = 3_600.0


def attempts(pace: Pace, each_takes: float = 0.0, until: float = HOUR_SECONDS) -> list[float]:
    """When a bot tries whose every attempt comes to nothing after `each_takes` seconds."""
    now, tried = 1_000.0, []
    while now < 1_000.0 + until:
        now += pace.pause_seconds(now)
        tried.append(now)
        now += each_takes
    return tried


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("each_takes", [0.0, 0.2, 5.0, 20.0])
def test_no_minute_has_more_than_18_attempts_and_no_pause_is_over_6_seconds(seed: int, each_takes: float) -> None:
    tried = attempts(Pace(Times(), random.Random(seed).random), each_takes)
    assert max(sum(start <= moment < start + 60 for moment in tried) for start in tried) <= 18
    assert max(later - earlier - each_takes for earlier, later in pairwise(tried)) <= 6.001


def test_the_first_attempt_and_the_first_after_a_quiet_minute_are_at_once() -> None:
    pace = Pace(Times())
    assert pace.pause_seconds(0.0) == 0
    assert 0 < pace.pause_seconds(1.0) < 1
    assert pace.pause_seconds(120.0) == 0


def test_pauses_grow_to_their_longest() -> None:
    pace = Pace(Times(first_pause=1.0, longest_pause=4.0), jitter=lambda: 1.0)
    assert [pace.pause_seconds(0.0) for _ in range(6)] == [0, 1, 2, 4, 4, 4]


def test_bots_that_lost_slack_together_do_not_come_back_together() -> None:
    paces = [Pace(Times(), random.Random(seed).random) for seed in range(50)]
    third = [attempts(pace, until=3.0)[2] for pace in paces]
    assert max(third) - min(third) > 0.2
    assert len(set(third)) == 50


def test_what_slack_asks_to_wait_is_waited() -> None:
    pace = Pace(Times(), jitter=lambda: 0.0)
    pace.pause_seconds(0.0)
    assert pace.pause_seconds(0.0, at_least=30.0) == 30


def test_a_dead_connection_is_replaced_in_15_seconds_also_when_the_last_minute_was_bad() -> None:
    times = Times()
    found = times.heartbeat * 1.5
    assert found + times.longest_pause < 14
