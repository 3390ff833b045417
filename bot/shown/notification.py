"""A reply as text, for notifications and for where Slack refuses the blocks. All in it but our own links is escaped."""

from __future__ import annotations

from collections.abc import Sequence

from answer.reply import Abstention, Citation, Disagreement, Reply
from bot.shown.elements import escaped, link_in_text
from bot.shown.room import clipped, fitting
from bot.shown.wording import MAX_PROSE_CHARS, NEAREST, also_in, carried, marks, missing, origin, prose, remarks, title

MAX_TEXT_CHARS = 7_000  # before what precedes the citations is escaped, up to five times as long; Slack takes 40,000
MAX_ESCAPED_CHARS = 35_000
MAX_DISAGREEMENTS = 8


def text_of(reply: Reply) -> str:
    """Escaped, with links to the articles."""
    if isinstance(reply, Abstention):
        said = [reply.text, *remarks(reply), *([NEAREST] if reply.nearest else [])]
        return _text(said, reply.nearest)
    answer = "".join(element["text"] for element in prose(reply.statements, MAX_PROSE_CHARS))
    said = [answer, *filter(None, [missing(reply)]), *remarks(reply)]
    said += [_dispute(dispute) for dispute in reply.disagreements[:MAX_DISAGREEMENTS]]
    unseen = len(reply.disagreements) - MAX_DISAGREEMENTS
    said += [f"… and {unseen} more disagreements"] if unseen > 0 else []
    return _text(said, reply.citations)


def joined(lines: Sequence[str]) -> str:
    """Lines that are escaped, as many as Slack takes, and how many it would not."""
    shown = fitting(lines, MAX_ESCAPED_CHARS, len(lines))
    unseen = len(lines) - len(shown)
    return "\n".join([*shown, *([f"… and {unseen} more"] if unseen else [])])


def _text(said: Sequence[str], citations: Sequence[Citation]) -> str:
    cited = [_cited(citation) for citation in citations]
    shown = fitting(cited, MAX_TEXT_CHARS - sum(map(len, said)) - 100, len(cited))
    unseen = len(cited) - len(shown)
    return "\n".join([*map(escaped, said), *shown, *([f"… and {unseen} more citations"] if unseen else [])])


def _dispute(dispute: Disagreement) -> str:
    values = " / ".join(
        f"{clipped(value.value, 100)} {marks(value.citations)} ({carried(value)})" for value in dispute.values
    )
    return clipped(
        f"Sources disagree: {clipped(dispute.about, 100)}: {values} {dispute.explanation or ''}".strip(), 400
    )


def _cited(citation: Citation) -> str:
    quoted, named = clipped(citation.quote, 500), clipped(title(citation), 100)
    told = ", ".join(filter(None, [named, origin(citation), also_in(citation)]))
    return f"{escaped(f'[{citation.marker}] “{quoted}” {told}')} {link_in_text(citation.article.url)}".strip()
