"""Fetching: bounded in time, size and redirects, over a connection to the address that was checked."""

from __future__ import annotations

import gzip
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from shutil import which

import pytest

from corpus.errors import FetchFailed, FetchRefused
from corpus.fetching.fetch import Fetcher
from tests.corpus.loopback_site import LoopbackSite

LOOPBACK = ["127.0.0.0/8"]


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        yield site


def fetcher(timeout_seconds: float = 5, max_bytes: int = 100_000) -> Fetcher:
    return Fetcher(LOOPBACK, timeout_seconds=timeout_seconds, max_bytes=max_bytes)


def failure(site: LoopbackSite, path: str, fetching: Fetcher | None = None) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        (fetching or fetcher()).fetch(site.url(path))
    return caught.value


def test_a_page_comes_with_what_to_ask_with_the_next_time(site: LoopbackSite) -> None:
    site.serve("/a", "words", etag='"1"', last_modified="Wed, 18 Feb 2026 10:00:00 GMT")
    fetched = fetcher().fetch(site.url("/a#part"))
    assert (fetched.status, fetched.data, fetched.media_type) == (200, b"words", "text/html; charset=utf-8")
    assert (fetched.etag, fetched.last_modified) == ('"1"', "Wed, 18 Feb 2026 10:00:00 GMT")
    assert fetched.url == site.url("/a")
    [asked] = site.asked
    assert asked.path == "/a"
    assert asked.headers["host"] == f"127.0.0.1:{site.port}"
    assert asked.headers["user-agent"] == "dealdesk"
    for validators in ({"etag": '"1"'}, {"last_modified": "Wed, 18 Feb 2026 10:00:00 GMT"}):
        again = fetcher().fetch(site.url("/a"), **validators)
        assert again.unchanged
        assert again.data == b""


def test_a_page_that_says_unchanged_without_being_asked_is_a_failure(site: LoopbackSite) -> None:
    site.serve("/a", status=304)
    assert "was not asked that" in str(failure(site, "/a"))


def test_the_address_that_was_checked_is_the_one_that_is_reached(site: LoopbackSite) -> None:
    site.serve("/a", "words")
    answers = [["127.0.0.1"], ["127.0.0.9"]]
    rebinding = Fetcher(LOOPBACK, resolver=lambda host: answers.pop(0))
    assert rebinding.fetch(site.url("/a", "news.example")).data == b"words"
    assert answers == [["127.0.0.9"]]  # asked once
    assert site.asked[0].headers["host"] == f"news.example:{site.port}"


def test_a_name_that_turns_private_after_a_redirect_is_refused(site: LoopbackSite) -> None:
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    site.redirect("/a", "/b")
    with pytest.raises(FetchRefused, match="not public"):
        Fetcher(LOOPBACK, resolver=lambda host: answers.pop(0)).fetch(site.url("/a", "news.example"))
    assert site.paths() == ["/a"]


def test_an_address_that_does_not_answer_gives_way_to_the_next(site: LoopbackSite) -> None:
    site.serve("/a", "words")
    two = Fetcher(LOOPBACK, resolver=lambda host: ["127.9.9.9", "127.0.0.1"])
    assert two.fetch(site.url("/a", "news.example")).data == b"words"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_three_times(site: LoopbackSite, status: int) -> None:
    for number in range(4):
        site.redirect(f"/{number}", f"/{number + 1}", status)
    site.serve("/4", "words")
    assert fetcher().fetch(site.url("/1")).url == site.url("/4")
    assert "more than 3 times" in str(failure(site, "/0"))


@pytest.mark.parametrize("to", ["http://10.0.0.1/", "file:///etc/passwd", "ftp://127.0.0.1/", "//169.254.169.254/x"])
def test_a_redirect_to_where_nobody_may_go_is_refused(site: LoopbackSite, to: str) -> None:
    site.redirect("/a", to)
    with pytest.raises(FetchRefused):
        fetcher().fetch(site.url("/a"))


def test_nothing_takes_longer_than_is_allowed_however_it_is_drawn_out(site: LoopbackSite) -> None:
    site.drip("/body")
    site.drip("/header", b"HTTP/1.1 200 OK\r\nX-Slow: ")
    site.hang("/nothing")
    site.redirect("/there", "/body")
    begun = time.monotonic()
    for path in ("/body", "/header", "/nothing", "/there"):
        assert "took too long" in str(failure(site, path, fetcher(timeout_seconds=0.2)))
    assert time.monotonic() - begun < 1.6


def test_a_name_that_takes_forever_to_look_up_is_given_up() -> None:
    forever = threading.Event()
    slow = Fetcher(timeout_seconds=0.1, resolver=lambda host: [str(forever.wait(5))])
    with pytest.raises(FetchFailed, match="took too long to look up"):
        slow.fetch("http://news.example/")
    forever.set()


def test_nothing_larger_than_is_allowed_is_read_also_when_it_is_packed(site: LoopbackSite) -> None:
    endless = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + gzip.compress(b"")[:10]
    site.serve("/announced", bytes(100_001))
    site.flood("/unannounced")
    site.flood("/headers", b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 1_000)
    site.bomb("/bomb", 50_000_000)
    site.flood("/empty-blocks", endless, b"\x00\x00\x00\xff\xff" * 10_000)  # unpacks to nothing, forever
    begun = time.monotonic()
    for path in ("/announced", "/unannounced", "/bomb", "/empty-blocks"):
        assert "larger than 100,000 bytes" in str(failure(site, path))
    assert "cannot be read" in str(failure(site, "/headers"))
    assert time.monotonic() - begun < 1.5
    site.serve("/just", bytes(100_000))
    assert len(fetcher().fetch(site.url("/just")).data) == 100_000


def test_what_is_packed_is_unpacked_and_what_cannot_be_is_a_failure(site: LoopbackSite) -> None:
    packed = gzip.compress(b"words " * 1_000)
    site.serve("/whole", packed, headers={"Content-Encoding": "gzip"})
    site.serve("/cut", packed[:-20], headers={"Content-Encoding": "gzip"})
    site.serve("/none", b"words", headers={"Content-Encoding": "gzip"})
    site.serve("/other", b"words", headers={"Content-Encoding": "br"})
    assert fetcher().fetch(site.url("/whole")).data == b"words " * 1_000
    for path, reason in {"/cut": "ends too early", "/none": "incorrect header", "/other": "otherwise than"}.items():
        assert reason in str(failure(site, path))


def test_broken_answers_are_failures(site: LoopbackSite) -> None:
    for number, raw in enumerate(
        [b"", b"\x00\xff" * 50, b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n"]
    ):
        site.send(f"/{number}", raw)
        assert failure(site, f"/{number}").status is None
    with pytest.raises(FetchFailed, match="cannot be reached"):
        fetcher().fetch("http://127.0.0.1:1/")


@pytest.mark.parametrize(
    ("status", "says"),
    [(404, "not there"), (410, "taken away"), (403, "upload it"), (500, "try again later"), (418, "answered with 418")],
)
def test_a_failure_says_what_to_do(site: LoopbackSite, status: int, says: str) -> None:
    site.serve("/a", status=status)
    failed = failure(site, "/a")
    assert says in str(failed)
    assert (failed.status, failed.retry_after_seconds) == (status, None)


def test_how_long_to_stay_away_is_understood_as_a_number_and_as_a_date(site: LoopbackSite) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=100), usegmt=True)
    expected = {"30": (30, 30), date: (90, 100), "999999999999": (86_400, 86_400)}
    for text, (least, most) in expected.items():
        site.serve("/a", status=429, headers={"Retry-After": text})
        assert least <= (failure(site, "/a").retry_after_seconds or 0) <= most
    for text in ("soon", "-1", "1e3", ""):
        site.serve("/a", status=503, headers={"Retry-After": text})
        assert failure(site, "/a").retry_after_seconds is None


def test_neither_proxies_nor_cookies_are_used(site: LoopbackSite, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    site.serve("/a", "words", headers={"Set-Cookie": "who=you"})
    same = fetcher()
    same.fetch(site.url("/a"))
    same.fetch(site.url("/a"))
    assert "cookie" not in site.asked[1].headers


def test_a_post_goes_to_where_it_is_sent_and_no_further(site: LoopbackSite) -> None:
    site.flood("/hook")
    assert fetcher().post(site.url("/hook"), b'{"a": 1}', {"X-Signature": "abc"}).status == 200
    [asked] = site.asked
    assert (asked.method, asked.body, asked.headers["x-signature"]) == ("POST", b'{"a": 1}', "abc")
    site.redirect("/moved", "/hook", 307)
    with pytest.raises(FetchFailed, match="leads elsewhere"):
        fetcher().post(site.url("/moved"), b"{}", {})
    assert site.count("/hook") == 1


@pytest.mark.skipif(which("openssl") is None, reason="certificates are made with openssl")
def test_the_certificate_must_be_of_the_name_that_was_asked_for(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout {key} "
        f"-out {certificate} -subj /CN=news.example -addext subjectAltName=DNS:news.example"
    )
    subprocess.run(command.split(), check=True, capture_output=True)
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(certificate, key)
    trusting = ssl.create_default_context(cafile=str(certificate))

    def by(tls: ssl.SSLContext | None) -> Fetcher:
        return Fetcher(LOOPBACK, timeout_seconds=2, resolver=lambda host: ["127.0.0.1"], tls=tls)

    with LoopbackSite(theirs) as site:
        site.serve("/a", "words")
        site.redirect("/down", "http://news.example/a")
        assert by(trusting).fetch(site.url("/a", "news.example")).data == b"words"
        with pytest.raises(FetchRefused, match="from an https address"):
            by(trusting).fetch(site.url("/down", "news.example"))
        for fetching, name in ((by(trusting), "other.example"), (by(None), "news.example")):
            with pytest.raises(FetchFailed, match=r"(?i)certificate"):
                fetching.fetch(site.url("/a", name))
        assert site.paths() == ["/a", "/down"]
