"""Where articles come from: which adapter reads a source, and which sources are kept current."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from corpus.article import EVERYTHING, Selection
from corpus.catalogue import Catalogue
from corpus.errors import FetchFailed, FetchRefused, InvalidSource, NoSuchSource, UnreadableSource
from corpus.fetching.addresses import page_address
from corpus.fetching.polite import PoliteFetcher
from corpus.folder import FolderSource, source_of
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.pages import UrlSource
from corpus.readers.pool import ReadsDocuments
from corpus.receipts import Receipts
from corpus.registry import Registry, check_reach
from corpus.source import RegisteredSource, Source, SourceKind, is_below
from index.publishing import Publisher
from index.work import Bounded

_DAY_SECONDS = 24 * 3_600
_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)\b", re.IGNORECASE)
_HEAD_BYTES = 4_000


class Sources:
    """The sources that are kept current, and every source as the refresher reads it. Thread-safe."""

    def __init__(
        self,
        registry: Registry,
        catalogue: Catalogue,
        publisher: Publisher,
        fetcher: PoliteFetcher,
        reading: ReadsDocuments,
        feed_seconds: int,
        home: Path,
    ) -> None:
        """home: the data folder, which is no source: a refresh writes there, and it holds what others handed over."""
        self._registry = registry
        self._catalogue = catalogue
        self._publisher = publisher
        self._fetcher = fetcher
        self._reading = reading
        self._feed_seconds = feed_seconds
        self._home = home.resolve()

    def add(
        self,
        location: str,
        kind: SourceKind | None,
        collection: str,
        every_seconds: int | None,
        by: OnBehalf = ITSELF,
    ) -> RegisteredSource:
        """Keep a source current: a folder or file, a feed or a page. One that is known already stays as it is.

        kind: None to see for oneself. every_seconds: None for what its kind usually has. by: whose it is: it changes
        nothing beyond their collections. Raises InvalidSource, NoSuchSource where there is nothing, FetchRefused, and
        LocationTaken for one that is known beyond them.
        """
        if every_seconds is not None and every_seconds < 1:
            raise InvalidSource(f"every {every_seconds} seconds is no interval: give at least 1")
        is_address = bool(re.match(r"https?://", location, re.IGNORECASE))
        if is_address != (kind in (SourceKind.FEED, SourceKind.URL)) and kind is not None:
            raise InvalidSource(f"{location} is no {kind}: a folder is a path, a feed or url begins with http")
        try:
            place = page_address(location) if is_address else self._folder(location)
            if is_address:
                self._fetcher.check(place)
        except FetchRefused:
            raise
        except UnreadableSource as error:
            raise InvalidSource(str(error)) from error
        kind = kind or (self._kind(place) if is_address else SourceKind.FOLDER)
        usual = {SourceKind.FEED: self._feed_seconds, SourceKind.URL: _DAY_SECONDS, SourceKind.FOLDER: None}
        source = self._registry.add(kind, place, collection, every_seconds or usual[kind], datetime.now(UTC), by)
        check_reach(source, by)
        return source

    def list(self) -> Sequence[RegisteredSource]:
        return self._registry.list()

    def get(self, source_id: str) -> RegisteredSource | None:
        return self._registry.get(source_id)

    def remove(self, source_id: str, with_articles: bool = False, within: Selection = EVERYTHING) -> bool:
        """Keep a source current no longer; its articles stay, or those go too that are in the collections of `within`.

        False when there is none.
        """
        source = self._registry.get(source_id)
        if source is None or not self._registry.remove(source_id):
            return False
        if with_articles:
            self._publisher.retire(self._articles_of(source), Bounded(within))
        receipts = Receipts(self._catalogue.database)
        with self._catalogue.writing() as tx:  # a page that another feed names too is now that feed's
            receipts.drop(tx, source.location, list(receipts.of(source.location)))
        return True

    def at(self, registered: RegisteredSource) -> Source:
        """The adapter for a source. Raises UnreadableSource for a folder that is not there or holds the data folder."""
        if registered.kind is SourceKind.FOLDER:
            self._check_apart(Path(registered.location))
            # One that is only not mounted now would take all its articles with it.
            if not Path(registered.location).exists():
                raise UnreadableSource(
                    f"{registered.location} is not there, its articles stay: bring it back, or take the source away "
                    f"with `dealdesk sources remove {registered.id} --with-articles`"
                )
            return FolderSource(Path(registered.location), self._reading, registered.collection)
        if registered.kind is SourceKind.URL:
            return UrlSource(registered.location, self._fetcher, self._reading.read, registered.collection)
        from corpus.feeds import FeedSource  # only who has feeds pays for the import

        return FeedSource(registered.location, self._fetcher, self._reading.read, registered.collection)

    def at_path(self, path: Path) -> tuple[Source, OnBehalf]:
        """A folder or file, registered or not, and whose it is. Raises UnreadableSource for one that holds the data
        folder.
        """
        self._check_apart(path)
        place = source_of(path)
        known = next((each for each in self._registry.list() if each.location == place), None)
        return (self.at(known), known.by) if known else (FolderSource(path, self._reading), ITSELF)

    def _folder(self, location: str) -> str:
        path = Path(location).expanduser()
        if not os.path.exists(path):  # which is also said of a name that is too long for a file
            raise NoSuchSource(
                f"{location} does not exist: name a folder or file that does, or an address with http:// or https://"
            )
        self._check_apart(path)
        return source_of(path)

    def _check_apart(self, path: Path) -> None:
        """Raises UnreadableSource for what holds the data folder where it would be read, and for what is within it."""
        place, home = path.resolve(), self._home
        holds = home.is_relative_to(place) and not any(part.startswith(".") for part in home.relative_to(place).parts)
        if holds or place.is_relative_to(home):
            raise UnreadableSource(
                f"{path} and the data folder {home} lie in one another: name another folder, or set DEALDESK_HOME to "
                "one elsewhere"
            )

    def _kind(self, address: str) -> SourceKind:
        try:
            fetched = self._fetcher.fetch(address, ask_robots=False)
        except FetchFailed as error:
            raise NoSuchSource(f"{error}; or say whether it is a feed or a url") from error
        return SourceKind.FEED if _FEED.search(fetched.data[:_HEAD_BYTES]) else SourceKind.URL

    def _articles_of(self, source: RegisteredSource) -> Sequence[str]:
        """Those that are live as the source gave them."""
        places = set(Receipts(self._catalogue.database).of(source.location))
        with self._catalogue.reading() as tx:
            live = self._catalogue.live_versions(tx)
        is_folder = source.kind is SourceKind.FOLDER
        return [
            article_id
            for article_id, (_, place) in live.items()
            if place is not None and (place in places or (is_folder and is_below(place, source.location)))
        ]
