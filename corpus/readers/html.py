"""HTML pages, by trafilatura: the article's text without the page around it, metadata from its tags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import trafilatura
from trafilatura.settings import Document

from corpus.article import Article
from corpus.cleaning import clean, clean_line
from corpus.errors import UnreadableSource
from corpus.furniture import without_furniture
from corpus.metadata import parse_date
from corpus.readers.reading import Reading, read_utf8


def read_html(path: Path, fallback_id: str) -> Iterator[Reading]:
    page = read_utf8(path)
    try:
        document = trafilatura.bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            # Only a date that the page states, never one guessed from other dates on it.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:  # whatever a broken page does to the parser, it fails alone
        raise UnreadableSource(f"not a page that can be read ({type(error).__name__}): save it anew") from error
    if not isinstance(document, Document) or not document.text:
        raise UnreadableSource("no article text was found in the page: save the article's own page")
    try:
        published = parse_date(document.date)
    except ValueError:
        published = None
    yield Article(
        id=fallback_id,
        title=clean_line(document.title),
        text=without_furniture(clean(document.text)),
        publisher=clean_line(document.sitename) or None,
        published=published,
        url=clean_line(document.url) or None,
    )
