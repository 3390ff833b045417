"""Where a quote stands in a text: exactly, or after folding typography, which changes no word and no figure."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from corpus.article import Span

_FOLDED = {
    **dict.fromkeys("‘’‚‛′`´ʼ", "'"),
    **dict.fromkeys("“”„‟″«»", '"'),
    **dict.fromkeys("‐‑‒–—―−﹘﹣－", "-"),
    "…": "...",
}
_RUNS = frozenset(" -")  # several of these in a row are one
_LIGATURES = range(0xFB00, 0xFB07)
_INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


class QuoteState(StrEnum):
    """verified: it stands there as it is; repaired: it does but for its typography; rejected: it does not."""

    VERIFIED = "verified"
    REPAIRED = "repaired"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Match:
    """span: where the quote stands in the text; None exactly when it was rejected."""

    state: QuoteState
    span: Span | None = None


@dataclass(frozen=True)
class Folded:
    """A text with its typography folded. spans: for each character, the characters of the original it came from."""

    text: str
    spans: tuple[Span, ...]

    def splits(self, position: int) -> bool:
        """Whether the two characters at `position` come from one: a dot of an ellipsis, a letter of a ligature."""
        return 0 < position < len(self.spans) and self.spans[position - 1] == self.spans[position]

    def original(self, start: int, end: int) -> Span:
        """The characters of the original behind the folded [start, end)."""
        return Span(self.spans[start].start, self.spans[end - 1].end)


def fold(text: str) -> Folded:
    """Quotation marks, dashes, spaces, ligatures and ellipses in one spelling each. Case is kept."""
    folded: list[str] = []
    spans: list[Span] = []
    for position, char in enumerate(text):
        if char in _INVISIBLE:
            continue
        for piece in _fold(char):
            if piece in _RUNS and folded and folded[-1] == piece:
                spans[-1] = Span(spans[-1].start, position + 1)
            else:
                folded.append(piece)
                spans.append(Span(position, position + 1))
    return Folded("".join(folded), tuple(spans))


def find_quote(quote: str, text: str) -> Match:
    """The first place where `quote` stands in `text` as whole words."""
    quote = quote.strip()
    start = _find_words(quote, text)
    if start is not None:
        return Match(QuoteState.VERIFIED, Span(start, start + len(quote)))
    wanted, folded = fold(quote).text.strip(), fold(text)
    for candidate in (wanted, wanted.strip("\"' ")):  # a quote may come in quotation marks of its own
        start = _find_words(candidate, folded.text)
        if start is not None and not folded.splits(start) and not folded.splits(start + len(candidate)):
            return Match(QuoteState.REPAIRED, folded.original(start, start + len(candidate)))
    return Match(QuoteState.REJECTED)


def _fold(char: str) -> str:
    if char.isspace():
        return " "
    if ord(char) in _LIGATURES:
        return unicodedata.normalize("NFKC", char)
    return _FOLDED.get(char, char)


def _find_words(quote: str, text: str) -> int | None:
    """Where `quote` starts in `text` without beginning or ending inside a word or number."""
    start = text.find(quote) if quote else -1
    while start >= 0:
        end = start + len(quote)
        if not (_joined(text, start) or _joined(text, end)):
            return start
        start = text.find(quote, start + 1)
    return None


def _joined(text: str, position: int) -> bool:
    return 0 < position < len(text) and text[position - 1].isalnum() and text[position].isalnum()
