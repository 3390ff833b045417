"""A reply as plain lines, for notifications and for where Slack refuses the blocks."""

from __future__ import annotations

from collections.abc import Sequence

from answer.reply import Abstention, Citation, Disagreement, Reply
from bot.elements import web_address
from bot.room import clipped, fitting
from bot.wording import MAX_PROSE_CHARS, NEAREST, also_in, carried, marks, missing, origin, prose, remarks, title

MAX_TEXT_CHARS = 7_000  # which escaping makes up to five times as long; Slack takes 40,000
MAX_DISAGREEMENTS = 8


def lines(reply: Reply) -> list[str]:
    """At most MAX_TEXT_CHARS in all."""
    if isinstance(reply, Abstention):
        said = [reply.text, *remarks(reply), *([NEAREST] if reply.nearest else [])]
        return said + _cited_lines(reply.nearest, said)
    answer = "".join(element["text"] for element in prose(reply.statements, MAX_PROSE_CHARS))
    said = [answer, *filter(None, [missing(reply)]), *remarks(reply)]
    said += [_dispute(dispute) for dispute in reply.disagreements[:MAX_DISAGREEMENTS]]
    return said + _cited_lines(reply.citations, said)


def _dispute(dispute: Disagreement) -> str:
    values = " / ".join(
        f"{clipped(value.value, 100)} {marks(value.citations)} ({carried(value)})" for value in dispute.values
    )
    return clipped(
        f"Sources disagree: {clipped(dispute.about, 100)}: {values} {dispute.explanation or ''}".strip(), 400
    )


def _cited_lines(citations: Sequence[Citation], before: Sequence[str]) -> list[str]:
    cited = [_cited(citation) for citation in citations]
    shown = fitting(cited, MAX_TEXT_CHARS - sum(map(len, before)) - 100, len(cited))
    unseen = len(cited) - len(shown)
    return shown + ([f"… and {unseen} more citations"] if unseen else [])


def _cited(citation: Citation) -> str:
    quoted, named = clipped(citation.quote, 500), clipped(title(citation), 100)
    address = web_address(citation.article.url) or ""
    told = ", ".join(filter(None, [named, origin(citation), also_in(citation)]))
    return f"[{citation.marker}] “{quoted}” {told} {address}".strip()
