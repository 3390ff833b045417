"""The few Block Kit elements that this bot makes. None of them renders markup, and links lead to web addresses only."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

Block = dict[str, Any]
"""One Block Kit block or element, as JSON."""

_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_URL_CHARS = "!#$%&'()*+,/:;=?@[]~"  # what else a document puts into an address is percent-encoded
_MAX_URL_CHARS = 2_500


def escaped(text: str) -> str:
    """`text` with nothing left that Slack takes for a mention, channel or link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(text: str, *, bold: bool = False) -> Block:
    """An element of rich text."""
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def plain(text: str) -> Block:
    """The text of a section, field or context."""
    return {"type": "plain_text", "text": text, "emoji": False}


def section(elements: Sequence[Block]) -> Block:
    """A block of rich text."""
    return rich([{"type": "rich_text_section", "elements": list(elements)}])


def rich(parts: Sequence[Block]) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def remark(text: str) -> Block:
    """A small line below the rest."""
    return {"type": "context", "elements": [plain(text)]}


def link(url: str | None) -> list[Block]:
    """A link that names the host it leads to, so that no title can pose as another address."""
    address = web_address(url)
    if address is None:
        return []
    return [words(" · "), {"type": "link", "url": address, "text": urlsplit(address).hostname}]


def web_address(url: str | None) -> str | None:
    """`url` if it is one of the web, with nothing in it that could end a link early."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
        return None
    address = quote(parts.geturl(), safe=_URL_CHARS)
    return address if len(address) <= _MAX_URL_CHARS else None
