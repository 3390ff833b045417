"""What a reader is given, and what it gives."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.article import MAX_ID_CHARS, Article
from corpus.cleaning import clean_line

READERS_VERSION = 1
"""To be raised when any reader gives another text of the same bytes: then every document is read again."""

_SHOWN_CHARS = 200


@dataclass(frozen=True)
class Document:
    """Bytes as they came, from a folder, a feed, an upload, an archive or a mail.

    name: the file's name (or the last part of the address), for messages and as a hint of the kind. fallback_id: for an
    article that names none. media_type: what a server or a mail declared. url: where the bytes were fetched from.
    inside: the kinds of the documents that it is a part of, the outermost first.
    """

    name: str
    data: bytes
    fallback_id: str
    media_type: str | None = None
    url: str | None = None
    inside: tuple[str, ...] = ()

    @property
    def charset(self) -> str | None:
        """The encoding that the media type names."""
        match = re.search(r"charset\s*=\s*[\"']?([\w-]{2,30})", self.media_type or "", re.IGNORECASE)
        return match[1] if match else None

    def part(self, kind: str, name: str, data: bytes, media_type: str | None = None) -> Document:
        """A document within this one, which is a `kind`. name: as its sender or packer chose it."""
        name = "".join(char for char in name if char.isprintable())
        own = clean_line(name.replace("/", ".").replace("\\", ".")) or "part"
        part_id = f"{self.fallback_id}.{own}"
        if len(part_id) > MAX_ID_CHARS:
            part_id = f"{part_id[: MAX_ID_CHARS - 9]}.{hashlib.sha256(part_id.encode()).hexdigest()[:8]}"
        shown = f"{self.name}/{name[-_SHOWN_CHARS:]}"
        return Document(shown, data, part_id, media_type, self.url, (*self.inside, kind))


@dataclass(frozen=True)
class Read:
    """An article that was read. raw: its text before page furniture was removed; None where nothing was."""

    article: Article
    raw: str | None = None


@dataclass(frozen=True)
class Unreadable:
    """Something in a source that gives no article. name: the file, with the line where there is one."""

    name: str
    reason: str


@dataclass(frozen=True)
class Interrupted(Unreadable):
    """It took too long, or the process that read it was ended: another time it may go well, so it is tried again."""


Reading = Read | Unreadable
Reader = Callable[[Document], Iterator[Reading]]
"""What is in a document. Raises UnreadableSource, InvalidArticle."""
Part = Reading | Document
"""What an archive or a mail holds: readings, and documents of their own."""
