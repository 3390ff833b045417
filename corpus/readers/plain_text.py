"""Plain text, often a page saved as text: furniture is removed, metadata is found where the text gives it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from corpus.article import Article
from corpus.cleaning import clean, clean_line
from corpus.furniture import without_furniture
from corpus.metadata import find_metadata
from corpus.readers.reading import Reading, read_utf8


def read_plain_text(path: Path, fallback_id: str) -> Iterator[Reading]:
    text = clean(read_utf8(path))
    found = find_metadata(text)
    if found.byline:
        lines = text.split("\n")
        number = next(i for i, line in enumerate(lines) if line.strip() == found.byline)
        text = "\n".join([*lines[:number], *lines[number + 1 :]])
    yield Article(
        id=fallback_id,
        title=clean_line(found.title),
        text=without_furniture(text),
        publisher=found.publisher,
        published=found.published,
    )
