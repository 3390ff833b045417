"""What a site asks of programs, in its robots.txt. The only file that knows Protego."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from corpus.errors import FetchFailed, FetchRefused
from corpus.fetching.addresses import Target, shown
from corpus.fetching.fetch import USER_AGENT, Fetcher

_KEPT_SECONDS = 3_600.0
_RETRIED_SECONDS = 300.0
_KEPT_ORIGINS = 1_000
_LONGEST_DELAY_SECONDS = 10.0
_LONGEST_ROBOTS_BYTES = 500_000  # what lies beyond is ignored, as RFC 9309 has it


@dataclass(frozen=True)
class _Asked:
    """What an origin's robots.txt was, or why it could not be had."""

    until: float
    rules: Protego | FetchFailed


class Robots:
    """Asks robots.txt, once an hour for each origin. Thread-safe. agent: the name under which sites may address us."""

    def __init__(self, fetcher: Fetcher, agent: str = USER_AGENT, now: Callable[[], float] = time.monotonic) -> None:
        self._fetcher = fetcher
        self._agent = agent
        self._now = now
        self._asked: dict[str, _Asked] = {}

    def delay_seconds(self, target: Target) -> float:
        """How long the site asks to be left alone between two pages; 0 where it does not.

        Raises FetchRefused when the page is not for programs, and FetchFailed when that cannot be known now: no site is
        visited that cannot say what it wants.
        """
        asked = self._asked.get(target.origin)
        if asked is None or asked.until <= self._now():
            asked = self._ask(target)
            if len(self._asked) >= _KEPT_ORIGINS:
                self._asked.clear()
            self._asked[target.origin] = asked
        if isinstance(asked.rules, FetchFailed):
            raise FetchFailed(
                f"{shown(target.url)} is not fetched now: {asked.rules}, and a site that cannot say what it wants is "
                "left alone",
                asked.rules.status,
                asked.rules.retry_after_seconds,
            )
        if not asked.rules.can_fetch(target.url, self._agent):
            raise FetchRefused(
                f"{shown(target.url)} is not fetched: its site's robots.txt asks programs to stay away: save the page "
                "in a browser and upload it"
            )
        # In this order "nan", which some site is bound to ask for, becomes 0.
        return max(0.0, min(float(asked.rules.crawl_delay(self._agent) or 0.0), _LONGEST_DELAY_SECONDS))

    def _ask(self, target: Target) -> _Asked:
        try:
            data = self._fetcher.fetch(f"{target.origin}/robots.txt").data
        except FetchRefused:
            data = b""  # it leads to where nobody goes; the page itself is checked all the same
        except FetchFailed as error:
            if error.status is None or error.status == 429 or error.status >= 500:
                return _Asked(self._now() + _RETRIED_SECONDS, error)
            data = b""  # there is none
        text = data[:_LONGEST_ROBOTS_BYTES].decode("utf-8", "replace")
        return _Asked(self._now() + _KEPT_SECONDS, Protego.parse(text))
