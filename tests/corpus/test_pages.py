"""One page, kept current by its address."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from corpus.pages import UrlSource
from corpus.readers.pool import DirectReading
from corpus.source import DocumentState
from tests.corpus.loopback_site import LoopbackSite
from tests.corpus.web_shelf import Shelf, page, reason


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def shelf(site: LoopbackSite) -> Shelf:
    return Shelf(site)


def test_a_page_by_its_address_is_kept_current_until_it_is_gone(shelf: Shelf) -> None:
    shelf.site.serve("/a", page("It would pay $1. ", title="A deal"), etag='"1"')
    source = shelf.url("/a?utm_medium=mail")
    assert not source.complete
    assert source.owns(source.root)
    shelf.refresh(source)
    assert "$1" in shelf.only().text
    assert (shelf.only().collection, shelf.only().url) == ("desk", shelf.site.url("/a"))
    [given] = shelf.refresh(source).values()
    assert given.state is DocumentState.UNCHANGED
    shelf.site.serve("/a", page("It would pay $2. "), etag='"2"')
    shelf.refresh(source)
    assert "$2" in shelf.only().text
    shelf.site.serve("/a", status=500)
    [given] = shelf.refresh(source).values()
    assert (given.stamp, len(shelf.articles)) == (None, 1)
    shelf.site.serve("/a", status=410)
    shelf.refresh(source)
    [given] = shelf.refresh(source).values()
    assert given.state is DocumentState.GONE


def test_an_address_that_is_none_is_a_reason_and_no_crash(shelf: Shelf) -> None:
    source = UrlSource("ftp://example.com/a", shelf.guest(), DirectReading().read, "desk")
    [given] = source.read(source.list({}), {})
    assert "only http:// and https://" in reason(given)
