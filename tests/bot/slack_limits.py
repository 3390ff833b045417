"""What Slack refuses, and what this bot must never send: the checks behind the loopback Slack's chat.postMessage."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

MAX_BLOCKS = 50
MAX_BLOCKS_CHARS = 13_200
MAX_TEXT_CHARS = 40_000
MAX_SECTION_CHARS = 3_000
MAX_FIELD_CHARS = 2_000
MAX_LINK_CHARS = 3_000
_RICH_PARTS = {"rich_text_section", "rich_text_quote"}


def violations(message: Mapping[str, Any]) -> list[str]:
    """Every limit, block shape or house rule that a chat.postMessage body breaks."""
    return [*_message(message), *_blocks(message.get("blocks", []))]


def texts(blocks: list[dict[str, Any]]) -> list[str]:
    """The text of every text element, in order."""
    return [node["text"] for node in _nodes(blocks) if isinstance(node.get("text"), str) and node["type"] != "link"]


def links(blocks: list[dict[str, Any]]) -> list[str]:
    return [node["url"] for node in _nodes(blocks) if node.get("type") == "link"]


def _message(message: Mapping[str, Any]) -> Iterator[str]:
    if not isinstance(message.get("channel"), str):
        yield "no channel"
    text = message.get("text")
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_TEXT_CHARS:
        yield "text is missing or too long"
    elif "<" in text or ">" in text:
        yield "text holds live markup"
    for setting in ("unfurl_links", "unfurl_media", "mrkdwn", "link_names"):
        if message.get(setting) is not False:
            yield f"{setting} is not off"


def _blocks(blocks: Any) -> Iterator[str]:
    if not isinstance(blocks, list) or len(blocks) > MAX_BLOCKS:
        yield "not a list of at most 50 blocks"
        return
    if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > MAX_BLOCKS_CHARS:
        yield "msg_blocks_too_long"
    for block in blocks:
        check = {"rich_text": _rich_text, "section": _section, "context": _context}.get(block.get("type"))
        if check is None:
            yield f"unknown block {block.get('type')}"
        else:
            yield from check(block)


def _rich_text(block: Mapping[str, Any]) -> Iterator[str]:
    if set(block) != {"type", "elements"} or not block["elements"]:
        yield "rich_text without elements"
    for part in block.get("elements", []):
        if part.get("type") not in _RICH_PARTS or not part.get("elements"):
            yield f"bad rich text part {part.get('type')}"
        for leaf in part.get("elements", []):
            yield from _leaf(leaf)


def _leaf(leaf: Mapping[str, Any]) -> Iterator[str]:
    if leaf.get("type") not in ("text", "link"):
        yield f"live element {leaf.get('type')}"  # user, channel, broadcast, emoji: never ours to send
    if not isinstance(leaf.get("text"), str) or not leaf["text"]:
        yield "empty text element"
    if leaf.get("type") == "link":
        url = leaf.get("url", "")
        if not url.startswith(("http://", "https://")) or len(url) > MAX_LINK_CHARS or not url.isascii():
            yield "bad link"


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "section without text"
    if "text" in block:
        yield from _plain(block["text"], MAX_SECTION_CHARS)
    if len(block.get("fields", [])) > 10:
        yield "over 10 fields"
    for field in block.get("fields", []):
        yield from _plain(field, MAX_FIELD_CHARS)


def _context(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "context without 1 to 10 elements"
    for element in block.get("elements", []):
        yield from _plain(element, MAX_FIELD_CHARS)


def _plain(element: Mapping[str, Any], limit: int) -> Iterator[str]:
    if element.get("type") != "plain_text" or element.get("emoji") is not False:
        yield "text that renders markup or emoji"
    if not isinstance(element.get("text"), str) or not 1 <= len(element["text"]) <= limit:
        yield "plain text is empty or too long"


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for value in content.values():
            yield from _nodes(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _nodes(value)
