"""Captions of numbered clauses: "Section 5.4 No Solicitation. (a) ...", which stand in the line of their clause."""

from __future__ import annotations

import re
from collections.abc import Iterator

_SPACE = r"[ \t\u00a0]"
_CAPTION = re.compile(
    rf"(?:^{_SPACE}*|(?<=[.;)_]){_SPACE}{{1,9}}(?=\S*?(?:{_SPACE}*)?\d{{1,2}}\.\d))"
    rf"(?P<caption>(?:(?:section|article|clause|§){_SPACE}*\d{{1,2}}(?:\.\d{{1,2}})?\.?|\d{{1,2}}\.(?:\d{{1,2}}\.?)?){_SPACE}+"
    rf"(?P<name>[^\W\d_][^\n.:]{{2,110}}?)){_SPACE}*(?:\.(?=[\s(])|\n|\Z|(?=[–—:]))",
    re.MULTILINE | re.IGNORECASE,
)
_SMALL = frozenset("a an and as at by for from in into of on or other the to under upon with without".split())
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_MAX_WORDS = 16
_FURNITURE = re.compile(r"https?:|^[^a-z]*\b\d{1,2}/\d{1,2}/\d{2,4}\b", re.IGNORECASE)
_ENTRY = re.compile(r"[^\s\d](?:\s+|\.{2,}\s*)(?:\d{1,3}|[ivxl]+|[A-Z]-\d+)\s*$|\.{3}")


def captions(text: str) -> Iterator[tuple[int, str]]:
    """(where the clause begins, its number and caption), in order. Entries of a table of contents are none."""
    for match in _CAPTION.finditer(text):
        if _as_captions_are_written(match["name"]) and not _ENTRY.search(match["caption"]):
            yield match.start("caption"), " ".join(match["caption"].split())


def is_furniture(line: str) -> bool:
    """Whether a short line is a page number, an address, a date of printing or an entry of a table of contents."""
    return not re.search(r"[^\W\d_]{3}", line) or bool(_FURNITURE.search(line) or _is_entry(line))


def _is_entry(line: str) -> bool:
    numbered = re.match(r"\s*(?:section|article|exhibit|annex|schedule|\d+\.)", line, re.IGNORECASE)
    return bool(numbered and _ENTRY.search(line))


def _as_captions_are_written(name: str) -> bool:
    """Whether every word but small ones has a capital."""
    words = _WORD.findall(name)
    return 0 < len(words) <= _MAX_WORDS and all(word[0].isupper() or word in _SMALL for word in words)
