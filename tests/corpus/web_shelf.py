"""A web site, the sources made of it, and what they have given so far."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from corpus.article import Article
from corpus.feeds import FeedSource
from corpus.fetching.fetch import Fetcher
from corpus.fetching.polite import PoliteFetcher
from corpus.pages import UrlSource
from corpus.readers.pool import DirectReading
from corpus.readers.reading import Read, Unreadable
from corpus.source import Delivery, DocumentState, Receipt, Source
from tests.corpus.loopback_site import LoopbackSite

BODY = (
    "Larkspur Grid said on Tuesday that it would pay $42.50 in cash for each share of Northwind Cable, which values "
    "the maker of undersea cables at about $3.1 billion, and that it expects to close the purchase in the spring. "
)
LONG = f"<p>{BODY}</p><p>{BODY.replace('Tuesday', 'Wednesday')}</p><p>{BODY.replace('Tuesday', 'Thursday')}</p>"


def page(text: str = BODY, head: str = "", title: str = "") -> str:
    heading = f"<title>{title}</title>" if title else ""
    return (
        f"<!doctype html><html><head>{heading}{head}</head><body><nav><a href='/'>Home</a></nav><article><p>{text}</p>"
        f"<p>{BODY}</p></article></body></html>"
    )


def item(link: str, title: str = "A deal", more: str = "") -> str:
    return f"<item><title>{title}</title><link>{html.escape(link)}</link>{more}</item>"


def rss(*items: str, head: str = '<?xml version="1.0" encoding="utf-8"?>') -> str:
    spaces = 'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'{head}<rss version="2.0" {spaces}><channel><title>Harbour Ledger</title>{"".join(items)}</channel></rss>'


def full(text: str) -> str:
    return f"<content:encoded><![CDATA[{text}]]></content:encoded>"


@dataclass
class Shelf:
    """Does with a source what a refresh does, and remembers what it must for the next round."""

    site: LoopbackSite
    now: datetime = datetime(2026, 2, 18, 10, tzinfo=UTC)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)

    def feed(self, path: str = "/feed", collection: str = "desk") -> FeedSource:
        return FeedSource(self.site.url(path), self.guest(), DirectReading().read, collection, lambda: self.now)

    def url(self, path: str) -> UrlSource:
        return UrlSource(self.site.url(path), self.guest(), DirectReading().read, "desk", lambda: self.now)

    def guest(self) -> PoliteFetcher:
        return PoliteFetcher(Fetcher(["127.0.0.0/8"], timeout_seconds=2), pause_seconds=0)

    def refresh(self, source: Source | None = None, later: timedelta = timedelta()) -> dict[str, Delivery]:
        """What was read of each document that was; by its path, and the source itself under "feed"."""
        self.now += later
        source = source or self.feed()
        listed = source.list(self.receipts)
        known = self.receipts
        wanted = [one for one in listed if one.stamp is None or one.stamp != known.get(one.location, Receipt("")).stamp]
        given: dict[str, Delivery] = {}
        for delivery in source.read(wanted, known):
            given[delivery.location.removeprefix(self.site.url(""))] = delivery
            self.keep(delivery)
        return given

    def keep(self, delivery: Delivery) -> None:
        before = self.receipts.pop(delivery.location, Receipt(delivery.location))
        failures = tuple(reading for reading in delivery.readings if isinstance(reading, Unreadable))
        if delivery.state is DocumentState.UNCHANGED:
            self.receipts[delivery.location] = Receipt(delivery.location, delivery.stamp, before.versions)
            return
        now = {reading.article.id: reading.article for reading in delivery.readings if isinstance(reading, Read)}
        if not failures:
            for gone in before.versions:
                self.articles.pop(gone, None)
        self.articles |= now
        if delivery.stamp is not None and delivery.state is DocumentState.READ:
            versions = {article.id: article.version for article in now.values()}
            self.receipts[delivery.location] = Receipt(delivery.location, delivery.stamp, versions, failures)

    def only(self) -> Article:
        [article] = self.articles.values()
        return article


def reason(delivery: Delivery) -> str:
    [reading] = delivery.readings
    assert isinstance(reading, Unreadable)
    return reading.reason
