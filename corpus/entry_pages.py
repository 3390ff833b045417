"""The page of a feed's entry, asked for, read and completed with what the feed says of it."""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Sequence
from datetime import datetime

from corpus.article import Article, DateFound
from corpus.errors import FetchFailed, FetchRefused, UnreadableSource
from corpus.feed_stamps import Told, told_by
from corpus.fetching.polite import PoliteFetcher
from corpus.pages import Now, ReadDocument, Validators, article_of, is_gone, page_document, page_id, reading_of
from corpus.readers.reading import Document, Read, Reading, Unreadable
from corpus.source import Delivery, DocumentState, Receipt

_LASTING = (401, 402, 403, 451)  # the page is not for programs, and will not be in an hour
_NO_TEXT = "the feed names no page of it, and has no full text: see whether its site offers another feed"


class EntryPages:
    """Gives what an entry stands for: its page, or the full text in the feed where the page cannot be had."""

    def __init__(self, fetcher: PoliteFetcher, read: ReadDocument, collection: str, now: Now) -> None:
        self._fetcher = fetcher
        self._read = read
        self._collection = collection
        self._now = now

    def delivery(self, told: Told, receipt: Receipt | None) -> Delivery:
        """receipt: of its articles as they are live; None where they are not, or are none.

        No stamp: the page is to be had, but not now; what was read before stays.
        """
        held = told_by(receipt)
        live = held if receipt and receipt.versions else None
        since = held.since if held else self._now().isoformat(timespec="seconds")
        told = dataclasses.replace(told, since=since)
        if not told.entry.has_page:
            return self._from_feed(told)
        asked = self._asked(held, receipt)
        try:
            fetched = self._fetcher.fetch(told.entry.location, asked.etag, asked.last_modified)
        except UnreadableSource as error:
            return self._out_of_reach(told, live, error)
        if fetched.unchanged:
            seen = dataclasses.replace(told, page=asked.confirmed(fetched, self._now()))
            return Delivery(told.entry.location, stamp=seen.stamp(), state=DocumentState.UNCHANGED)
        readings = self._read(page_document(told.entry.location, fetched))
        if not any(isinstance(reading, Read) for reading in readings):
            if told.entry.content:
                return self._from_feed(told)
            if live and _stands(live, told):
                return self._as_before(told, live)
        page = Validators.of(fetched, self._collection, self._now())
        return self._delivered(dataclasses.replace(told, page=page, from_feed=False), readings)

    def _asked(self, held: Told | None, receipt: Receipt | None) -> Validators:
        """Nothing where the page must be given whole: nothing of it is held, or it would be read otherwise now."""
        if held is None or receipt is None or not (receipt.versions or receipt.failures):
            return Validators()
        return held.page if held.page.reading == reading_of(self._collection) else Validators()

    def _out_of_reach(self, told: Told, live: Told | None, error: UnreadableSource) -> Delivery:
        location = told.entry.location
        if is_gone(error):
            seen = dataclasses.replace(told, page=self._checked(self._now()))
            return Delivery(location, stamp=seen.stamp(), state=DocumentState.GONE)
        is_lasting = isinstance(error, FetchRefused) or (isinstance(error, FetchFailed) and error.status in _LASTING)
        if told.entry.content and (is_lasting or live is None or live.from_feed):
            return self._from_feed(told)
        if live and (not told.listed or _stands(live, told)):
            return self._as_before(told, live)
        return Delivery(location, [Unreadable(location, str(error))])

    def _as_before(self, told: Told, live: Told) -> Delivery:
        """The page could not be had; what is live stays, and the page is asked for again when it is due."""
        page = dataclasses.replace(live.page, checked=self._now().isoformat(timespec="seconds"))
        seen = dataclasses.replace(told, page=page, from_feed=live.from_feed)
        return Delivery(told.entry.location, stamp=seen.stamp(), state=DocumentState.UNCHANGED)

    def _from_feed(self, told: Told) -> Delivery:
        entry = told.entry
        told = dataclasses.replace(told, page=self._checked(self._now()), from_feed=True)
        if not entry.content:
            return self._delivered(told, [Unreadable(entry.title or entry.location, _NO_TEXT)])
        title = html.escape(entry.title)
        page = (
            f'<!doctype html><html><head><meta charset="utf-8"><title>{title}</title></head>'
            f"<body><article><h1>{title}</h1>{entry.content}</article></body></html>"
        )
        name = f"{entry.title or 'entry'}.html"
        data = page.encode("utf-8", "replace")
        return self._delivered(
            told, self._read(Document(name, data, page_id(entry.location), "text/html; charset=utf-8", entry.location))
        )

    def _checked(self, now: datetime) -> Validators:
        return Validators(reading=reading_of(self._collection), checked=now.isoformat(timespec="seconds"))

    def _delivered(self, told: Told, readings: Sequence[Reading]) -> Delivery:
        is_one = sum(isinstance(reading, Read) for reading in readings) == 1
        own: list[Reading] = []
        for reading in readings:
            if isinstance(reading, Read):
                article = article_of(reading.article, told.entry.location, self._collection)
                reading = dataclasses.replace(reading, article=_completed(article, told) if is_one else article)
            own.append(reading)
        return Delivery(told.entry.location, own, told.stamp())


def _stands(live: Told, told: Told) -> bool:
    """Whether the article was read from the feed, which says nothing else of it now."""
    return live.from_feed and live.entry.edition == told.entry.edition


def _completed(article: Article, told: Told) -> Article:
    """What the page does not say is taken from the feed."""
    day = told.entry.published if article.published is None else None
    return dataclasses.replace(
        article,
        title=article.title or told.entry.title,
        publisher=article.publisher or told.publisher or None,
        byline=article.byline or told.entry.byline,
        published=article.published or day,
        date_found=DateFound.METADATA if day else article.date_found,
    )
