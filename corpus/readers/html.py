"""HTML pages, by trafilatura: the article's text without the page around it, metadata from its tags."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import trafilatura
from trafilatura.settings import Document as Extracted

from corpus.article import Article, DateFound
from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.furniture import without_furniture
from corpus.metadata import Found, find_metadata
from corpus.readers.encodings import decoded
from corpus.readers.page_tags import read_tags, site_of
from corpus.readers.page_text import article_lines, drop_page_parts, visible_lines
from corpus.readers.reading import Document, Read, Reading


def read_html(document: Document) -> Iterator[Reading]:
    """One article. Its raw text is all that the page shows."""
    page = _parsed(decoded(document.data, document.charset))
    shown = clean("\n".join(line.text for line in visible_lines(page))) + "\n"
    tags = read_tags(page)
    drop_page_parts(page)
    titles = [title for title in (tags.headline, tags.title) if title]
    body = "\n".join(article_lines(visible_lines(page), _extracted(page), titles))
    found = _found_below(shown, titles, document.name)
    text = without_furniture(_without_lines_apart(clean(body), shown, found))
    url = tags.url or document.url
    published = tags.published or found.published
    yield Read(
        Article(
            id=document.fallback_id,
            title=tags.title or found.title,
            text=text,
            publisher=tags.publisher or found.publisher or site_of(url),
            published=published,
            url=url,
            byline=tags.byline or found.byline,
            date_found=DateFound.METADATA if tags.published else found.date_found,
            language=tags.language,
        ),
        raw=shown if shown.strip() != text.strip() else None,
    )


def _parsed(markup: str) -> Any:
    try:
        page = trafilatura.load_html(markup)
    except Exception as error:  # whatever a broken page does to the parser, it fails alone
        raise _unreadable(error) from error
    if page is None:
        raise UnreadableSource("no article text was found in the page: save the article's own page")
    return page


def _extracted(page: Any) -> str:
    try:
        extracted = trafilatura.bare_extraction(page, include_comments=False)
    except Exception as error:
        raise _unreadable(error) from error
    if not isinstance(extracted, Extracted) or not extracted.text:
        raise UnreadableSource("no article text was found in the page: save the article's own page")
    return extracted.text


def _unreadable(error: Exception) -> UnreadableSource:
    return UnreadableSource(f"not a page that can be read ({type(error).__name__}): save it anew")


def _found_below(shown: str, titles: Sequence[str], name: str) -> Found:
    """What the text tells from its headline on: the menus above it tell nothing."""
    lines = shown.split("\n")
    start = next((lines.index(title) for title in titles if title in lines), 0)
    return find_metadata("\n".join([""] * start + lines[start:]), name)


def _without_lines_apart(text: str, shown: str, found: Found) -> str:
    lines = shown.split("\n")
    apart = {lines[number].strip() for number in found.apart}
    kept = "\n".join(line for line in text.split("\n") if line.strip() not in apart)
    return kept if kept.strip() else text
