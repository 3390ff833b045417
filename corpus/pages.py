"""Pages of the web as documents; and the source that is one page."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from urllib.parse import unquote

from corpus.article import Article
from corpus.errors import FetchFailed, UnreadableSource
from corpus.fetching.addresses import page_address, parse_target
from corpus.fetching.fetch import Fetched
from corpus.fetching.polite import PoliteFetcher
from corpus.readers.reading import READERS_VERSION, Document, Read, Reading, Unreadable
from corpus.source import Delivery, DocumentState, Listed, Receipt

ReadDocument = Callable[[Document], Sequence[Reading]]
Now = Callable[[], datetime]

_GONE = (404, 410)
_MAX_SLUG_CHARS = 80


@dataclass(frozen=True)
class Validators:
    """What a server is asked with whether something changed. reading: by what and into what it was read, for a page
    that did not change is read again all the same when that did. checked: ISO, UTC.
    """

    etag: str | None = None
    last_modified: str | None = None
    reading: str = ""
    checked: str = ""

    @classmethod
    def of(cls, fetched: Fetched, collection: str, now: datetime) -> Validators:
        return cls(fetched.etag, fetched.last_modified, reading_of(collection), now.isoformat(timespec="seconds"))

    def confirmed(self, fetched: Fetched, now: datetime) -> Validators:
        """After a server said that nothing changed."""
        return dataclasses.replace(
            self,
            etag=fetched.etag or self.etag,
            last_modified=fetched.last_modified or self.last_modified,
            checked=now.isoformat(timespec="seconds"),
        )


def reading_of(collection: str) -> str:
    """Another one makes other articles of the same bytes."""
    return f"{READERS_VERSION}:{collection}"


def utc_now() -> datetime:
    return datetime.now(UTC)


def page_id(address: str) -> str:
    """The id of an article that names none: readable, from host and path, and of this address alone."""
    target = parse_target(address)
    path = unquote(target.path.partition("?")[0])
    words = re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.\w{1,5}$", "", path).lower()).strip("-")[-_MAX_SLUG_CHARS:]
    host = target.host.removeprefix("www.").replace(":", "-")[-_MAX_SLUG_CHARS:].strip(".-")
    digest = hashlib.sha256(address.encode()).hexdigest()[:10]
    return "-".join(part for part in (host, words.strip("-"), digest) if part)


def page_document(address: str, fetched: Fetched) -> Document:
    last = unquote(address.partition("?")[0].rstrip("/").rpartition("/")[2])
    name = "".join(character for character in last if character.isprintable())[-100:]
    return Document(name, fetched.data, page_id(address), fetched.media_type, fetched.url)


def article_of(article: Article, address: str, collection: str) -> Article:
    """`article` as one of the page at `address`. What is fetched does not choose its own collection."""
    url = article.url if re.match(r"https?://\S+$", article.url or "") else address
    return dataclasses.replace(article, url=url, collection=collection)


def is_gone(error: UnreadableSource) -> bool:
    """Whether the server says that what was there is withdrawn."""
    return isinstance(error, FetchFailed) and error.status in _GONE


class UrlSource:
    """One page, kept current for as long as its server has it."""

    complete = False  # a page that a feed names too is left to whichever had it first

    def __init__(
        self, url: str, fetcher: PoliteFetcher, read: ReadDocument, collection: str, now: Now = utc_now
    ) -> None:
        self.root = url
        self._fetcher = fetcher
        self._read_document = read
        self._collection = collection
        self._now = now

    def owns(self, location: str) -> bool:
        return location == self.root

    def list(self, known: Mapping[str, Receipt]) -> Sequence[Listed]:
        return [Listed(self.root)]

    def read(self, wanted: Sequence[Listed], known: Mapping[str, Receipt]) -> Iterator[Delivery]:
        for listed in wanted:
            yield self._delivery(known.get(listed.location))

    def _delivery(self, receipt: Receipt | None) -> Delivery:
        held = self._held(receipt)
        try:
            address = page_address(self.root)
            fetched = self._fetcher.fetch(address, held.etag, held.last_modified)
        except UnreadableSource as error:
            if is_gone(error):
                return Delivery(self.root, state=DocumentState.GONE)
            return Delivery(self.root, [Unreadable(self.root, str(error))])
        if fetched.unchanged:
            stamp = json.dumps(asdict(held.confirmed(fetched, self._now())))
            return Delivery(self.root, stamp=stamp, state=DocumentState.UNCHANGED)
        readings = self._read_document(page_document(address, fetched))
        stamp = json.dumps(asdict(Validators.of(fetched, self._collection, self._now())))
        return Delivery(self.root, list(self._own(readings, address)), stamp)

    def _own(self, readings: Iterable[Reading], address: str) -> Iterator[Reading]:
        for reading in readings:
            if isinstance(reading, Read):
                reading = dataclasses.replace(reading, article=article_of(reading.article, address, self._collection))
            yield reading

    def _held(self, receipt: Receipt | None) -> Validators:
        """Nothing where nothing is held of the page, or it would be read otherwise now."""
        if receipt is None or not receipt.stamp or not (receipt.versions or receipt.failures):
            return Validators()
        held = Validators(**json.loads(receipt.stamp))
        return held if held.reading == reading_of(self._collection) else Validators()
