"""Every passage behind a reply, in its context: what "Show more passages" opens."""

from __future__ import annotations

from answer.keeping import cited
from answer.reply import Abstention, Citation, Reply
from bot.shown.actions_named import EARLIER_PASSAGES, MORE_PASSAGES, PASSAGES_VIEW, value_of
from bot.shown.elements import Block, View, button, button_row, divider, modal, plain, quoted, remark, rich, told, words
from bot.shown.room import clipped
from bot.shown.wording import NEAREST, also_in, origin, title
from corpus.article import Span

CONTEXT_CHARS = 600
PASSAGES_A_PAGE = 20  # two blocks each, of at most 100
MAX_QUOTE_CHARS = 1_700  # with what stands around it, one text of at most 3,000


def passages_modal(reply: Reply, first: int = 0) -> View:
    """The passages from number `first` on, counted from 0, with the way to the others."""
    passages = cited(reply)
    first = min(max(first, 0), max(len(passages) - 1, 0)) // PASSAGES_A_PAGE * PASSAGES_A_PAGE
    shown = passages[first : first + PASSAGES_A_PAGE]
    blocks = [remark(clipped(f"Question: {reply.question.text}", 1_000))]
    if isinstance(reply, Abstention):
        blocks.append({"type": "section", "text": plain(NEAREST if passages else reply.text)})
    for citation in shown:
        blocks += [divider(), _passage(citation)]
    blocks += _ways(reply.id, first, first + len(shown), len(passages))
    return modal("Passages", blocks, callback_id=PASSAGES_VIEW, private_metadata=value_of(reply.id, first))


def words_modal(text: str) -> View:
    """A sentence where the passages would be: why they cannot be shown."""
    return modal("Passages", [{"type": "section", "text": plain(clipped(text, 2_900))}])


def _passage(citation: Citation) -> Block:
    text, span = citation.article.text, citation.span
    heading = told(
        f"[{citation.marker}] {clipped(title(citation), 300)}",
        [origin(citation), also_in(citation)],
        citation.article.url,
    )
    quote = words(clipped(citation.quote, MAX_QUOTE_CHARS), bold=True)
    passage = quoted([*_context(before(text, span)), quote, *_context(after(text, span))])
    return rich([{"type": "rich_text_section", "elements": heading}, passage])


def _context(text: str) -> list[Block]:
    return [words(text)] if text else []


def before(text: str, span: Span) -> str:
    """What stands before a passage, from a word's beginning; where it does not begin the text, behind an ellipsis."""
    start = max(span.start - CONTEXT_CHARS, 0)
    if start:
        gap = text.find(" ", start, span.start)
        return "… " + text[gap + 1 if gap >= 0 else start : span.start]
    return text[: span.start].lstrip()


def after(text: str, span: Span) -> str:
    """What stands behind a passage, to a word's end; where it does not end the text, before an ellipsis."""
    end = min(span.end + CONTEXT_CHARS, len(text))
    if end < len(text):
        gap = text.rfind(" ", span.end, end)
        return text[span.end : gap if gap >= 0 else end] + " …"
    return text[span.end :].rstrip()


def _ways(answer_id: str, first: int, end: int, total: int) -> list[Block]:
    if total <= PASSAGES_A_PAGE:
        return []
    ways = []
    if first > 0:
        ways.append(button("Earlier", EARLIER_PASSAGES, value_of(answer_id, first - PASSAGES_A_PAGE)))
    if end < total:
        ways.append(button("More", MORE_PASSAGES, value_of(answer_id, end)))
    return [remark(f"Passages {first + 1} to {end} of {total}."), button_row(ways)]
