"""Draws our blocks as Slack does, near enough to judge them: plain HTML, every text escaped, nothing loaded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

_STYLE = Path(__file__).with_name("drawing.css")
_THUMB = (
    '<svg viewBox="0 0 16 16" width="14" height="14"><path fill="none" stroke="currentColor" stroke-width="1.4" '
    'stroke-linejoin="round" d="M2 7h3v7H2zM5 8l3-6q2 0 2 2L9 7h4q2 0 1 2l-1 4q0 1-1 1H5"/></svg>'
)
Block = Mapping[str, Any]


def page(title: str, shown: Sequence[str]) -> str:
    """A whole document around what was drawn."""
    rules = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{rules}">'
        f"<style>{_STYLE.read_text(encoding='utf-8')}</style></head><body>{''.join(shown)}</body></html>"
    )


def asked(text: str) -> str:
    """The message of whoever asks."""
    return _said("person", "MK", "Maren Kolb", "", f'<p class="typed">{escape(text)}</p>')


def posted(blocks: Sequence[Block], *, whispered: bool = False) -> str:
    """A message of the bot. whispered: that only the asker sees."""
    note = '<p class="whisper">Only visible to you</p>' if whispered else ""
    return _said("bot", "dd", "dealdesk", "APP", note + drawn(blocks))


def posted_text(text: str) -> str:
    """A message without blocks; text: escaped as Slack wants it, with links as <address|label>."""
    return _said("bot", "dd", "dealdesk", "APP", f'<p class="typed">{_linked(text)}</p>')


def view(shown: Mapping[str, Any]) -> str:
    """A modal, or a home."""
    if shown["type"] == "home":
        return f'<main class="home">{drawn(shown["blocks"])}</main>'
    ways = "".join(_pressed(shown[key], key) for key in ("close", "submit") if key in shown)
    title = f"<h1>{_text(shown['title'])}<span>×</span></h1>"
    return f'<main class="modal">{title}{drawn(shown["blocks"])}<footer>{ways}</footer></main>'


def drawn(blocks: Sequence[Block]) -> str:
    return "".join(_BLOCKS[block["type"]](block) for block in blocks)


def _said(kind: str, initials: str, name: str, badge: str, body: str) -> str:
    mark = f"<small>{badge}</small>" if badge else ""
    head = f'<p class="name">{name} {mark}<time>9:41</time></p>'
    return f'<article class="{kind}"><i>{initials}</i><div>{head}{body}</div></article>'


def _linked(text: str) -> str:
    """Slack's escapes are those of HTML; a link in angle brackets is drawn with its label."""
    pieces = []
    for piece in text.split("<"):
        link, bracket, rest = piece.rpartition(">")
        label = link.partition("|")[2]
        pieces.append((f"<a>{label}</a>" if bracket else "") + rest)
    return "".join(pieces)


def _text(text: Block) -> str:
    return escape(text["text"])


def _rich_text(block: Block) -> str:
    kinds = {"rich_text_section": "p", "rich_text_quote": "blockquote"}
    parts = [
        f"<{kinds[p['type']]}>{''.join(map(_leaf, p['elements']))}</{kinds[p['type']]}>" for p in block["elements"]
    ]
    return f'<div class="rich">{"".join(parts)}</div>'


def _leaf(leaf: Block) -> str:
    if leaf["type"] == "link":
        return f"<a>{_text(leaf)}</a>"
    return f"<b>{_text(leaf)}</b>" if leaf.get("style", {}).get("bold") else _text(leaf)


def _section(block: Block) -> str:
    said = f"<p>{_text(block['text'])}</p>" if "text" in block else ""
    fields = "".join(f"<p>{_text(field)}</p>" for field in block.get("fields", []))
    beside = _element(block["accessory"]) if "accessory" in block else ""
    columns = f'<div class="fields">{fields}</div>' if fields else ""
    return f'<div class="section"><div>{said}{columns}</div>{beside}</div>'


def _context(block: Block) -> str:
    return f'<div class="context">{"".join(f"<span>{_text(said)}</span>" for said in block["elements"])}</div>'


def _row(block: Block) -> str:
    return f'<div class="{block["type"]}">{"".join(map(_element, block["elements"]))}</div>'


def _input(block: Block) -> str:
    field = block["element"]
    inside = escape(field["initial_value"]) if "initial_value" in field else f"<em>{_text(field['placeholder'])}</em>"
    return f'<div class="input"><b>{_text(block["label"])}</b><div>{inside}</div></div>'


def _element(element: Block) -> str:
    if element["type"] == "feedback_buttons":
        sides = (("up", element["positive_button"]), ("down", element["negative_button"]))
        return "".join(f'<span class="thumb {way}">{_THUMB}{_text(side["text"])}</span>' for way, side in sides)
    return _pressed(element["text"], "button")


def _pressed(text: Block, kind: str) -> str:
    return f'<span class="press {kind}">{_text(text)}</span>'


_BLOCKS: Mapping[str, Callable[[Block], str]] = {
    "rich_text": _rich_text,
    "section": _section,
    "context": _context,
    "header": lambda block: f"<h2>{_text(block['text'])}</h2>",
    "divider": lambda block: "<hr>",
    "actions": _row,
    "context_actions": _row,
    "input": _input,
}
