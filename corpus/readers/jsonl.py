"""JSON lines: one article a line. A bad line is reported with its number; the others are read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from corpus.errors import InvalidArticle
from corpus.readers.fields import article_from_fields
from corpus.readers.reading import Reading, Unreadable, read_utf8


def read_jsonl(path: Path, fallback_id: str) -> Iterator[Reading]:
    for number, line in enumerate(read_utf8(path).split("\n"), start=1):
        if not line.strip():
            continue
        name = f"{path.name}:{number}"
        try:
            fields = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Unreadable(name, f"not JSON: {error}")
            continue
        if not isinstance(fields, dict):
            yield Unreadable(name, "not a JSON object: write one article a line as {...}")
            continue
        try:
            yield article_from_fields(fields)
        except InvalidArticle as error:
            yield Unreadable(name, str(error))
