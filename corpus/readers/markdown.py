"""Markdown with YAML front matter: the body is the author's own and is kept as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.readers.encodings import decoded
from corpus.readers.fields import article_from_fields
from corpus.readers.reading import Document, Read

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?---[ \t]*(?:\n+|$)", re.DOTALL)
_FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_MAX_FRONT_MATTER_CHARS = 100_000


def read_markdown(document: Document) -> Iterator[Read]:
    text = clean(decoded(document.data))
    match = _FRONT_MATTER.match(text)
    body = text[match.end() :] if match else text
    fields: dict[str, object] = {**_front_matter(match["yaml"] or "" if match else ""), "text": body}
    fields["id"] = fields.get("id") or document.fallback_id
    if not fields.get("title"):
        heading = _FIRST_HEADING.search(body)
        fields["title"] = heading[1] if heading else ""
    yield Read(article_from_fields(fields))


def _front_matter(text: str) -> dict[str, object]:
    if len(text) > _MAX_FRONT_MATTER_CHARS:
        raise UnreadableSource(f"the front matter is longer than {_MAX_FRONT_MATTER_CHARS:,} characters: shorten it")
    try:
        fields = yaml.safe_load(text) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date such as 2026-02-30 is a ValueError
        raise UnreadableSource(f"the front matter is not YAML: {error}") from error
    if not isinstance(fields, dict):
        raise UnreadableSource("the front matter is not a list of `key: value` lines")
    return {str(name): value for name, value in fields.items()}
