"""JSON-LD in a page: the node that describes its article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from corpus.cleaning import clean_line

Node = Mapping[str, Any]

_MOST_NODES = 500
_LISTS_OF_OTHERS = frozenset(("itemListElement", "hasPart", "liveBlogUpdate", "isPartOf", "citation", "mentions"))
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_ARTICLE = re.compile(r"\w*Article|\w*BlogPosting|Report|PressRelease")
_PAGE = re.compile(r"WebPage|ItemPage|CreativeWork")


def linked_data(page: Any) -> list[Node]:
    """Every node of every JSON-LD script of the page, outermost first; a script that is no JSON is passed over."""
    nodes: list[Node] = []
    for script in page.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            try:
                nodes += _nodes(json.loads(_COMMENT.sub("", script.text or ""), strict=False))
            except (ValueError, RecursionError):
                continue
    return nodes[:_MOST_NODES]


def article_node(nodes: Sequence[Node]) -> Node:
    """The first article among `nodes`, with what it refers to by @id put in its place; empty where there is none."""
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    for kind in (_ARTICLE, _PAGE):
        for node in nodes:
            if any(kind.fullmatch(name) for name in _strings(node.get("@type"))):
                return {key: _resolved(value, named) for key, value in node.items()}
    return {}


def as_names(value: object) -> str | None:
    """A name, an object with a name, or a list of such, as one line: "Jane Roe, John Doe"."""
    items = value if isinstance(value, list) else [value]
    names = [item.get("name") if isinstance(item, dict) else item for item in items[:20]]
    flat = [name for given in names for name in _strings(given)]
    return ", ".join(dict.fromkeys(clean_line(name) for name in flat if name)) or None


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        for key, item in value.items():
            if key not in _LISTS_OF_OTHERS:
                yield from _nodes(item)


def _resolved(value: object, named: Mapping[str, Node]) -> object:
    if isinstance(value, list):
        return [_resolved(item, named) for item in value[:20]]
    if isinstance(value, dict) and len(value) == 1 and isinstance(value.get("@id"), str):
        return named.get(value["@id"], value)
    return value


def _strings(value: object) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
