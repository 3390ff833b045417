"""An article from named fields, as front matter and JSON lines give them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from corpus.article import PUBLIC, Article, DateFound
from corpus.cleaning import cleaned
from corpus.errors import InvalidArticle
from corpus.metadata import parse_date

_TEXT_FIELDS = ("id", "title", "publisher", "url", "collection", "text", "byline", "language")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_]\w{1,20})*")


def article_from_fields(fields: Mapping[str, object]) -> Article:
    """Fields id and text are needed; title, publisher, published (ISO date), url, collection, byline and language
    (such as "en" or "en-US") are optional.

    Fields of other names are ignored. Raises InvalidArticle, naming the field.
    """
    for name in _TEXT_FIELDS:
        value = fields.get(name)
        if value is not None and not isinstance(value, (str, int, float, date)):
            raise InvalidArticle(f"field {name} is {type(value).__name__}: give text")
    if fields.get("id") in (None, ""):
        raise InvalidArticle("field id is missing: give each article an id of its own")
    try:
        published = parse_date(fields.get("published"))
    except ValueError as error:
        raise InvalidArticle(
            f"field published is {str(fields['published'])[:40]!r}: "
            "give an ISO date such as 2026-02-18, or leave it out"
        ) from error
    return cleaned(
        Article(
            id=str(fields["id"]),
            title=_text(fields, "title") or "",
            text=_text(fields, "text") or "",
            publisher=_text(fields, "publisher"),
            published=published,
            url=_text(fields, "url"),
            collection=_text(fields, "collection") or PUBLIC,
            byline=_text(fields, "byline"),
            date_found=DateFound.METADATA if published else None,
            language=_language(fields),
        )
    )


def _language(fields: Mapping[str, object]) -> str | None:
    stated = (_text(fields, "language") or "").strip()
    match = _LANGUAGE.fullmatch(stated)
    if stated and match is None:
        raise InvalidArticle(f"field language is {stated[:40]!r}: give two letters such as en, or leave it out")
    return match[1].lower() if match else None


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else str(value)  # YAML makes numbers and days of some titles and ids
