"""A reply as Slack shows it. Pure: replies in, Block Kit out.

Everything that documents or people wrote goes into plain_text and rich_text elements, which render no markup. The only
links are those made here, and the notification text is escaped. Sizes keep below Slack's limits: prose gives way first,
then quotes, each visibly cut; a citation with no room left is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from answer.keeping import cited
from answer.reply import Abstention, Answer, Citation, Disagreement, Reply
from bot.shown.actions_named import FEEDBACK, NO, SHARE, SHOW_MORE, WATCH, YES, value_of
from bot.shown.elements import Block, button, button_row, escaped, plain, quoted, remark, rich, section, told, words
from bot.shown.notification import MAX_DISAGREEMENTS, text_of
from bot.shown.room import clipped, fitting, size_chars
from bot.shown.wording import MAX_PROSE_CHARS, NEAREST, also_in, carried, marks, missing, origin, prose, remarks, title

MAX_MESSAGE_CHARS = 12_000  # of the blocks as JSON. Slack refuses from about 13,200, by a count it does not publish
LEAST_PROSE_CHARS = 900  # what prose keeps, however many citations there are
QUOTE_CHARS = (2_000, 1_000, 500, 250, 120)  # the first length at which every citation has room
MAX_CITATIONS = 35  # with MAX_DISAGREEMENTS and all that stands around them, 50 blocks
MAX_FIELDS = 10
MAX_QUESTION_CHARS = 300
CITATIONS_A_PIECE = 8
_BELOW = ("context", "actions", "context_actions")


@dataclass(frozen=True)
class Message:
    """blocks: what is shown, at most 50; text: the same in escaped words, for notifications and where blocks fail."""

    blocks: tuple[Block, ...]
    text: str


def message_for(reply: Reply, *, buttons: bool = True) -> Message:
    """An answer with its quotes and disagreements, or why there is none, with the nearest passages.

    buttons: whether it can be rated, watched and opened, for which the reply has to be kept.
    """
    return _message(reply, _actions(reply) if buttons else [])


def ephemeral_for(reply: Reply) -> Message:
    """The same for the asker alone, who may share it."""
    return _message(reply, _actions(reply, button("Share in channel", SHARE, reply.id)))


def with_question(message: Message, question: str) -> Message:
    """The question first, which nobody else has seen: in the first block, for there may be no room for another."""
    first, *rest = message.blocks
    asked = clipped(question, MAX_QUESTION_CHARS)
    heading = {"type": "rich_text_section", "elements": [words(f"{asked}\n", bold=True)]}
    blocks = ({**first, "elements": [heading, *first["elements"]]}, *rest)
    return Message(blocks, f"{escaped(asked)}\n{message.text}")


def notice(text: str) -> Message:
    """A message that is no reply from documents: help, or what went wrong."""
    short = clipped(text, MAX_PROSE_CHARS)
    return Message((section([words(short)]),), escaped(short))


def pieces_of(message: Message) -> list[list[Block]]:
    """The blocks in the order in which they are streamed: prose, disagreements, citations a few at a time, what stands
    below. Together exactly the message's."""
    body, below = list(message.blocks), list[Block]()
    while len(body) > 1 and body[-1]["type"] in _BELOW:
        below.insert(0, body.pop())
    pieces: list[list[Block]] = []
    for _, run in groupby(body, key=_stage):
        blocks = list(run)
        pieces += [blocks[start : start + CITATIONS_A_PIECE] for start in range(0, len(blocks), CITATIONS_A_PIECE)]
    return [*pieces, below] if below else pieces


def _stage(block: Block) -> str:
    if block["type"] != "rich_text":
        return "disagreements"
    return "citations" if block["elements"][-1]["type"] == "rich_text_quote" else "prose"


def _message(reply: Reply, actions: Sequence[Block]) -> Message:
    below = [*_remarks(reply), *actions]
    blocks = _answer(reply, below) if isinstance(reply, Answer) else _abstention(reply, below)
    return Message(tuple(blocks), text_of(reply))


def _abstention(abstention: Abstention, below: list[Block]) -> list[Block]:
    said = section([words(abstention.text)])
    heading = [section([words(NEAREST)])] if abstention.nearest else []
    room = MAX_MESSAGE_CHARS - size_chars([said, *below]) - 400
    quotes = _citations(abstention.nearest, room)
    return [said, *heading, *quotes, *_left_out(abstention.nearest, quotes, "citation"), *below]


def _answer(answer: Answer, below: list[Block]) -> list[Block]:
    unanswered = [section([words(said)]) for said in [missing(answer)] if said]
    said = prose(answer.statements, MAX_PROSE_CHARS)
    # 400 for the frame, and for what is said to be left out
    room = MAX_MESSAGE_CHARS - size_chars([*unanswered, *below]) - 400
    disputes = fitting(_disputes(answer), room // 3, MAX_DISAGREEMENTS)
    room -= size_chars(disputes)
    quotes = _citations(answer.citations, room - min(size_chars(said), LEAST_PROSE_CHARS))
    room -= size_chars(quotes)
    if size_chars(said) > room:
        said = prose(answer.statements, room)
    disputes += _left_out(answer.disagreements, disputes, "disagreement")
    quotes += _left_out(answer.citations, quotes, "citation")
    return [section(said), *unanswered, *disputes, *quotes, *below]


def _citations(citations: Sequence[Citation], room: int) -> list[Block]:
    """One block each, with quotes as long as there is room for all of them; otherwise those that find room."""
    shown: list[Block] = []
    for quote_chars in QUOTE_CHARS:
        blocks = [_citation(citation, quote_chars) for citation in citations]
        shown = fitting(blocks, room, MAX_CITATIONS)
        if len(shown) == len(citations):
            break
    return shown


def _citation(citation: Citation, quote_chars: int) -> Block:
    named = f"[{citation.marker}] {clipped(title(citation), 300)}"
    heading = told(named, [origin(citation), also_in(citation)], citation.article.url)
    quote = quoted([words(clipped(citation.quote, quote_chars))])
    return rich([{"type": "rich_text_section", "elements": heading}, quote])


def _disputes(answer: Answer) -> list[Block]:
    sources = {citation.marker: citation for citation in answer.citations}
    return [_dispute(disagreement, sources) for disagreement in answer.disagreements]


def _dispute(disagreement: Disagreement, sources: dict[int, Citation]) -> Block:
    """The values side by side, each over who says so, and when."""
    fields = []
    for value in disagreement.values:
        said_by = "; ".join(origin(sources[mark]) for mark in value.citations[:3] if mark in sources)
        lines = [f"{clipped(value.value, 200)} {marks(value.citations)}", said_by, carried(value)]
        fields.append(plain("\n".join(line.strip() for line in lines if line.strip())))
    if len(fields) > MAX_FIELDS:
        fields[MAX_FIELDS - 1 :] = [plain(f"… and {len(fields) - MAX_FIELDS + 1} more values")]
    about = f"Sources disagree: {clipped(disagreement.about, 300)}"
    if disagreement.explanation:
        about += f"\n{clipped(disagreement.explanation, 500)}"
    block: Block = {"type": "section", "text": plain(about)}
    return block | ({"fields": fields} if fields else {})


def _remarks(reply: Reply) -> list[Block]:
    said = [plain(said) for said in remarks(reply)]
    return [{"type": "context", "elements": said}] if said else []


def _actions(reply: Reply, *more: Block) -> list[Block]:
    """What can be done with a reply: open, watch, share and rate it."""
    watch = "Watch this" if isinstance(reply, Answer) else "Tell me when an article answers this"
    opens = [button("Show more passages", SHOW_MORE, reply.id)] if cited(reply) else []
    rating: Block = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": {"text": plain("Helpful"), "value": value_of(reply.id, YES)},
        "negative_button": {"text": plain("Not helpful"), "value": value_of(reply.id, NO)},
    }
    return [
        button_row([*opens, button(watch, WATCH, reply.id), *more]),
        {"type": "context_actions", "elements": [rating]},
    ]


def _left_out(all_of_them: Sequence[object], shown: Sequence[Block], what: str) -> list[Block]:
    count = len(all_of_them) - len(shown)
    return [remark(f"{count} more {what}{'s'[: count > 1]} did not fit here.")] if count else []
