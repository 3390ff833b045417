"""What the commands show: articles, sources, watches, help. Everybody sees only their own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from answer.watches import Watch
from bot.shown.blocks import MAX_MESSAGE_CHARS, Message
from bot.shown.elements import Block, escaped, link_in_text, remark, section, told, words
from bot.shown.listed import article_line, watch_line
from bot.shown.notification import joined
from bot.shown.room import clipped, fitting
from bot.shown.wording import named, published
from corpus.source import RegisteredSource, SourceKind
from corpus.stored import StoredArticle

MAX_LISTED = 40
_ROOM = MAX_MESSAGE_CHARS - 1_500  # for the heading and the remarks

_COMMANDS = (
    ("/dealdesk ask", "and a question: I answer with the proof. Only you see it, and you can share it."),
    ("/dealdesk articles", "and maybe some words: the articles that you may read."),
    ("/dealdesk sources", "where the articles come from."),
    ("/dealdesk watch", "and a question: I tell you when new articles change the answer."),
    ("/dealdesk watch list", "what you watch."),
    ("/dealdesk watch stop", "and a number of that list: I stop telling you."),
    ("/dealdesk bind", "and collections: what answers in this channel; unbind ends it (admins)."),
    ("/dealdesk grant", "and a person and collections: what they may read; revoke ends it, grants lists (admins)."),
    ("/dealdesk help", "this list."),
)
_WITHOUT = "Or mention me in a channel, or write to me directly. In a thread that I was asked in, just go on asking."


def articles_message(articles: Sequence[StoredArticle], *, query: str = "", total: int = 0, more: str = "") -> Message:
    """One page of articles. query: what was looked for; total: how many there are in all; more: the command that shows
    the next page, or empty on the last."""
    about = f" about “{clipped(query, 200)}”" if query else ""
    if not articles:
        return _listing(f"No articles{about} that you may read.", [], [])
    total = max(total, len(articles))
    heading = f"{total:,} article{'s'[: total != 1]}{about}"
    lines = [_article_text(stored) for stored in articles]
    hint = f"For more: {clipped(more, 300)}" if more else ""
    return _listing(heading, [article_line(stored.article) for stored in articles], lines, hint)


def sources_message(sources: Sequence[RegisteredSource]) -> Message:
    """Where the articles come from. Of a folder only the name is told, not where it lies."""
    if not sources:
        return _listing("No sources are kept current: articles are handed over.", [], [])
    blocks = [section(told(_place(source), _facts(source), _address(source))) for source in sources]
    lines = [escaped(" · ".join([_place(source), *_facts(source)])) for source in sources]
    return _listing(f"{len(sources)} source{'s'[: len(sources) != 1]}", blocks, lines)


def watches_message(watches: Sequence[Watch]) -> Message:
    """In the order in which `watch stop` counts them."""
    if not watches:
        return _listing("You watch nothing. /dealdesk watch and a question begins.", [], [])
    lines = [escaped(f"{n}. {clipped(watch.question.text, 500)}") for n, watch in enumerate(watches, 1)]
    return _listing("What you watch", [watch_line(watch, n) for n, watch in enumerate(watches, 1)], lines)


def help_message() -> Message:
    rows = [section([words(command, bold=True), words(f" {does}")]) for command, does in _COMMANDS]
    lines = [f"{command} {does}" for command, does in _COMMANDS]
    return _listing("What I do", rows, lines, _WITHOUT)


def _listing(heading: str, blocks: Sequence[Block], lines: Sequence[str], hint: str = "") -> Message:
    shown = fitting(blocks, _ROOM, MAX_LISTED)
    unseen = len(blocks) - len(shown)
    left_out = f"{unseen} more did not fit here." if unseen else ""
    remarks = [said for said in (left_out, hint) if said]
    text = joined([escaped(heading), *lines[: len(shown)], *map(escaped, remarks)])
    return Message((section([words(heading, bold=bool(blocks))]), *shown, *map(remark, remarks)), text)


def _article_text(stored: StoredArticle) -> str:
    article = stored.article
    said = escaped(f"{clipped(named(article), 200)}, {published(article)}")
    return f"{said} {link_in_text(article.url)}".strip()


def _place(source: RegisteredSource) -> str:
    folder = source.kind is SourceKind.FOLDER
    return clipped(PurePath(source.location).name if folder else source.location, 200) or source.id


def _facts(source: RegisteredSource) -> list[str]:
    looked = f"looked at {source.refreshed_at.date().isoformat()}" if source.refreshed_at else "not looked at yet"
    trouble = "could not be read the last time" if source.error else ""
    return [str(source.kind), f"collection {source.collection}", trouble or looked]


def _address(source: RegisteredSource) -> str | None:
    return None if source.kind is SourceKind.FOLDER else source.location
