"""An article from named fields, as front matter and JSON lines give them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from corpus.article import PUBLIC, Article
from corpus.cleaning import cleaned
from corpus.errors import InvalidArticle
from corpus.metadata import parse_date

_TEXT_FIELDS = ("id", "title", "publisher", "url", "collection", "text")


def article_from_fields(fields: Mapping[str, object]) -> Article:
    """Fields id and text are needed; title, publisher, published (ISO date), url and collection are optional.

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
        )
    )


def _text(fields: Mapping[str, object], name: str) -> str | None:
    value = fields.get(name)
    return None if value is None else str(value)  # YAML makes numbers and days of some titles and ids
