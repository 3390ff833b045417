"""Feeds: their entries' pages, asked for only when there is a reason, and never lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from corpus.article import DateFound
from corpus.errors import FetchFailed, FetchRefused, UnreadableSource
from corpus.feed_entries import read_feed
from corpus.feeds import FeedSource
from corpus.readers.pool import DirectReading
from corpus.source import DocumentState
from tests.corpus.loopback_site import LoopbackSite
from tests.corpus.web_shelf import BODY, LONG, Shelf, full, item, page, reason, rss


@pytest.fixture
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        yield site


@pytest.fixture
def shelf(site: LoopbackSite) -> Shelf:
    return Shelf(site)


# What an entry gives


def test_the_page_of_an_entry_is_read_and_the_feed_says_what_the_page_does_not(shelf: Shelf) -> None:
    more = "<description>A summary.</description><dc:creator>Jo Roe</dc:creator>"
    more += "<pubDate>Wed, 18 Feb 2026 23:30:00 -0500</pubDate>"
    shelf.site.serve("/feed", rss(item("/deals/larkspur-buys.html?utm_source=rss&id=4#top", "Larkspur &amp; Co", more)))
    shelf.site.serve("/deals/larkspur-buys.html?id=4", page())
    shelf.refresh()
    article = shelf.only()
    assert BODY.strip() in article.text
    assert "Home" not in article.text
    assert "A summary" not in article.text
    assert article.title == "Larkspur & Co"
    assert (article.published, article.date_found) == (date(2026, 2, 18), DateFound.METADATA)
    assert article.byline == "Jo Roe"
    assert article.collection == "desk"
    assert article.url == shelf.site.url("/deals/larkspur-buys.html?id=4")
    assert article.id.startswith("127.0.0.1-deals-larkspur-buys-")


def test_what_the_page_says_itself_stands(shelf: Shelf) -> None:
    head = (
        '<meta property="article:published_time" content="2025-11-04T08:00:00Z">'
        '<meta property="og:site_name" content="Meridian"><link rel="canonical" href="https://example.com/larkspur">'
    )
    more = "<pubDate>Wed, 18 Feb 2026 10:00:00 GMT</pubDate>"
    shelf.site.serve("/feed", rss(item("/a", "Another title", more)))
    shelf.site.serve("/a", page(head=head, title="The page's title"))
    shelf.refresh()
    article = shelf.only()
    assert (article.title, article.publisher) == ("The page's title", "Meridian")
    assert (article.published, article.url) == (date(2025, 11, 4), "https://example.com/larkspur")


def test_a_page_does_not_choose_its_own_collection(shelf: Shelf) -> None:
    told = {"id": "x", "title": "T", "text": BODY, "collection": "board", "url": "javascript:alert(1)"}
    shelf.site.serve("/feed", rss(item("/a.json")))
    shelf.site.serve("/a.json", json.dumps(told), media_type="application/json")
    shelf.refresh()
    assert (shelf.only().id, shelf.only().collection) == ("x", "desk")
    assert shelf.only().url == shelf.site.url("/a.json")


ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Ledger</title>
<entry><title>A deal</title><id>tag:1</id><link rel="self" href="/x"/><link href="a"/>
<published>2026-02-18T23:00:00-08:00</published><updated>2026-03-01T00:00:00Z</updated></entry></feed>"""
RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Ledger</title></channel><item rdf:about="/a"><title>A deal</title><link>/a</link>
<dc:date>2026-02-18T10:00:00Z</dc:date></item></rdf:RDF>"""
RSS = rss(item("/a", more="<pubDate>Wed, 18 Feb 2026 10:00:00 GMT</pubDate>"))


@pytest.mark.parametrize(
    ("feed", "media_type"),
    [
        (ATOM, "application/atom+xml"),
        (RDF, "application/rdf+xml"),
        (RSS, "text/html; charset=iso-8859-1"),
        (RSS, "application/octet-stream"),
        (RSS, None),
        (RSS.replace("utf-8", "utf-16").encode("utf-16"), "application/rss+xml"),
        (RSS.replace("utf-8", "windows-1252").encode("cp1252"), "text/xml"),
        ("\n\n" + RSS, "text/xml"),
        (RSS.removesuffix("</channel></rss>"), "text/xml"),
        (RSS.replace("<title>A deal", "<nonsense &copy; <title>A deal"), "text/xml"),
    ],
)
def test_feeds_of_every_make_are_read(shelf: Shelf, feed: str | bytes, media_type: str | None) -> None:
    shelf.site.serve("/feed", feed, media_type=media_type)
    shelf.site.serve("/a", page())
    shelf.refresh()
    assert shelf.only().published == date(2026, 2, 18)


def test_an_entry_may_lead_to_a_document_that_is_no_page(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/release.txt", "Larkspur buys")))
    shelf.site.serve("/release.txt", BODY, media_type="text/plain; charset=utf-8")
    shelf.refresh()
    assert BODY.strip() in shelf.only().text


# When a page is asked for again


def test_a_page_is_asked_for_once_an_hour_and_then_only_whether_it_changed(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a")), etag='"f"')
    shelf.site.serve("/a", page(), etag='"1"')
    shelf.refresh()
    assert set(shelf.refresh(later=timedelta(minutes=59))) == {"/feed"}
    assert shelf.site.count("/a") == 1
    given = shelf.refresh(later=timedelta(minutes=2))
    assert given["/a"].state is DocumentState.UNCHANGED
    assert shelf.site.asked[-1].headers["if-none-match"] == '"1"'
    assert set(shelf.refresh()) == {"/feed"}
    assert BODY.strip() in shelf.only().text


def test_an_entry_that_was_edited_is_read_at_once(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a", "First")))
    shelf.site.serve("/a", page("It would pay $1. "))
    shelf.refresh()
    shelf.site.serve("/feed", rss(item("/a", "Corrected")))
    shelf.site.serve("/a", page("It would pay $2. "))
    shelf.refresh()
    assert "$2" in shelf.only().text
    assert shelf.only().title == "Corrected"


def test_a_feed_that_did_not_change_is_not_read_and_its_pages_are_looked_after(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a", "A deal", "<pubDate>Wed, 18 Feb 2026 10:00:00 GMT</pubDate>")), etag='"f"')
    shelf.site.serve("/a", page("It would pay $1. "))
    shelf.refresh()
    given = shelf.refresh()
    assert {path: delivery.state for path, delivery in given.items()} == {"/feed": DocumentState.UNCHANGED}
    shelf.site.serve("/a", page("It would pay $2. "))
    shelf.refresh(later=timedelta(hours=2))
    article = shelf.only()
    assert "$2" in article.text
    assert (article.title, article.published) == ("A deal", date(2026, 2, 18))


def test_another_collection_reads_everything_again(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a")), etag='"f"')
    shelf.site.serve("/a", page(), etag='"1"')
    shelf.refresh()
    shelf.refresh(shelf.feed(collection="other"))
    assert shelf.only().collection == "other"


# What is withdrawn, and what cannot be had


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_was_withdrawn_is_gone(shelf: Shelf, status: int) -> None:
    shelf.site.serve("/feed", rss(item("/a"), item("/b")))
    shelf.site.serve("/a", page())
    shelf.site.serve("/b", page())
    shelf.refresh()
    shelf.site.serve("/a", status=status)
    given = shelf.refresh(later=timedelta(hours=1))
    assert given["/a"].state is DocumentState.GONE
    assert shelf.only().url == shelf.site.url("/b")


def test_a_page_that_the_feed_drops_is_looked_at_once_more_and_then_ever_more_seldom(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a"), item("/b")))
    for path in ("/a", "/b"):
        shelf.site.serve(path, page(), etag='"1"')
    shelf.refresh()
    shelf.site.serve("/feed", rss(), etag='"f"')
    shelf.site.serve("/a", status=404)
    given = shelf.refresh()
    assert (given["/a"].state, given["/b"].state) == (DocumentState.GONE, DocumentState.UNCHANGED)
    asked = []
    for hour in range(1, 100):
        asked += [hour] if "/b" in shelf.refresh(later=timedelta(hours=1)) else []
    assert asked == [1, 2, 4, 8, 16, 32, 64]
    assert shelf.feed().owns(shelf.site.url("/b")) is False
    again = shelf.feed()
    again.list(shelf.receipts)
    assert again.owns(shelf.site.url("/b"))
    assert not again.owns(shelf.site.url("/other"))


def test_one_bad_entry_spoils_no_other_and_is_tried_again(shelf: Shelf) -> None:
    shelf.site.serve(
        "/feed", rss(item("/bad"), item("http://10.0.0.1/x"), item("javascript:alert(1)"), item("/a")), etag='"f"'
    )
    shelf.site.serve("/bad", status=500)
    shelf.site.serve("/a", page())
    given = shelf.refresh()
    assert "500" in reason(given["/bad"])
    assert "not public" in reason(given["http://10.0.0.1/x"])
    [no_link] = [path for path in given if path.startswith("/feed#")]
    assert "names no page" in reason(given[no_link])
    assert shelf.only().url == shelf.site.url("/a")
    shelf.site.serve("/bad", page())
    shelf.refresh()
    assert len(shelf.articles) == 2


def test_a_page_that_fails_for_now_keeps_what_was_read(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a", more=full(LONG))))
    shelf.site.serve("/a", page("It would pay $1. "))
    shelf.refresh()
    shelf.site.serve("/a", status=503)
    given = shelf.refresh(later=timedelta(hours=1))
    assert given["/a"].stamp is None
    assert "503" in reason(given["/a"])
    assert "$1" in shelf.only().text


@pytest.mark.parametrize("how", ["forbidden", "robots", "empty"])
def test_full_text_in_the_feed_stands_in_for_a_page_that_cannot_be_had(shelf: Shelf, how: str) -> None:
    more = full(LONG) + "<pubDate>Wed, 18 Feb 2026 10:00:00 GMT</pubDate>"
    shelf.site.serve("/feed", rss(item("/a", "A deal", more)), etag='"f"')
    shelf.site.serve("/a", "<html><body><div id='app'></div></body></html>", status=403 if how == "forbidden" else 200)
    if how == "robots":
        shelf.site.serve("/robots.txt", "User-agent: *\nDisallow: /a\n")
    shelf.refresh()
    article = shelf.only()
    assert "on Thursday" in article.text
    assert (article.title, article.published, article.url) == ("A deal", date(2026, 2, 18), shelf.site.url("/a"))
    given = shelf.refresh(later=timedelta(hours=2))  # the feed, unchanged, does not tell the text again
    assert given["/a"].state is DocumentState.UNCHANGED
    assert shelf.only() == article


def test_an_entry_without_a_page_is_read_from_the_feed(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(f"<item><title>A deal</title><guid isPermaLink='false'>7</guid>{full(LONG)}</item>"))
    shelf.refresh()
    assert "on Thursday" in shelf.only().text
    assert set(shelf.refresh(later=timedelta(days=1))) == {"/feed"}


def test_a_summary_never_stands_in_for_a_page(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a", more=full(f"<p>{BODY}</p>") + f"<description>{BODY}</description>")))
    shelf.site.serve("/a", status=403)
    assert "upload it" in reason(shelf.refresh()["/a"])
    assert shelf.articles == {}


# The feed itself


@pytest.mark.parametrize(
    ("status", "says"), [(404, "correct the address"), (410, "remove it"), (403, "upload"), (502, "again")]
)
def test_a_feed_that_cannot_be_had_says_what_to_do(shelf: Shelf, status: int, says: str) -> None:
    shelf.site.serve("/feed", status=status)
    with pytest.raises(FetchFailed, match=says):
        shelf.refresh()


def test_a_feed_that_asks_for_time_says_how_long(shelf: Shelf) -> None:
    shelf.site.serve("/feed", status=429, headers={"Retry-After": "77"})
    with pytest.raises(FetchFailed) as caught:
        shelf.refresh()
    assert caught.value.retry_after_seconds == 77


@pytest.mark.parametrize("body", [page(), "{}", "", "words", "<a/>"])
def test_what_is_no_feed_is_said_to_be_none(shelf: Shelf, body: str) -> None:
    shelf.site.serve("/feed", body)
    with pytest.raises(UnreadableSource, match="give the address of the feed itself"):
        shelf.refresh()


def test_a_feed_at_an_address_that_is_not_public_is_refused(shelf: Shelf) -> None:
    source = FeedSource("http://10.0.0.1/feed", shelf.guest(), DirectReading().read, "desk")
    with pytest.raises(FetchRefused, match="not public"):
        source.list({})


def test_a_feed_gives_two_hundred_entries_at_most_and_each_page_once(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/0"), *(item(f"/{number}") for number in range(300))))
    listed = shelf.feed().list({})
    assert [one.location for one in listed] == [shelf.site.url(f"/{n}") for n in range(199)] + [shelf.site.url("/feed")]


def test_who_is_stopped_half_way_is_given_the_rest_the_next_time(shelf: Shelf) -> None:
    shelf.site.serve("/feed", rss(item("/a"), item("/b")), etag='"f"')
    for path in ("/a", "/b"):
        shelf.site.serve(path, page())
    source = shelf.feed()
    shelf.keep(next(source.read(source.list({}), {})))
    assert set(shelf.refresh()) == {"/b", "/feed"}
    assert len(shelf.articles) == 2


BOMB = "<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
)


@pytest.mark.parametrize(
    "head",
    [
        BOMB,
        f"<!DOCTYPE rss [<!ENTITY j '{'x' * 100_000}'>]>",
        "<!DOCTYPE rss [<!ENTITY j SYSTEM 'file:///etc/passwd'>]>",
        "<!DOCTYPE rss SYSTEM '{canary}'>",
    ],
)
def test_entities_neither_grow_nor_fetch(shelf: Shelf, head: str) -> None:
    with LoopbackSite() as canary:
        head = head.replace("{canary}", canary.url("/dtd"))
        shelf.site.serve("/feed", rss(item("/a", "A " + "&j;" * 1_000), head=head))
        shelf.site.serve("/a", page())
        shelf.refresh()
        assert len(shelf.only().title) < 1_000
        assert "root:" not in shelf.only().title
        assert canary.asked == []


def test_a_feed_that_is_made_to_keep_us_busy_is_given_up() -> None:
    attributes = "".join(f'a{number}="" ' for number in range(50_000))
    with pytest.raises(UnreadableSource, match="takes too long to read"):
        read_feed(f"<rss><channel><item {attributes}/></channel></rss>".encode(), "http://news.example/", seconds=0.5)
