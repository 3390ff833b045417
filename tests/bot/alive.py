"""What would come alive in Slack, or show something else than it holds. Written apart from the builders."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlsplit

_DEAD = {
    "rich_text", "rich_text_section", "rich_text_quote", "text", "link", "section", "plain_text", "context", "header",
    "divider", "actions", "button", "context_actions", "feedback_buttons", "input", "plain_text_input", "modal", "home",
}  # fmt: skip
_OURS = re.compile(r"[\w:-]{1,80}")
_TOKEN = re.compile(r"<(https?://[!-;=?-{}~]+)\|([a-z0-9.-]+)>")
_HALF_ESCAPED = re.compile(r"&(?!(?:amp|lt|gt);)")
_DRAWS_NOTHING = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u180b\u180c\u180d\u180f") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)


def alive_in(shown: Any, hosts: Sequence[str]) -> list[str]:
    """Everything wrong with blocks or a view. hosts: where links may lead to."""
    json.dumps(shown, ensure_ascii=False).encode()  # raises for what cannot be sent
    return [fault for node in _nodes(shown) for fault in _node(node, hosts)]


def alive_in_text(text: str, hosts: Sequence[str]) -> list[str]:
    """Everything wrong with the text of a message."""
    text.encode()
    links, rest = _TOKEN.findall(text), _TOKEN.sub("", text)
    found = [fault for url, label in links for fault in _link(url.replace("&amp;", "&"), label, hosts)]
    found += ["live token"] * (set("<>") & set(rest) != set())
    return found + ["half escaped"] * bool(_HALF_ESCAPED.search(text)) + list(_hidden(text))


def _node(node: dict[str, Any], hosts: Sequence[str]) -> Iterator[str]:
    if node["type"] not in _DEAD:
        yield f"{node['type']} is alive"
    if node["type"] == "plain_text" and node.get("emoji") is not False:
        yield "emoji are on"
    if node["type"] == "link":
        yield from _link(node["url"], node["text"], hosts)
    for key, value in node.items():
        if key in ("text", "initial_value") and isinstance(value, str):
            yield from _hidden(value)
        if key in ("action_id", "value", "callback_id", "block_id") and not _OURS.fullmatch(value):
            yield f"{key} holds more than ids"


def _link(url: str, label: str, hosts: Sequence[str]) -> Iterator[str]:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not url.isascii() or re.search(r"[\s<>|\"`\\\x00-\x1f\x7f]", url):
        yield f"bad address {url[:80]!r}"
    if label != parts.hostname or label not in hosts:
        yield f"{label!r} names another place than {url[:80]!r}"


def _hidden(text: str) -> Iterator[str]:
    for character in set(text) - {"\n", "\t"}:
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") or character in _DRAWS_NOTHING:
            yield f"{character!a} hides or reorders"


def _nodes(content: Any) -> Iterator[dict[str, Any]]:
    if isinstance(content, dict):
        if "type" in content:
            yield content
        for value in content.values():
            yield from _nodes(value)
    elif isinstance(content, list | tuple):
        for value in content:
            yield from _nodes(value)
