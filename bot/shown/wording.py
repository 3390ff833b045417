"""How a reply is put into words in Slack, in its blocks and in its notification alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from answer.reply import Answer, Citation, DisputedValue, Reply, Statement
from bot.shown.elements import Block, words
from bot.shown.room import clipped, size_chars
from corpus.article import Article
from corpus.cleaning import clean, clean_line

NEAREST = "Nearest, but not an answer:"
MAX_PROSE_CHARS = 3_000
MAX_MARKS = 20
MAX_OUTLETS = 5


def prose(statements: Iterable[Statement], room: int) -> list[Block]:
    """The statements with their markers, the answering phrases in bold, as elements of rich text. Never empty.

    Where `room` characters end, it is cut with an ellipsis, the markers kept.
    """
    pieces: list[tuple[str, bool]] = []
    for statement in statements:
        marked = marks(statement.citations)
        kept = clipped(statement.text, room - len(marked) - 1)
        said = [*_emphasised(statement, kept), (f" {marked} ", False)]
        pieces += said
        room -= size_chars([words(text, bold=bold) for text, bold in said])
        if kept != clean(statement.text):
            break
    return [words(text, bold=bold) for text, bold in _joined(pieces)] or [words("…")]


def _emphasised(statement: Statement, kept: str) -> list[tuple[str, bool]]:
    """What is kept of a statement, in pieces that are in bold or not; a phrase that was cut or moved is not."""
    span = statement.emphasis
    if span is None or span.end > len(kept) - (kept != statement.text) or span.of(kept) != span.of(statement.text):
        return [(kept, False)]
    return [(kept[: span.start], False), (span.of(kept), True), (kept[span.end :], False)]


def _joined(pieces: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Neighbours in the same style made one, without white space at the two ends."""
    runs = groupby((piece for piece in pieces if piece[0]), key=lambda piece: piece[1])
    joined = [("".join(text for text, _ in run), bold) for bold, run in runs]
    if joined:
        joined[0] = (joined[0][0].lstrip(), joined[0][1])
        joined[-1] = (joined[-1][0].rstrip(), joined[-1][1])
    return [piece for piece in joined if piece[0]]


def marks(markers: Sequence[int]) -> str:
    return "".join(f"[{marker}]" for marker in markers[:MAX_MARKS]) + "…" * (len(markers) > MAX_MARKS)


def title(citation: Citation) -> str:
    return named(citation.article)


def named(article: Article) -> str:
    """Its title, on one line; its id where it has none."""
    return clean_line(article.title) or article.id


def origin(citation: Citation) -> str:
    """Who published it, and when, and the page of what came in pages."""
    page = citation.article.page_of(citation.span.start)
    return published(citation.article) + (f", page {page}" if page else "")


def published(article: Article) -> str:
    """Who published it, and when."""
    day = article.published.isoformat() if article.published else "undated"
    return ", ".join(part for part in (clipped(clean_line(article.publisher), 200), day) if part)


def also_in(citation: Citation) -> str:
    """Where else the story stands; empty where it is told once."""
    told = [other.publisher or other.title or other.article_id for other in citation.also_in]
    names = list(dict.fromkeys(clipped(clean_line(name), 60) for name in told))
    more = f" and {len(names) - MAX_OUTLETS} more" if len(names) > MAX_OUTLETS else ""
    return f"also in {', '.join(names[:MAX_OUTLETS])}{more}" if names else ""


def carried(value: DisputedValue) -> str:
    """By how many sources a value is carried, and whether the newest is among them."""
    return f"{value.sources} source{'s'[: value.sources != 1]}" + " · newest" * value.newest


def missing(reply: Reply) -> str:
    """What of the question found no answer; empty where nothing is missing."""
    parts = reply.missing if isinstance(reply, Answer) else ()
    return clipped(f"No answer found for: {'; '.join(parts)}", 600) if parts else ""


def remarks(reply: Reply) -> list[str]:
    """The day that the answer is of, and the note."""
    as_of, note = reply.question.selection.as_of, clean(reply.note or "").strip()
    return ([f"As of {as_of.isoformat()}"] if as_of else []) + ([clipped(note, 500)] if note else [])
