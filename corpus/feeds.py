"""The source that is an RSS or Atom feed: its entries' own pages, not the summaries that it gives of them.

What is remembered of each page, as its receipt's stamp, is what its entry said and when it was asked for. Of the feed
itself the validators are remembered, under its own address, and only after all its entries: who is stopped in between
is given the whole feed again.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict

from corpus.entry_pages import EntryPages
from corpus.feed_entries import Entry, Feed, read_feed
from corpus.feed_stamps import Told, told_by
from corpus.fetching.polite import PoliteFetcher
from corpus.pages import Now, ReadDocument, Validators, reading_of, utc_now
from corpus.source import Delivery, DocumentState, Listed, Receipt

_MAX_LOOKED_BACK = 50  # pages that the feed no longer names, in one round


class FeedSource:
    """The articles that a feed names. What it no longer names stays, unless its page is withdrawn.

    parse: what takes a feed apart, as `read_feed` does.
    """

    complete = False

    def __init__(
        self,
        url: str,
        fetcher: PoliteFetcher,
        read: ReadDocument,
        collection: str,
        now: Now = utc_now,
        parse: Callable[[bytes, str, str | None], Feed] = read_feed,
    ) -> None:
        self.root = url
        self._fetcher = fetcher
        self._pages = EntryPages(fetcher, read, collection, now)
        self._reading = reading_of(collection)
        self._collection = collection
        self._now = now
        self._parse = parse
        self._told: dict[str, Told] = {}
        self._owned = frozenset({url})
        self._feed = Delivery(url)
        self._failed = False

    def owns(self, location: str) -> bool:
        """Whether it was among the feed's entries, or among what is remembered of it, when it was listed."""
        return location in self._owned

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        """The feed's entries, pages that it named before and that are due, and at the end the feed itself."""
        before = {
            location: old
            for location, receipt in known.items()
            if location != self.root and (old := told_by(receipt)) is not None
        }
        told = self._now_told(known.get(self.root), before)
        back = self._looked_back([old for location, old in before.items() if location not in told])
        self._told = {**told, **{old.entry.location: old for old in back}}
        self._owned = frozenset({self.root, *known, *self._told})
        self._failed = False
        listed = [
            Listed(place, known[place].stamp if self._is_done(each, before.get(place)) else None)
            for place, each in told.items()
        ]
        return [*listed, *(Listed(old.entry.location) for old in back), Listed(self.root)]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        for listed in wanted:
            if listed.location == self.root:
                # Without a stamp the feed is given whole the next time, and with it what failed now.
                yield dataclasses.replace(self._feed, stamp=None) if self._failed else self._feed
                continue
            told = self._told.get(listed.location) or Told(Entry(listed.location, ""))
            delivery = self._pages.delivery(told, known.get(listed.location))
            self._failed = self._failed or delivery.stamp is None
            yield delivery

    def _now_told(self, receipt: Receipt | None, before: Mapping[str, Told]) -> dict[str, Told]:
        """By location, what the feed names now. Raises UnreadableSource."""
        held = Validators(**json.loads(receipt.stamp)) if receipt and receipt.stamp else Validators()
        if held.reading != self._reading:
            held = Validators()
        fetched = self._fetcher.fetch(self.root, held.etag, held.last_modified, ask_robots=False)
        if fetched.unchanged:
            stamp = json.dumps(asdict(held.confirmed(fetched, self._now())))
            self._feed = Delivery(self.root, stamp=stamp, state=DocumentState.UNCHANGED)
            return {location: told for location, told in before.items() if told.listed}
        feed = self._parse(fetched.data, fetched.url, fetched.media_type)
        stamp = json.dumps(asdict(Validators.of(fetched, self._collection, self._now())))
        self._feed = Delivery(self.root, stamp=stamp)
        return {entry.location: Told(entry, feed.title) for entry in feed.entries if entry.location != self.root}

    def _is_done(self, told: Told, before: Told | None) -> bool:
        """Whether the entry is as it was, and its page was asked for lately."""
        if before is None or not before.listed or before.page.reading != self._reading:
            return False
        same = before.entry.edition == told.entry.edition
        return same and (before.is_fresh(self._now()) or not told.entry.has_page)

    def _looked_back(self, dropped: Sequence[Told]) -> Sequence[Told]:
        """Those pages that the feed no longer names that are due: just dropped, or not asked for in a long time."""
        now = self._now()
        pages = [old for old in dropped if old.entry.has_page]
        due = [old for old in pages if old.listed or old.page.reading != self._reading or not old.is_fresh(now)]
        due.sort(key=lambda old: old.page.checked)
        return [dataclasses.replace(old, listed=False) for old in due[:_MAX_LOOKED_BACK]]
