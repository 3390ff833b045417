"""A reply as Slack shows it. Pure: replies in, Block Kit out.

Everything that documents or people wrote goes into plain_text and rich_text elements, which render no markup. The only
links are those made here, and the notification text is escaped. Sizes keep below Slack's limits: prose gives way first,
then quotes, each visibly cut; a citation with no room left is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from answer.reply import Abstention, Answer, Citation, Disagreement, Reply
from bot.elements import Block, escaped, link, plain, remark, rich, section, words
from bot.notification import MAX_DISAGREEMENTS, lines
from bot.room import clipped, fitting, size_chars
from bot.wording import MAX_PROSE_CHARS, NEAREST, also_in, carried, marks, missing, origin, prose, remarks, title

MAX_MESSAGE_CHARS = 12_000  # of the blocks as JSON. Slack refuses from about 13,200, by a count it does not publish
LEAST_PROSE_CHARS = 900  # what prose keeps, however many citations there are
QUOTE_CHARS = (2_000, 1_000, 500, 250)  # the first length at which every citation has room
MAX_CITATIONS = 35
MAX_FIELDS = 10


@dataclass(frozen=True)
class Message:
    """blocks: what is shown, at most 50; text: the same in escaped words, for notifications and where blocks fail."""

    blocks: tuple[Block, ...]
    text: str


def message_for(reply: Reply) -> Message:
    """An answer with its quotes and disagreements, or why there is none, with the nearest passages."""
    blocks = _answer(reply) if isinstance(reply, Answer) else _abstention(reply)
    return Message(tuple(blocks), escaped("\n".join(lines(reply))))


def notice(text: str) -> Message:
    """A message that is no reply from documents: help, or what went wrong."""
    short = clipped(text, MAX_PROSE_CHARS)
    return Message((section([words(short)]),), escaped(short))


def _abstention(abstention: Abstention) -> list[Block]:
    frame = [section([words(abstention.text)]), *_footer(abstention)]
    heading = [section([words(NEAREST)])] if abstention.nearest else []
    room = MAX_MESSAGE_CHARS - size_chars(frame) - 400
    return [frame[0], *heading, *_citations(abstention.nearest, room), *frame[1:]]


def _answer(answer: Answer) -> list[Block]:
    footer = _footer(answer)
    unanswered = [section([words(said)]) for said in [missing(answer)] if said]
    said = prose(answer.statements, MAX_PROSE_CHARS)
    room = (
        MAX_MESSAGE_CHARS - size_chars([*unanswered, *footer]) - 400
    )  # for the frame, and what is said to be left out
    disputes = fitting(_disputes(answer), room // 3, MAX_DISAGREEMENTS)
    room -= size_chars(disputes)
    cited = _citations(answer.citations, room - min(size_chars(said), LEAST_PROSE_CHARS))
    room -= size_chars(cited)
    if size_chars(said) > room:
        said = prose(answer.statements, room)
    unseen = _left_out(len(answer.disagreements) - len(disputes), "disagreement")
    return [section(said), *unanswered, *disputes, *unseen, *cited, *footer]


def _citations(citations: Sequence[Citation], room: int) -> list[Block]:
    """One block each, with quotes as long as there is room for all of them; and how many found none."""
    shown: list[Block] = []
    for quote_chars in QUOTE_CHARS:
        blocks = [_citation(citation, quote_chars) for citation in citations]
        shown = fitting(blocks, room, MAX_CITATIONS)
        if len(shown) == len(citations):
            break
    return shown + _left_out(len(citations) - len(shown), "citation")


def _citation(citation: Citation, quote_chars: int) -> Block:
    heading = [
        words(f"[{citation.marker}] {clipped(title(citation), 300)}", bold=True),
        words("".join(f" · {said}" for said in (origin(citation), also_in(citation)) if said)),
        *link(citation.article.url),
    ]
    quoted = {"type": "rich_text_quote", "elements": [words(clipped(citation.quote, quote_chars) or "…")]}
    return rich([{"type": "rich_text_section", "elements": heading}, quoted])


def _disputes(answer: Answer) -> list[Block]:
    sources = {citation.marker: citation for citation in answer.citations}
    return [_dispute(disagreement, sources) for disagreement in answer.disagreements]


def _dispute(disagreement: Disagreement, sources: dict[int, Citation]) -> Block:
    """The values side by side, each over who says so, and when."""
    fields = []
    for value in disagreement.values:
        said_by = "; ".join(origin(sources[mark]) for mark in value.citations[:3] if mark in sources)
        told = [f"{clipped(value.value, 200)} {marks(value.citations)}", said_by, carried(value)]
        fields.append(plain("\n".join(line.strip() for line in told if line.strip())))
    if len(fields) > MAX_FIELDS:
        fields[MAX_FIELDS - 1 :] = [plain(f"… and {len(fields) - MAX_FIELDS + 1} more values")]
    about = f"Sources disagree: {clipped(disagreement.about, 300)}"
    if disagreement.explanation:
        about += f"\n{clipped(disagreement.explanation, 500)}"
    block: Block = {"type": "section", "text": plain(about)}
    return block | ({"fields": fields} if fields else {})


def _footer(reply: Reply) -> list[Block]:
    said = [plain(said) for said in remarks(reply)]
    return [{"type": "context", "elements": said}] if said else []


def _left_out(count: int, what: str) -> list[Block]:
    return [remark(f"{count} more {what}{'s'[: count > 1]} did not fit here.")] if count > 0 else []
