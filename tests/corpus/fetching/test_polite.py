"""Fetching as a guest: robots.txt, pauses, and staying away when asked to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.errors import FetchFailed, FetchRefused
from corpus.fetching.fetch import Fetcher
from corpus.fetching.polite import PoliteFetcher
from tests.corpus.loopback_site import LoopbackSite


class Clock:
    """A time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.waits: list[float] = []

    def wait(self, seconds: float) -> None:
        self.waits.append(round(seconds, 3))
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        for path in ("/a", "/b", "/private/c"):
            site.serve(path, "words")
        yield site


def polite(clock: Clock, pause_seconds: float = 1.0) -> PoliteFetcher:
    fetcher = Fetcher(["127.0.0.0/8"], timeout_seconds=0.3, resolver=lambda host: ["127.0.0.1"])
    return PoliteFetcher(fetcher, pause_seconds, lambda: clock.now, clock.wait)


def test_what_robots_txt_keeps_back_is_not_fetched(site: LoopbackSite, clock: Clock) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n\nUser-agent: dealdesk\nDisallow: /private\n")
    guest = polite(clock)
    assert guest.fetch(site.url("/a")).data == b"words"
    with pytest.raises(FetchRefused, match=r"robots\.txt asks programs to stay away: save the page"):
        guest.fetch(site.url("/private/c"))
    assert site.paths() == ["/robots.txt", "/a"]


def test_a_redirect_to_what_robots_txt_keeps_back_is_not_followed(site: LoopbackSite, clock: Clock) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /private\n")
    site.redirect("/a", "/private/c")
    with pytest.raises(FetchRefused, match=r"robots\.txt"):
        polite(clock).fetch(site.url("/a"))
    assert site.count("/private/c") == 0


def test_a_feed_is_for_programs_and_robots_txt_is_not_asked(site: LoopbackSite, clock: Clock) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n")
    assert polite(clock).fetch(site.url("/a"), ask_robots=False).data == b"words"
    assert site.paths() == ["/a"]


def test_robots_txt_is_asked_once_an_hour_for_each_origin(site: LoopbackSite, clock: Clock) -> None:
    guest = polite(clock)
    with LoopbackSite() as other:
        other.serve("/a", "words")
        for url in (site.url("/a"), site.url("/b"), other.url("/a")):
            guest.fetch(url)
        assert site.count("/robots.txt") == other.count("/robots.txt") == 1
    clock.now += 3_600
    guest.fetch(site.url("/a"))
    assert site.count("/robots.txt") == 2


@pytest.mark.parametrize("status", [401, 403, 404, 410])
def test_a_site_without_robots_txt_allows_everything(site: LoopbackSite, clock: Clock, status: int) -> None:
    site.serve("/robots.txt", "User-agent: *\nDisallow: /\n", status=status)
    assert polite(clock).fetch(site.url("/a")).data == b"words"


@pytest.mark.parametrize("status", [429, 500, 503, None])
def test_a_site_that_cannot_say_what_it_wants_is_left_alone_for_now(
    site: LoopbackSite, clock: Clock, status: int | None
) -> None:
    site.serve("/robots.txt", status=status) if status else site.hang("/robots.txt")
    guest = polite(clock)
    for path in ("/a", "/b"):
        with pytest.raises(FetchFailed, match="not fetched now") as caught:
            guest.fetch(site.url(path))
        assert caught.value.status == status
    assert site.paths() == ["/robots.txt"]
    site.serve("/robots.txt", "")
    clock.now += 300
    assert guest.fetch(site.url("/a")).data == b"words"


def test_there_is_a_pause_between_two_pages_of_one_host_and_none_for_another(site: LoopbackSite, clock: Clock) -> None:
    guest = polite(clock)
    site.redirect("/moved", "/a")
    for path, host in (("/a", "one.example"), ("/a", "two.example"), ("/moved", "one.example"), ("/b", "one.example")):
        guest.fetch(site.url(path, host))
    assert clock.waits == [1.0, 1.0]
    clock.now += 5
    guest.fetch(site.url("/a", "one.example"))
    assert clock.waits == [1.0, 1.0]


def test_the_pause_can_be_none(site: LoopbackSite, clock: Clock) -> None:
    guest = polite(clock, 0)
    for path in ("/a", "/b", "/a"):
        guest.fetch(site.url(path))
    assert clock.waits == []


@pytest.mark.parametrize(
    ("asked", "pause"), [("3", 3.0), ("0.1", 1.0), ("86400", 10.0), ("nan", 1.0), ("-5", 1.0), ("soon", 1.0)]
)  # fmt: skip
def test_a_longer_pause_is_kept_where_the_site_asks_for_one(
    site: LoopbackSite, clock: Clock, asked: str, pause: float
) -> None:
    site.serve("/robots.txt", f"User-agent: *\nCrawl-delay: {asked}\n")
    guest = polite(clock)
    guest.fetch(site.url("/a"))
    guest.fetch(site.url("/b"))
    assert clock.waits == [pause]


def test_a_site_that_asks_to_be_left_alone_is_for_as_long_as_it_says(site: LoopbackSite, clock: Clock) -> None:
    site.serve("/a", status=429, headers={"Retry-After": "120"})
    guest = polite(clock, 0)
    for path in ("/a", "/b", "/b"):
        with pytest.raises(FetchFailed) as caught:
            guest.fetch(site.url(path))
        assert caught.value.retry_after_seconds == pytest.approx(120)
    assert site.count("/b") == 0
    clock.now += 121
    assert guest.fetch(site.url("/b")).data == b"words"


def test_hostile_robots_txt_costs_little(site: LoopbackSite, clock: Clock) -> None:
    lines = "".join(f"Disallow: /{'*a' * 50}{number}$\n" for number in range(50_000))
    site.serve("/robots.txt", b"\xff\xfe\x00" + f"User-agent: *\n{lines}".encode())
    assert polite(clock).fetch(site.url("/a")).data == b"words"
