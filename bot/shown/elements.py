"""The few Block Kit elements that this bot makes. None of them renders markup, and links lead to web addresses only.

Whatever text they are given, they show nothing that hides or turns other text around: control, bidirectional and
invisible characters are left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from bot.shown.room import clipped
from corpus.cleaning import clean

Block = dict[str, Any]
"""One Block Kit block or element, as JSON."""

View = dict[str, Any]
"""A modal or an App Home, as JSON."""

MAX_BUTTON_CHARS = 75
MAX_TITLE_CHARS = 24
MAX_HEADER_CHARS = 150

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?")
_URL_CHARS = "!#$%&'()*+,/:;=?@[]~"  # what else a document puts into an address is percent-encoded
_MAX_URL_CHARS = 2_500


def escaped(text: str) -> str:
    """`text` with nothing left that Slack takes for a mention, channel or link."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def words(text: str, *, bold: bool = False) -> Block:
    """An element of rich text."""
    return {"type": "text", "text": clean(text) or "…"} | ({"style": {"bold": True}} if bold else {})


def plain(text: str) -> Block:
    """The text of a section, field, context or button."""
    return {"type": "plain_text", "text": clean(text).strip() or "…", "emoji": False}


def section(elements: Sequence[Block]) -> Block:
    """A block of rich text."""
    return rich([{"type": "rich_text_section", "elements": list(elements)}])


def quoted(elements: Sequence[Block]) -> Block:
    """A part of rich text that is set off as a quotation."""
    return {"type": "rich_text_quote", "elements": list(elements)}


def rich(parts: Sequence[Block]) -> Block:
    return {"type": "rich_text", "elements": list(parts)}


def remark(text: str) -> Block:
    """A small line below the rest."""
    return {"type": "context", "elements": [plain(text)]}


def header(text: str) -> Block:
    return {"type": "header", "text": plain(clipped(text, MAX_HEADER_CHARS))}


def divider() -> Block:
    return {"type": "divider"}


def button(label: str, action: str, value: str) -> Block:
    """action: one of bot/shown/actions_named.py; value: what comes back when it is pressed."""
    text = plain(clipped(label, MAX_BUTTON_CHARS))
    return {"type": "button", "text": text, "action_id": action, "value": value}


def button_row(elements: Sequence[Block]) -> Block:
    return {"type": "actions", "elements": list(elements)}


def modal(title: str, blocks: Sequence[Block], *, submit: str = "", **more: str) -> View:
    """A window over the conversation. more: callback_id, private_metadata."""
    named: View = {"type": "modal", "title": plain(clipped(title, MAX_TITLE_CHARS)), "close": plain("Close")}
    return named | ({"submit": plain(submit)} if submit else {}) | {"blocks": list(blocks)} | more


def link(url: str | None) -> list[Block]:
    """A link that names the host it leads to, so that no title can pose as another address."""
    address = web_address(url)
    if address is None:
        return []
    return [{"type": "link", "url": address, "text": host_of(address)}]


def told(title: str, facts: Sequence[str], url: str | None) -> list[Block]:
    """A title in bold with what is known of it behind, and the link."""
    linked = link(url)
    behind = "".join(f" · {fact}" for fact in facts if fact) + " · " * bool(linked)
    return [words(title, bold=True), *([words(behind)] if behind else []), *linked]


def link_in_text(url: str | None) -> str:
    """The same for text that is escaped; empty where there is none."""
    address = web_address(url)
    return f"<{escaped(address)}|{host_of(address)}>" if address else ""


def host_of(address: str) -> str:
    return urlsplit(address).hostname or ""


def web_address(url: str | None) -> str | None:
    """`url` if it is one of the web, with nothing in it that could end a link early."""
    try:
        parts = urlsplit(clean(url or ""))
        _ = parts.port  # raises where it is no port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
        return None
    address = quote(parts.geturl(), safe=_URL_CHARS)
    return address if len(address) <= _MAX_URL_CHARS else None
