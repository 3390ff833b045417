"""Plain text, often a page saved as text: furniture is removed, metadata is found where the text gives it."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.article import Article
from corpus.cleaning import clean
from corpus.furniture import without_furniture
from corpus.metadata import find_metadata
from corpus.readers.encodings import decoded
from corpus.readers.reading import Document, Read, Reading


def read_plain_text(document: Document) -> Iterator[Reading]:
    """One article. Its raw text is the file's."""
    shown = clean(decoded(document.data, document.charset))
    found = find_metadata(shown, document.name)
    apart = set(found.apart)
    body = "\n".join(line for number, line in enumerate(shown.split("\n")) if number not in apart)
    text = without_furniture(body) if body.strip() else shown
    article = Article(
        id=document.fallback_id,
        title=found.title,
        text=text,
        publisher=found.publisher,
        published=found.published,
        url=document.url,
        byline=found.byline,
        date_found=found.date_found,
    )
    yield Read(article, raw=shown if shown != text else None)
