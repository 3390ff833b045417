"""JSON lines: one article a line. A bad line is reported with its number; the others are read."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from io import BytesIO
from typing import BinaryIO

from corpus.errors import InvalidArticle
from corpus.readers.encodings import decoded
from corpus.readers.fields import article_from_fields
from corpus.readers.reading import Document, Read, Reading, Unreadable

MAX_LINE_BYTES = 20_000_000


def read_jsonl(document: Document) -> Iterator[Reading]:
    data = document.data
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # the beginning of the marks of UTF-32, too
        data = decoded(data).encode()
    return read_lines(BytesIO(data), document.name)


def read_lines(lines: BinaryIO, name: str) -> Iterator[Reading]:
    """The articles of a file of any size, one line in memory at a time. name: of the file, for messages."""
    number = 0
    while line := lines.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            yield Unreadable(f"{name}:{number}", f"longer than {MAX_LINE_BYTES // 1_000_000} MB: split the article")
            while line and not line.endswith(b"\n"):
                line = lines.readline(MAX_LINE_BYTES)
        elif line.strip() and line.strip() != codecs.BOM_UTF8:
            yield _read_line(line, f"{name}:{number}")


def _read_line(line: bytes, name: str) -> Reading:
    try:
        fields = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        return Unreadable(name, f"not UTF-8 text (byte {error.start}): save it as UTF-8")
    except (ValueError, RecursionError) as error:
        return Unreadable(name, f"not JSON: {error}")
    if not isinstance(fields, dict):
        return Unreadable(name, "not a JSON object: write one article a line as {...}")
    try:
        return Read(article_from_fields(fields))
    except InvalidArticle as error:
        return Unreadable(name, str(error))
