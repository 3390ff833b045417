"""What a reader is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.article import Article


@dataclass(frozen=True)
class Document:
    """Bytes as they came, from a folder, a feed, an upload, an archive or a mail.

    name: the file's name (or the last part of the address), for messages and as a hint of the kind. fallback_id: for an
    article that names none. media_type: what a server or a mail declared. url: where the bytes were fetched from.
    """

    name: str
    data: bytes
    fallback_id: str
    media_type: str | None = None
    url: str | None = None


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


Reading = Read | Unreadable
Reader = Callable[[Document], Iterator[Reading]]
"""What is in a document. Raises UnreadableSource, InvalidArticle."""
