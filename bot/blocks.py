"""A reply as Slack shows it. Pure: replies in, Block Kit out.

Everything that documents or people wrote goes into plain_text and rich_text elements, which render no markup. The only
links are those made here, and the notification text is escaped. Sizes keep below Slack's limits: prose gives way first,
then quotes, each visibly cut; a citation with no room left is counted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from answer.reply import Abstention, Answer, Citation, Disagreement, Reply, Statement
from bot.room import clipped, fitting, size_chars

Block = dict[str, Any]
"""One Block Kit block or element, as JSON."""

MAX_MESSAGE_CHARS = 12_000  # of the blocks as JSON. Slack refuses from about 13,200, by a count it does not publish
MAX_PROSE_CHARS = 3_000
LEAST_PROSE_CHARS = 900  # what prose keeps, however many citations there are
QUOTE_CHARS = (2_000, 1_000, 500, 250)  # the first length at which every citation has room
MAX_CITATIONS = 35
MAX_DISAGREEMENTS = 8
MAX_FIELDS = 10
MAX_MARKS = 20
MAX_TEXT_CHARS = 7_000  # of the notification text, which escaping makes up to five times as long; Slack takes 40,000

_HOST = re.compile(r"[a-z0-9.-]{1,253}")
_URL_CHARS = "!#$%&'()*+,/:;=?@[]~"  # what else a document puts into an address is percent-encoded
_MAX_URL_CHARS = 2_500


@dataclass(frozen=True)
class Message:
    """blocks: what is shown, at most 50; text: the same in escaped words, for notifications and where blocks fail."""

    blocks: tuple[Block, ...]
    text: str


def message_for(reply: Reply) -> Message:
    """An answer with its quotes and disagreements, or why there is none."""
    blocks = _answer(reply) if isinstance(reply, Answer) else [_paragraph(reply.text), *_footer(reply)]
    return Message(tuple(blocks), escaped("\n".join(_lines(reply))))


def notice(text: str) -> Message:
    """A message that is no reply from documents: help, or what went wrong."""
    short = clipped(text, MAX_PROSE_CHARS)
    return Message((_paragraph(short),), escaped(short))


def escaped(text: str) -> str:
    """`text` with nothing left that Slack takes for a mention, channel or link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _answer(answer: Answer) -> list[Block]:
    footer = _footer(answer)
    prose = _prose(answer.statements, MAX_PROSE_CHARS)
    room = MAX_MESSAGE_CHARS - size_chars(footer) - 400  # for the frame, and for saying what is left out
    disputes = fitting(_disputes(answer), room // 3, MAX_DISAGREEMENTS)
    room -= size_chars(disputes)
    for quote_chars in QUOTE_CHARS:
        citations = [_citation(citation, quote_chars) for citation in answer.citations]
        shown = fitting(citations, room - min(size_chars(prose), LEAST_PROSE_CHARS), MAX_CITATIONS)
        if len(shown) == len(citations):
            break
    room -= size_chars(shown)
    if size_chars(prose) > room:
        prose = _prose(answer.statements, room)
    unseen_disputes = _left_out(len(answer.disagreements) - len(disputes), "disagreement")
    unseen_citations = _left_out(len(answer.citations) - len(shown), "citation")
    return [_paragraph(prose), *disputes, *unseen_disputes, *shown, *unseen_citations, *footer]


def _prose(statements: Iterable[Statement], room: int) -> str:
    """The statements with their markers; where `room` ends, cut with an ellipsis, the markers kept. Never empty."""
    said: list[str] = []
    for statement in statements:
        marks = _marks(statement.citations)
        kept = clipped(statement.text, room - len(marks) - 1)
        said.append(f"{kept} {marks}".strip())
        room -= size_chars(said[-1])
        if kept != statement.text:
            break
    return " ".join(said).strip() or "…"


def _disputes(answer: Answer) -> list[Block]:
    sources = {citation.marker: citation for citation in answer.citations}
    return [_dispute(disagreement, sources) for disagreement in answer.disagreements]


def _dispute(disagreement: Disagreement, sources: dict[int, Citation]) -> Block:
    """The values side by side, each over who says so, and when."""
    fields = []
    for value in disagreement.values:
        said_by = "; ".join(_origin(sources[mark]) for mark in value.citations[:3] if mark in sources)
        fields.append(_plain(f"{clipped(value.value, 200)} {_marks(value.citations)}\n{said_by}".strip()))
    if len(fields) > MAX_FIELDS:
        fields[MAX_FIELDS - 1 :] = [_plain(f"… and {len(fields) - MAX_FIELDS + 1} more values")]
    block: Block = {"type": "section", "text": _plain(f"Sources disagree: {clipped(disagreement.about, 300)}")}
    return block | ({"fields": fields} if fields else {})


def _citation(citation: Citation, quote_chars: int) -> Block:
    title = clipped(_title(citation), 300)
    heading = [
        _words(f"[{citation.marker}] {title}", bold=True),
        _words(f" · {_origin(citation)}"),
        *_link(citation.article.url),
    ]
    quoted = {"type": "rich_text_quote", "elements": [_words(clipped(citation.quote, quote_chars) or "…")]}
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": heading}, quoted]}


def _origin(citation: Citation) -> str:
    article = citation.article
    day = article.published.isoformat() if article.published else "undated"
    publisher = (article.publisher or "").strip()
    return f"{clipped(publisher, 200)}, {day}" if publisher else day


def _link(url: str | None) -> list[Block]:
    """A link that names the host it leads to, so that no title can pose as another address."""
    address = _address(url)
    if address is None:
        return []
    return [_words(" · "), {"type": "link", "url": address, "text": urlsplit(address).hostname}]


def _address(url: str | None) -> str | None:
    """`url` if it is one of the web, with nothing in it that could end a link early."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not _HOST.fullmatch(parts.hostname or ""):
        return None
    address = quote(parts.geturl(), safe=_URL_CHARS)
    return address if len(address) <= _MAX_URL_CHARS else None


def _footer(reply: Reply) -> list[Block]:
    remarks = [_plain(remark) for remark in _remarks(reply)]
    return [{"type": "context", "elements": remarks}] if remarks else []


def _remarks(reply: Reply) -> list[str]:
    as_of, note = reply.question.selection.as_of, (reply.note or "").strip()
    return ([f"As of {as_of.isoformat()}"] if as_of else []) + ([clipped(note, 500)] if note else [])


def _left_out(count: int, what: str) -> list[Block]:
    if count <= 0:
        return []
    return [{"type": "context", "elements": [_plain(f"{count} more {what}{'s'[: count > 1]} did not fit here.")]}]


def _lines(reply: Reply) -> list[str]:
    """The reply as lines of text, at most MAX_TEXT_CHARS in all."""
    if isinstance(reply, Abstention):
        return [reply.text, *_remarks(reply)]
    said = [_prose(reply.statements, MAX_PROSE_CHARS), *_remarks(reply)]
    for dispute in reply.disagreements[:MAX_DISAGREEMENTS]:
        values = " / ".join(f"{clipped(value.value, 100)} {_marks(value.citations)}" for value in dispute.values)
        said.append(clipped(f"Sources disagree: {clipped(dispute.about, 100)}: {values}", 400))
    cited = [_cited(citation) for citation in reply.citations]
    shown = fitting(cited, MAX_TEXT_CHARS - sum(map(len, said)) - 100, len(cited))
    missing = len(cited) - len(shown)
    return said + shown + ([f"… and {missing} more citations"] if missing else [])


def _cited(citation: Citation) -> str:
    quoted, title = clipped(citation.quote, 500), clipped(_title(citation), 100)
    address = _address(citation.article.url) or ""
    return f"[{citation.marker}] “{quoted}” {title}, {_origin(citation)} {address}".strip()


def _title(citation: Citation) -> str:
    return citation.article.title.strip() or citation.article.id


def _paragraph(text: str) -> Block:
    return {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [_words(text)]}]}


def _words(text: str, *, bold: bool = False) -> Block:
    return {"type": "text", "text": text} | ({"style": {"bold": True}} if bold else {})


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text, "emoji": False}


def _marks(markers: Sequence[int]) -> str:
    return "".join(f"[{marker}]" for marker in markers[:MAX_MARKS]) + "…" * (len(markers) > MAX_MARKS)
