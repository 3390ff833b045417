"""Sentences as spans, without loss: together they are the whole text.

Our own rules rather than a library's, because passages are packed from sentences of every article: at the speed of
the embedding model the libraries that were right would cost more than a tenth of a refresh (docs/decisions/0004).
"""

from __future__ import annotations

import re

from corpus.article import Span

# Runs are taken whole from their start, so that long ones (dots of a table of contents) cost no more than others.
_BREAK = re.compile(
    # a full stop before a capital
    r"(?<![.!?…])(?P<end>[.!?…]++[\"'”’»)\]]*+)(?P<gap>[ \t\u00a0]++)(?=[\"'“‘«(\[]*+[^\W_a-z])"
    r"|(?P<cjk>[。！？]+[」』）]*)"
    r"|(?<![ \t])(?P<line>[ \t]*+\n[ \t\n]*)"
)
_NEVER_LAST = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt st no nos art sec fig vol vs cf e.g i.e approx ca est jan feb mar apr"
    " jun jul aug sep sept oct nov dec mt ft messrs hon rev".split()
)
_SELDOM_LAST = frozenset("u.s u.k e.u u.n d.c inc corp co ltd llc plc bn mn m tr a.m p.m jr sr etc n.v s.a b.v".split())
_STARTERS = frozenset(
    "the a an in it he she they this that these those but and its his her their under as for on at after before while"
    " however both we there when with by if officials analysts according no once".split()
)
_WORD_BEFORE = re.compile(r"[\w.&-]*$")
_WORD_AFTER = re.compile(r"[\s\"'“‘«(\[]*(\w+)")
_LIST_ITEM = re.compile(r"[ \t]*(?:[-*•–]|\(?\w{1,3}[.)]|#{1,6}|\||>)[ \t]")
_WRAP_SHARE = 0.7
_MIN_WRAP_CHARS, _MAX_WRAP_CHARS = 40, 130


def sentence_spans(text: str) -> list[Span]:
    """Contiguous spans that cover `text`; each holds one sentence, heading or list line with the space after it."""
    width = _wrap_width(text)
    starts = [0]
    for match in _BREAK.finditer(text):
        if match["line"] is not None:
            ends = "\n" in match["line"].strip(" \t")[1:] or not _continues(text, match, width)
        else:
            ends = match["cjk"] is not None or _is_sentence_end(text, match)
        if ends and match.start() > starts[-1] and match.end() < len(text):
            starts.append(match.end())
    return [Span(a, b) for a, b in zip(starts, [*starts[1:], len(text)], strict=True) if b > a]


def trimmed(text: str, span: Span) -> Span:
    """`span` without the white space at its ends."""
    piece = span.of(text)
    start = span.start + len(piece) - len(piece.lstrip())
    return Span(start, max(start, span.start + len(piece.rstrip())))


def is_heading(text: str, span: Span) -> bool:
    """Whether a sentence span is a heading: a short line of its own that ends like no sentence."""
    bare = span.of(text).strip()
    line = bare.strip("–—- ")
    if not line or len(line) > 120 or "\n" in line:
        return False
    if bare[0] in "-–—" and bare[-1] not in "-–—":
        return False  # an item of a list
    if line.startswith("#"):
        return True
    own_line = (span.start == 0 or text[span.start - 1] == "\n") and (
        span.end == len(text) or text[span.end - 1] == "\n"
    )
    return own_line and line[0].isalnum() and not re.search(r"[.!?:;,…][\"'”’)\]]*$", line) and line.count(" ") < 14


def _is_sentence_end(text: str, match: re.Match[str]) -> bool:
    if match["end"][0] != ".":
        return True
    before = _WORD_BEFORE.search(text, max(0, match.start() - 20), match.start())
    word = before.group().lower() if before else ""
    last = word.rsplit("-", 1)[-1]
    if last in _NEVER_LAST or (len(last) == 1 and last.isalpha()):
        return False
    if last.isdigit() and _at_line_start(text, match.start() - len(word)):
        return False  # the number of a list item or clause
    if last in _SELDOM_LAST or re.fullmatch(r"(?:\w\.)+\w", last):
        after = _WORD_AFTER.match(text, match.end())
        return bool(after and after.group(1).lower() in _STARTERS)
    return True


def _at_line_start(text: str, position: int) -> bool:
    return not text[text.rfind("\n", 0, position) + 1 : position].strip()


def _wrap_width(text: str) -> int:
    """The line width of hard-wrapped text, or 0 where a line is a paragraph."""
    lengths = sorted(len(line) for line in text.split("\n") if line.strip())
    if len(lengths) < 4 or lengths[-1] > _MAX_WRAP_CHARS:
        return 0
    width = lengths[int(len(lengths) * 0.8)]
    return width if width >= _MIN_WRAP_CHARS else 0


def _continues(text: str, match: re.Match[str], width: int) -> bool:
    """Whether a single newline is only a wrap: the sentence goes on in the next line."""
    if not width or match.end() >= len(text):
        return False
    line_start = text.rfind("\n", 0, match.start()) + 1
    line = text[line_start : match.start()]
    next_word = _WORD_AFTER.match(text, match.end())
    room = width - len(line) - 1
    if len(line) < width * _WRAP_SHARE or line.lstrip().startswith(("#", "|")):
        return False
    if next_word and len(next_word.group(1)) <= room:
        return False  # the next word would have stood in this line
    return not re.search(r"[.!?:;…][\"'”’)\]]*$", line) and not _LIST_ITEM.match(text, match.end())
