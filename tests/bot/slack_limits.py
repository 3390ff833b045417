"""What Slack refuses, and what this bot must never send: the checks behind everything the loopback Slack shows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, Literal

from tests.bot.slack import elements as part
from tests.bot.slack.elements import plain

MAX_BLOCKS = 50
MAX_BLOCKS_CHARS = 13_200
MAX_TEXT_CHARS = 40_000
MAX_SECTION_CHARS = 3_000
MAX_FIELD_CHARS = 2_000
MAX_HEADER_CHARS = 150
MAX_MARKDOWN_CHARS = 12_000
MAX_LABEL_CHARS = 2_000
MAX_METADATA_CHARS = 16_000
MAX_TABLE_CHARS = 10_000
TOO_LONG = "msg_blocks_too_long"
_OWN_LINK = re.compile(r"<https?://[^<>|\s]+\|[a-z0-9.-]+>")  # that names its host, as the blocks' links do

Kind = Literal["post", "ephemeral", "update", "response"]
_OFF: Mapping[Kind, tuple[str, ...]] = {
    "post": ("unfurl_links", "unfurl_media", "mrkdwn", "link_names"),
    "ephemeral": ("unfurl_links", "unfurl_media"),
    "update": (),  # the rest has no such setting, or starts with it off
    "response": (),
}


def violations(message: Mapping[str, Any], kind: Kind = "post") -> list[str]:
    """Every limit, block shape or house rule that the body of a message breaks. kind: the way it is sent."""
    where = [] if kind == "response" or isinstance(message.get("channel"), str) else ["no channel"]
    shown = [*_text(message.get("text")), *_settings(message, kind)]
    return [*where, *shown, *metadata_violations(message.get("metadata")), *block_violations(message.get("blocks", []))]


def block_violations(blocks: Any, most: int = MAX_BLOCKS, most_chars: int = MAX_BLOCKS_CHARS) -> list[str]:
    """The same for blocks alone; for a stream, the blocks of the whole message."""
    if not isinstance(blocks, list) or len(blocks) > most:
        return [f"not a list of at most {most} blocks"]
    if not all(isinstance(block, Mapping) for block in blocks):
        return ["a block is no object"]
    found = [TOO_LONG] if len(json.dumps(blocks, ensure_ascii=False, separators=(",", ":"))) > most_chars else []
    ids = [block["block_id"] for block in blocks if "block_id" in block]
    found += ["block_id twice in one message"] if len(ids) != len(set(ids)) else []
    found += ["more than one table"] if sum(block.get("type") == "table" for block in blocks) > 1 else []
    return found + list(chain.from_iterable(_block(block) for block in blocks))


def metadata_violations(metadata: Any) -> list[str]:
    if metadata is None:
        return []
    fits = isinstance(metadata, Mapping) and set(metadata) <= {"event_type", "event_payload", "entities"}
    if not fits or not isinstance(metadata.get("event_type"), str) or not metadata["event_type"]:
        return ["metadata without an event_type"]
    if not isinstance(metadata.get("event_payload"), Mapping):
        return ["metadata without an event_payload"]
    return ["metadata is too large"] if len(json.dumps(metadata)) > MAX_METADATA_CHARS else []


def texts(blocks: Any) -> list[str]:
    """The text of every text element, in order."""
    return [node["text"] for node in _nodes(blocks) if isinstance(node.get("text"), str) and node["type"] != "link"]


def links(blocks: Any) -> list[str]:
    """Where rich text links to."""
    return [node["url"] for node in _nodes(blocks) if node.get("type") == "link"]


def buttons(blocks: Any) -> dict[str, dict[str, Any]]:
    """Every element that can be clicked, by its action_id."""
    return {node["action_id"]: node for node in _nodes(blocks) if isinstance(node.get("action_id"), str)}


def _text(text: Any) -> Iterator[str]:
    if not isinstance(text, str) or not 1 <= len(text) <= MAX_TEXT_CHARS:
        yield "text is missing or too long"
    elif set("<>") & set(_OWN_LINK.sub("", text)):
        yield part.HOUSE + "text holds live markup"


def _settings(message: Mapping[str, Any], kind: Kind) -> Iterator[str]:
    for setting in _OFF[kind]:
        if message.get(setting) is not False:
            yield f"{part.HOUSE}{setting} is not off"
    for setting in {"unfurl_links", "unfurl_media", "link_names"} - set(_OFF[kind]):
        if message.get(setting):
            yield f"{part.HOUSE}{setting} is on"
    for setting in {"markdown_text", "attachments"} & set(message):
        yield f"{part.HOUSE}{setting} is not for this bot"
    if message.get("parse", "none") != "none":
        yield f"{part.HOUSE}parse makes links of words"


def _block(block: Mapping[str, Any]) -> Iterator[str]:
    check = _BLOCKS.get(str(block.get("type")))
    if check is None:
        yield f"unknown block {block.get('type')}"
        return
    yield from part.named(block, "block_id")
    yield from check(block)


def _rich_text(block: Mapping[str, Any]) -> Iterator[str]:
    if set(block) - {"block_id"} != {"type", "elements"} or not block["elements"]:
        yield "rich_text without elements"
    for element in block.get("elements", []):
        yield from part.rich_part(element)


def _section(block: Mapping[str, Any]) -> Iterator[str]:
    if "text" not in block and not block.get("fields"):
        yield "section without text"
    if "text" in block:
        yield from plain(block["text"], MAX_SECTION_CHARS)
    if len(block.get("fields", [])) > 10:
        yield "over 10 fields"
    for field in block.get("fields", []):
        yield from plain(field, MAX_FIELD_CHARS)
    if "accessory" in block:
        yield from part.interactive(block["accessory"], part.IN_ACTIONS)


def _context(block: Mapping[str, Any]) -> Iterator[str]:
    if not 1 <= len(block.get("elements", [])) <= 10:
        yield "context without 1 to 10 elements"
    for element in block.get("elements", []):
        yield from plain(element, MAX_FIELD_CHARS)


def _header(block: Mapping[str, Any]) -> Iterator[str]:
    yield from plain(block.get("text"), MAX_HEADER_CHARS, "header")


def _markdown(block: Mapping[str, Any]) -> Iterator[str]:
    yield part.HOUSE + "a markdown block renders what others wrote"
    if not isinstance(block.get("text"), str) or not 1 <= len(block["text"]) <= MAX_MARKDOWN_CHARS:
        yield "markdown is empty or too long"


def _actions(block: Mapping[str, Any]) -> Iterator[str]:
    yield from _clickable(block, 25, part.IN_ACTIONS)


def _context_actions(block: Mapping[str, Any]) -> Iterator[str]:
    yield from _clickable(block, 5, part.IN_CONTEXT_ACTIONS)


def _clickable(block: Mapping[str, Any], most: int, allowed: tuple[str, ...]) -> Iterator[str]:
    elements = block.get("elements", [])
    if not 1 <= len(elements) <= most:
        yield f"{block['type']} without 1 to {most} elements"
    yield from part.unique_actions(elements)
    for element in elements:
        yield from part.interactive(element, allowed)


def _input(block: Mapping[str, Any]) -> Iterator[str]:
    yield from plain(block.get("label"), MAX_LABEL_CHARS, "label")
    if "hint" in block:
        yield from plain(block["hint"], MAX_LABEL_CHARS, "hint")
    yield from part.interactive(block.get("element"), part.IN_INPUT)


def _table(block: Mapping[str, Any]) -> Iterator[str]:
    rows = block.get("rows", [])
    if not 1 <= len(rows) <= 100 or any(not 1 <= len(row) <= 20 for row in rows):
        yield "table without 1 to 100 rows of 1 to 20 cells"
    if sum(map(len, texts(rows))) > MAX_TABLE_CHARS:
        yield "table is too long"
    for cell in chain.from_iterable(rows):
        if cell.get("type") == "rich_text":
            yield from _rich_text(cell)
        elif cell.get("type") != "raw_text" or not cell.get("text"):
            yield f"bad cell {cell.get('type')}"


def _divider(block: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"divider with {key}" for key in set(block) - {"type", "block_id"})


_BLOCKS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[str]]] = {
    "rich_text": _rich_text,
    "section": _section,
    "context": _context,
    "header": _header,
    "markdown": _markdown,
    "actions": _actions,
    "context_actions": _context_actions,
    "input": _input,
    "table": _table,
    "divider": _divider,
}


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for value in content.values():
            yield from _nodes(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _nodes(value)
