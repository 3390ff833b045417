"""Fetching pages as a guest: what robots.txt asks, a pause between two pages of one host, and no hurry when told so."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from corpus.errors import FetchFailed
from corpus.fetching.addresses import Target, shown
from corpus.fetching.fetch import Fetched, Fetcher
from corpus.fetching.robots import Robots

_KEPT_HOSTS = 1_000


class PoliteFetcher:
    """Fetches for all feeds and pages of one process. Thread-safe.

    pause_seconds: at least, between two pages of one host. now: in seconds, of no particular beginning. wait: returns
    after so many seconds.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        pause_seconds: float = 1.0,
        now: Callable[[], float] = time.monotonic,
        wait: Callable[[float], None] = time.sleep,
    ) -> None:
        self._fetcher = fetcher
        self._robots = Robots(fetcher, now=now)
        self._pause_seconds = pause_seconds
        self._now = now
        self._wait = wait
        self._lock = Lock()
        self._free_at: dict[str, float] = {}
        self._closed_until: dict[str, float] = {}

    def check(self, url: str) -> None:
        """Raises FetchRefused for what would be refused, without asking anybody's server."""
        self._fetcher.check(url)

    def fetch(
        self, url: str, etag: str | None = None, last_modified: str | None = None, *, ask_robots: bool = True
    ) -> Fetched:
        """A page; or, without asking robots.txt, what is published for programs, such as a feed.

        Raises FetchRefused, FetchFailed.
        """
        hosts: list[str] = []

        def before(target: Target) -> None:
            is_new = target.host not in hosts  # a redirect within the site is still the same page
            hosts.append(target.host)
            self._see_that_it_is_open(target)
            delay = self._robots.delay_seconds(target) if ask_robots else 0.0
            if is_new:
                self._take_turn(target.host, max(delay, self._pause_seconds))

        try:
            return self._fetcher.fetch(url, etag, last_modified, before)
        except FetchFailed as error:
            if error.retry_after_seconds and hosts:
                with self._lock:
                    self._closed_until[hosts[-1]] = self._now() + error.retry_after_seconds
            raise

    def _see_that_it_is_open(self, target: Target) -> None:
        left = self._closed_until.get(target.host, 0.0) - self._now()
        if left > 0:
            raise FetchFailed(
                f"{shown(target.url)} is left alone for another {left:.0f} seconds, as its site asked: try again then",
                429,
                left,
            )

    def _take_turn(self, host: str, pause_seconds: float) -> None:
        with self._lock:
            now = self._now()
            if len(self._free_at) > _KEPT_HOSTS:
                self._free_at = {host: free_at for host, free_at in self._free_at.items() if free_at > now}
                self._closed_until = {host: until for host, until in self._closed_until.items() if until > now}
            turn = max(now, self._free_at.get(host, now))
            self._free_at[host] = turn + pause_seconds
        if turn > now:
            self._wait(turn - now)
