"""Feeds taken apart: RSS and Atom in all their spellings, by feedparser. The only file that knows it.

A small file can keep it busy for minutes. So a feed that comes from elsewhere is read by a process of its own, which
has little time and memory: this module, run as a program.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any

from corpus.cleaning import clean_line
from corpus.errors import FetchRefused, UnreadableSource
from corpus.fetching.addresses import page_address

MAX_ENTRIES = 200
_SECONDS = 10
_MEMORY_BYTES = 512 * 1024 * 1024
_FULL_TEXT_CHARS = 500
_MAX_LINE_CHARS = 500
_TAG = re.compile(r"<[^<>]{0,2000}>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,30})", re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class Entry:
    """One entry of a feed. location: its article's address; where it has none, the feed's own with a fragment.

    edition: another one when the feed tells of a change. content: the article as HTML, where the feed carries it whole.
    """

    location: str
    edition: str
    title: str = ""
    published: date | None = None
    byline: str | None = None
    content: str = ""
    has_page: bool = True

    @classmethod
    def from_fields(cls, fields: Mapping[str, Any]) -> Entry:
        """Of what was written as JSON. Raises ValueError, KeyError, TypeError for anything else."""
        day = fields["published"]
        return cls(**{**fields, "published": date.fromisoformat(day) if day else None})


@dataclass(frozen=True)
class Feed:
    """A feed as it was read: its name, and its entries in its order, each location once."""

    title: str
    entries: tuple[Entry, ...]


def read_feed(data: bytes, url: str, media_type: str | None = None, seconds: float = _SECONDS) -> Feed:
    """The feed at `url`, read in a process of its own. Raises UnreadableSource when it is none."""
    command = [sys.executable, "-P", "-m", "corpus.feed_entries", url, media_type or ""]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=seconds, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as error:
        raise UnreadableSource(f"the feed {url} takes too long to read: see whether there is a smaller one") from error
    if done.returncode != 0:
        raise UnreadableSource(f"the feed {url} cannot be read: see in a browser whether it is whole")
    told = json.loads(done.stdout)
    if told is None:
        raise UnreadableSource(f"{url} is no RSS or Atom feed: give the address of the feed itself")
    return Feed(told["title"], tuple(Entry.from_fields(fields) for fields in told["entries"]))


def parse_feed(data: bytes, url: str, media_type: str | None = None) -> Feed | None:
    """The feed in `data`; None when there is none. url: where it was, for links that are not whole."""
    import feedparser  # takes a while: only the process that reads pays

    # Bytes in a file: feedparser would fetch a string that looks like an address.
    parsed = feedparser.parse(io.BytesIO(data), response_headers=_headers(data, url, media_type))
    if not parsed.get("version") and not parsed.entries:
        return None
    entries: dict[str, Entry] = {}
    for fields in parsed.entries[:MAX_ENTRIES]:
        entry = _entry(fields, url, is_atom=parsed.get("version", "").startswith("atom"))
        entries.setdefault(entry.location, entry)
    return Feed(_plain(parsed.feed, "title"), tuple(entries.values()))


def _headers(data: bytes, url: str, media_type: str | None) -> dict[str, str]:
    """Servers are seldom right about a feed's type and character set: what it says itself goes before."""
    declared = _CHARSET.search(media_type or "")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        if declared and b"encoding=" not in data[:200]:
            return {"content-location": url, "content-type": f"application/xml; charset={declared[1]}"}
    return {"content-location": url, "content-type": "application/xml"}


def _entry(fields: dict[str, Any], url: str, *, is_atom: bool) -> Entry:
    published = _text(fields, "published") or ("" if is_atom else _text(fields, "updated"))  # dc:date of RSS 1.0
    guid, title = _text(fields, "id"), _plain(fields, "title")
    told = [guid, title, published, _text(fields, "updated")]
    location, has_page = _location(fields, url, guid or title)
    author = fields.get("author_detail") or {}
    byline = clean_line(author.get("name") or "")[:_MAX_LINE_CHARS]
    return Entry(
        location=location,
        edition=_digest(json.dumps(told)),
        title=title,
        published=_day(published),
        byline=byline if byline and "@" not in byline else None,
        content=_full_text(fields.get("content") or []),
        has_page=has_page,
    )


def _location(fields: dict[str, Any], url: str, name: str) -> tuple[str, bool]:
    try:
        location = page_address(_text(fields, "link"), url) if _text(fields, "link") else url
    except FetchRefused:
        location = url
    return (location, True) if location != url else (f"{url}#{_digest(name)}", False)


def _full_text(contents: Sequence[Mapping[str, Any]]) -> str:
    """The longest content as HTML; nothing where it is no more than a summary."""
    pages = [
        html.escape(content.get("value") or "") if content.get("type") == "text/plain" else content.get("value") or ""
        for content in contents
    ]
    longest = max(pages, key=len, default="")
    return longest if len(_TAG.sub("", longest)) >= _FULL_TEXT_CHARS else ""


def _text(fields: dict[str, Any], name: str) -> str:
    value = dict.get(fields, name)  # feedparser's own gives "published" for a missing "updated", and warns
    return value[:5_000] if isinstance(value, str) else ""


def _plain(fields: dict[str, Any], name: str) -> str:
    text = _text(fields, name)
    if "html" in str((fields.get(f"{name}_detail") or {}).get("type")):
        text = html.unescape(_TAG.sub("", text))
    return clean_line(text)[:_MAX_LINE_CHARS]


def _day(text: str) -> date | None:
    """The day as it was where the article was published, which a time in UTC may miss."""
    try:
        day = _ISO_DAY.match(text)
        return date.fromisoformat(day[0]) if day else parsedate_to_datetime(text).date()
    except (ValueError, TypeError):
        return None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def main() -> None:
    """A feed on standard input, where it was and its media type as arguments; what it holds as JSON on the output."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_SECONDS, _SECONDS))  # should its parent be gone
    url, media_type = sys.argv[1:]
    feed = parse_feed(sys.stdin.buffer.read(), url, media_type)
    json.dump(asdict(feed) if feed else None, sys.stdout, default=date.isoformat)


if __name__ == "__main__":
    main()
