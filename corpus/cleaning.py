"""From text as it came to text as it is stored: every offset anywhere refers to the result.

`clean` only removes what nobody sees; on clean text (NFC, newlines as \\n) it changes nothing, so offsets into the
stored text equal offsets into the source.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from itertools import accumulate, pairwise

from corpus.article import Article
from corpus.errors import InvalidArticle

MAX_LINE_CHARS = 300
_NEWLINES = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Control, format (bidirectional marks, zero-width characters, tags, soft hyphens), surrogates and noncharacters; and
# letters and marks that draw nothing.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """`text` in NFC with \\n newlines, without invisible and bidirectional control characters. Idempotent."""
    text = _INVISIBLE.sub("", _NEWLINES.sub("\n", text))
    return unicodedata.normalize("NFC", text)


def clean_line(text: str | None) -> str:
    """`text` cleaned and on one line, for titles and names; empty for None."""
    return " ".join(clean(text or "").split())


def short_line(text: str | None, most_chars: int = MAX_LINE_CHARS) -> str:
    """`text` on one line, for what a page says of itself: a hostile title is shortened, and no reason to refuse it."""
    line = clean_line(text)
    return line if len(line) <= most_chars else line[: most_chars - 1].rstrip() + "…"


def cleaned(article: Article) -> Article:
    """`article` as it is stored. Raises InvalidArticle when cleaning leaves nothing of the text or alters the id."""
    if clean(article.id) != article.id:
        raise InvalidArticle(
            f"article id {article.id[:60]!a} holds invisible or decomposed characters: use visible ones, in NFC"
        )
    text = clean(article.text)
    return dataclasses.replace(
        article,
        title=clean_line(article.title),
        text=text,
        publisher=clean_line(article.publisher) or None,
        url=clean_line(article.url) or None,
        byline=clean_line(article.byline) or None,
        pages=article.pages if text == article.text else _moved(article.pages, article.text, len(text)),
    )


def _moved(pages: tuple[int, ...], text: str, most: int) -> tuple[int, ...]:
    """Where the pages of `text` start once it is cleaned, to `most` characters."""
    lengths = [len(clean(text[start:end])) for start, end in pairwise((0, *pages))]
    return tuple(min(start, most) for start in accumulate(lengths))
