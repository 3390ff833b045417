"""An article from a document's text and the properties that its file carries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.article import Article, DateFound
from corpus.cleaning import short_line
from corpus.metadata import find_metadata
from corpus.readers.reading import Document

_HEAD_CHARS = 20_000
_FIRST_DAY = date(1985, 1, 1)  # before it there was no such file: a clock was not set
_NO_TITLE = re.compile(
    r"microsoft (?:word|powerpoint|excel) ?- .*|untitled.*|document ?\d*|title|.*\.(?:docx?|pdf|indd|qxd|rtf|tex|txt)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Properties:
    """What the file says of itself. created: the day on which it was made, where it tells."""

    title: str = ""
    author: str = ""
    created: date | None = None


def described(document: Document, text: str, properties: Properties, pages: tuple[int, ...] = ()) -> Article:
    """The article with `text`, which is clean.

    A date that the text states goes before the day on which the file was made, and that before one in its name.
    """
    found = find_metadata(text[:_HEAD_CHARS], document.name)
    published, date_found = found.published, found.date_found
    if _is_believed(properties.created) and date_found is not DateFound.TEXT:
        published, date_found = properties.created, DateFound.METADATA
    title = short_line(properties.title)
    return Article(
        id=document.fallback_id,
        title=found.title if not title or _NO_TITLE.fullmatch(title) else title,
        text=text,
        publisher=found.publisher,
        published=published,
        url=document.url,
        byline=short_line(properties.author) or found.byline,
        date_found=date_found,
        pages=pages,
    )


def _is_believed(created: date | None) -> bool:
    return created is not None and _FIRST_DAY < created <= date.today() + timedelta(days=1)  # somewhere it is tomorrow
