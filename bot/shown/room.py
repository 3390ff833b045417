"""How much fits. Sizes are of JSON text, the nearest to what Slack counts that can be counted here."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import TypeVar

from corpus.cleaning import clean

Item = TypeVar("Item")


def size_chars(content: object) -> int:
    """Characters of `content` as compact JSON."""
    return len(json.dumps(content, ensure_ascii=False, separators=(",", ":")))


def fitting(items: Sequence[Item], room: int, most: int) -> list[Item]:
    """The items before `room` characters, or `most` items, are used up."""
    used = accumulate(size_chars(item) + 1 for item in items)
    return [item for item, end in zip(items[:most], used, strict=False) if end <= room]


def clipped(text: str, room: int) -> str:
    """`text` without what nobody sees, or as much of its beginning as `room` characters hold, with an ellipsis."""
    text = clean(text)
    limit = room + 2  # the quotes of JSON are not text
    if len(text) <= room and size_chars(text) <= limit:
        return text
    lengths = range(min(len(text), max(room, 0)))
    longest = bisect_right(lengths, limit, key=lambda end: size_chars(text[:end] + "…")) - 1
    return text[: max(longest, 0)].rstrip() + "…"
