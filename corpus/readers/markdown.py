"""Markdown with YAML front matter: the body is the author's own and is kept as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from corpus.article import Article
from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.readers.fields import article_from_fields
from corpus.readers.reading import Reading, read_utf8

_FRONT_MATTER = re.compile(r"---[ \t]*\n(?P<yaml>.*?\n)?---[ \t]*(?:\n+|$)", re.DOTALL)
_FIRST_HEADING = re.compile(r"^#[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)


def read_markdown(path: Path, fallback_id: str) -> Iterator[Reading]:
    text = clean(read_utf8(path))
    match = _FRONT_MATTER.match(text)
    body = text[match.end() :] if match else text
    try:
        fields = yaml.safe_load(match["yaml"] or "") if match else {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date such as 2026-02-30 is a ValueError
        raise UnreadableSource(f"the front matter is not YAML: {error}") from error
    if not isinstance(fields or {}, dict):
        raise UnreadableSource("the front matter is not a list of `key: value` lines")
    fields = {**(fields or {}), "text": body}
    fields["id"] = fields.get("id") or fallback_id
    if not fields.get("title"):
        heading = _FIRST_HEADING.search(body)
        fields["title"] = heading[1] if heading else ""
    article: Article = article_from_fields(fields)
    yield article
