"""A JSON file: an object with the fields of an article, or a list of such objects."""

from __future__ import annotations

import json
from collections.abc import Iterator

from corpus.errors import InvalidArticle, UnreadableSource
from corpus.readers.encodings import decoded
from corpus.readers.fields import article_from_fields
from corpus.readers.reading import Document, Read, Reading, Unreadable


def read_json(document: Document) -> Iterator[Reading]:
    try:
        content = json.loads(decoded(document.data))
    except (ValueError, RecursionError) as error:
        raise UnreadableSource(f"not JSON: {error}") from error
    if isinstance(content, dict):  # it is alone: the file's name will do
        yield Read(article_from_fields({**content, "id": content.get("id") or document.fallback_id}))
        return
    if not isinstance(content, list):
        raise UnreadableSource("not an article: write an object {...} with its fields, or a list of such objects")
    for number, fields in enumerate(content, start=1):
        name = f"{document.name}, article {number}"
        if not isinstance(fields, dict):
            yield Unreadable(name, "not a JSON object: write each article as {...}")
            continue
        try:
            yield Read(article_from_fields(fields))
        except InvalidArticle as error:
            yield Unreadable(name, str(error))
