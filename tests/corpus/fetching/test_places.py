"""Which addresses are fetched: no spelling of one that is not public."""

from __future__ import annotations

import re

import pytest

from corpus.errors import FetchFailed, FetchRefused
from corpus.fetching.addresses import parse_target
from corpus.fetching.fetch import Fetcher
from corpus.fetching.places import Places
from tests.corpus.fetching.spellings import URLS
from tests.corpus.loopback_site import LoopbackSite

PUBLIC = "93.184.215.14"


def places(addresses: list[str], *allow: str) -> Places:
    return Places(allow, lambda host: addresses)


def found(url: str, addresses: list[str], *allow: str) -> list[str]:
    return places(addresses, *allow).addresses(parse_target(url), 1)


def test_no_spelling_of_an_address_that_is_not_public_is_fetched() -> None:
    fetcher = Fetcher(timeout_seconds=1)
    with LoopbackSite() as canary:
        for form in URLS:
            with pytest.raises(FetchRefused, match=" is not fetched: "):
                fetcher.fetch(form.replace("{port}", str(canary.port)))
        assert canary.asked == []
    assert len(URLS) > 200


def test_a_check_refuses_every_spelling_and_asks_no_server() -> None:
    with LoopbackSite() as canary:
        for form in URLS:
            with pytest.raises(FetchRefused):
                Fetcher().check(form.replace("{port}", str(canary.port)))
        Fetcher(["127.0.0.1"]).check(canary.url())
        assert canary.asked == []


def test_a_check_lets_a_public_name_and_one_that_is_not_known_now_pass() -> None:
    def unknown(host: str) -> list[str]:
        raise OSError("no such name")

    Fetcher(resolver=lambda host: [PUBLIC]).check("https://news.example/feed")
    Fetcher(resolver=unknown).check("https://news.example/feed")
    with pytest.raises(FetchRefused, match="not public"):
        Fetcher(resolver=lambda host: ["10.0.0.1"]).check("https://news.example/feed")


def test_no_spelling_of_one_is_posted_to_or_reached_by_a_redirect() -> None:
    fetcher = Fetcher(timeout_seconds=1)
    led = Fetcher(allow=["door.example"], timeout_seconds=1, resolver=lambda host: ["127.0.0.1"])
    with LoopbackSite() as canary, LoopbackSite() as door:
        for form in URLS[::3]:
            url = form.replace("{port}", str(canary.port))
            with pytest.raises(FetchRefused):
                fetcher.post(url, b"{}", {})
            if re.match(r"https?://[^/]", url) and url.isascii() and url.isprintable():
                door.redirect("/", url)
                with pytest.raises(FetchRefused):
                    led.fetch(door.url("/", "door.example"))
        assert canary.asked == []
        assert door.count("/") > 30


@pytest.mark.parametrize(
    "address", "127.0.0.1 10.1.2.3 169.254.169.254 ::1 fe80::1%eth0 fd00:ec2::254 ::ffff:10.0.0.1 0.0.0.0".split()
)
def test_a_name_that_leads_to_such_an_address_is_refused_also_when_it_leads_to_public_ones_too(address: str) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        with pytest.raises(FetchRefused, match="not public"):
            found("https://news.example/", addresses)


def test_public_addresses_are_all_given_as_they_were_found() -> None:
    addresses = [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e"]
    assert found("https://news.example/", addresses) == addresses
    assert found(f"https://{PUBLIC}/", []) == [PUBLIC]
    assert found("https://[2606:2800::1]/", []) == ["2606:2800::1"]


def test_settings_allow_networks_addresses_and_names() -> None:
    assert found("http://wiki.example/", ["10.1.2.3"], "10.1.0.0/16") == ["10.1.2.3"]
    assert found("http://10.1.2.3/", [], "10.1.2.3") == ["10.1.2.3"]
    assert found("http://[::1]/", [], "::1") == ["::1"]
    assert found("http://Wiki.Example./", ["10.1.2.3"], "wiki.example") == ["10.1.2.3"]
    assert found("http://[::ffff:7f00:1]/", [], "127.0.0.0/8") == ["::ffff:7f00:1"]
    for url, addresses in {"http://wiki.example/": ["10.2.2.3"], "http://other.example/": ["10.9.9.9"]}.items():
        with pytest.raises(FetchRefused, match="allow this one in DEALDESK_FETCH_ALLOW"):
            found(url, addresses, "10.1.0.0/16", "other.exampl")


@pytest.mark.parametrize("entry", ["10.1.2.3/8", "10.0.0.300", "", "fe80::/200", "http://wiki/"])
def test_what_is_neither_a_network_nor_a_name_cannot_be_allowed(entry: str) -> None:
    with pytest.raises(ValueError, match="give such as"):
        Places([entry])


def test_a_name_that_is_not_known_fails_and_says_so() -> None:
    def unknown(host: str) -> list[str]:
        raise OSError("no such name")

    with pytest.raises(FetchFailed, match=r"nowhere\.example is not known: see that it is right"):
        Places(resolver=unknown).addresses(parse_target("http://nowhere.example/"), 1)


@pytest.mark.parametrize(
    ("url", "target"),
    {
        "HTTPS://News.Example:443/A b?q=ä#part": "https://news.example/A%20b?q=%C3%A4",
        "http://news.example": "http://news.example/",
        "http://news.example:8080/%7Ea?x=%26": "http://news.example:8080/%7Ea?x=%26",
        "http://bücher.example/": "http://xn--bcher-kva.example/",
        "http://[2606:2800::00:1]:81/": "http://[2606:2800::1]:81/",
    }.items(),
)
def test_a_url_is_brought_into_one_form(url: str, target: str) -> None:
    assert parse_target(url).url == target
