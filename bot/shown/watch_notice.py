"""What a watcher is told: what changed, with the old and the new quote side by side."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from answer.differences import Difference, Kind, Told
from bot.shown.actions_named import SHOW_MORE, UNWATCH
from bot.shown.blocks import Message
from bot.shown.elements import (
    Block,
    button,
    button_row,
    escaped,
    link,
    link_in_text,
    plain,
    remark,
    section,
    told,
    words,
)
from bot.shown.notification import joined
from bot.shown.room import clipped
from bot.shown.wording import origin, title

MAX_ROWS = 4
MAX_LINKS = 4

_SAID = {
    Kind.ANSWERED: "There is an answer now: {}",
    Kind.OTHER_VALUE: "The answer has changed: {}",
    Kind.DISAGREEMENT: "The sources now disagree: {}",
    Kind.UNSUPPORTED: "The articles do not answer this any more: {}",
}
_BEFORE, _NOW = "Before", "Now"
_NOTHING = "no answer"


def watch_notice(question: str, difference: Difference, *, watch_id: str, answer_id: str) -> Message:
    """question: as it was asked; answer_id: of the new reply, whose passages can be opened."""
    heading = _SAID[difference.kind].format(clipped(question, 500))
    fields = [plain(side) for row in _rows(difference) for side in row]
    ways = [button("Show more passages", SHOW_MORE, answer_id), button("Stop watching", UNWATCH, watch_id)]
    blocks = [
        section([words(heading, bold=True)]),
        {"type": "section", "fields": fields},
        *(remark(said) for said in _unseen(difference)),
        *_links(difference.new),
        button_row(ways),
    ]
    return Message(tuple(blocks), _text(heading, difference))


def _rows(difference: Difference) -> list[tuple[str, str]]:
    """Before and now, as pairs of fields, which Slack sets in two columns."""
    rows = list(zip_longest(difference.old[:MAX_ROWS], difference.new[:MAX_ROWS])) or [(None, None)]
    sides = [(_side(old), _side(new)) for old, new in rows]
    sides[0] = (f"{_BEFORE}: {sides[0][0] or _NOTHING}", f"{_NOW}: {sides[0][1] or _NOTHING}")
    return [(old or "–", new or "–") for old, new in sides]


def _side(said: Told | None) -> str:
    """The value, the quote and who says so; empty where there is none."""
    if said is None:
        return ""
    value, quote = clipped(said.value or "", 200), f"“{clipped(said.citation.quote, 700)}”"
    return "\n".join(filter(None, [value, quote, clipped(title(said.citation), 200), origin(said.citation)]))


def _unseen(difference: Difference) -> list[str]:
    count = sum(max(len(side) - MAX_ROWS, 0) for side in (difference.old, difference.new))
    return [f"… and {count} more values"] if count else []


def _links(new: Sequence[Told]) -> list[Block]:
    """The new articles, each once, with the way to them: fields can hold no link."""
    articles = {one.citation.article.id: one.citation for one in new}
    linked = [citation for citation in articles.values() if link(citation.article.url)]
    return [
        section(told(clipped(title(citation), 200), [origin(citation)], citation.article.url))
        for citation in linked[:MAX_LINKS]
    ]


def _text(heading: str, difference: Difference) -> str:
    lines = [escaped(heading)]
    for side, said in ((_BEFORE, difference.old[:MAX_ROWS]), (_NOW, difference.new[:MAX_ROWS])):
        lines += [_line(side, one) for one in said] or [f"{side}: {_NOTHING}"]
    return joined(lines + _unseen(difference))


def _line(side: str, said: Told) -> str:
    citation = said.citation
    value = f"{clipped(said.value, 200)} " if said.value else ""
    line = f"{side}: {value}“{clipped(citation.quote, 500)}” {clipped(title(citation), 100)}, {origin(citation)}"
    return f"{escaped(line)} {link_in_text(citation.article.url)}".strip()
