"""The App Home: what somebody can ask about, and what they watch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer.watches import Watch
from bot.said import Said
from bot.shown.elements import Block, View, header, plain, remark, section, words
from bot.shown.listed import article_line, watch_line
from bot.shown.room import clipped
from corpus.stored import StoredArticle
from index.health import IndexHealth, VectorState

MAX_NEWEST = 10
MAX_WATCHES = 40
MAX_COLLECTIONS = 30

_HEALTH = {
    VectorState.READY: "The index is ready.",
    VectorState.HEALING: "Words alone are searched until the index is rebuilt, which takes a few minutes.",
    VectorState.BROKEN: "Words alone are searched: the index could not be rebuilt. An admin finds why in the log.",
}
_READABLE = "What you may read"
_CANNOT = "Nothing can be asked at the moment. An admin finds why in the log of dealdesk."
_HOW = (
    "Mention me in a channel, write to me directly, or type /dealdesk ask and your question. "
    "In a thread that I was asked in, just go on asking. /dealdesk help lists the rest."
)


@dataclass(frozen=True)
class HomeShown:
    """What one person's home shows. counts: the collections they may read, with how many articles each holds.

    newest: of those articles; watches: their own; health: None when nothing can be asked.
    """

    counts: tuple[tuple[str, int], ...]
    newest: tuple[StoredArticle, ...]
    watches: tuple[Watch, ...]
    health: IndexHealth | None


def home_view(home: HomeShown) -> View:
    blocks = [*_corpus(home), *_newest(home.newest), *_watches(home.watches)]
    blocks += [header("How to ask"), _said(_HOW)]
    return {"type": "home", "blocks": blocks}


def _corpus(home: HomeShown) -> list[Block]:
    health = remark(_HEALTH[home.health.vectors] if home.health else _CANNOT)
    if not home.counts:
        return [header(_READABLE), _said(Said.DENIED), health]
    total = sum(count for _, count in home.counts)
    held = [f"{clipped(name, 100)}: {_articles(count)}" for name, count in home.counts[:MAX_COLLECTIONS]]
    more = len(home.counts) - len(held)
    held += [f"… and {more} more collections"] if more > 0 else []
    counted = [words(_articles(total), bold=True), words(" in all. In a channel, those answer that it is bound to.")]
    return [header(_READABLE), section(counted), remark(clipped("\n".join(held), 1_900)), health]


def _newest(newest: Sequence[StoredArticle]) -> list[Block]:
    if not newest:
        return []
    return [header("Newest articles"), *(article_line(stored.article) for stored in newest[:MAX_NEWEST])]


def _watches(watches: Sequence[Watch]) -> list[Block]:
    if not watches:
        return [header("My watches"), _said("None yet. “Watch this” below an answer tells you when it changes.")]
    more = len(watches) - MAX_WATCHES
    unseen = [remark(f"… and {more} more. /dealdesk watch list shows them all.")] if more > 0 else []
    return [header("My watches"), *map(watch_line, watches[:MAX_WATCHES]), *unseen]


def _said(text: str) -> Block:
    return {"type": "section", "text": plain(text)}


def _articles(count: int) -> str:
    return f"{count:,} article{'s'[: count != 1]}"
