"""From offsets into stored texts to offsets into the texts of a question set.

Storing an article cleans its text (byte order marks, zero-width characters, line ends, composed accents), so offsets
shift by a little. Gold passages are given in the set's own text; all that is found or cited is brought there before it
is measured. What cleaning never touches is the sequence of visible characters, so the k-th visible character of one
text is the k-th of the other.
"""

from __future__ import annotations

import unicodedata
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.article import Article, Span
from evaluation.errors import ForeignText
from evaluation.place import Place


@dataclass(frozen=True)
class Alignment:
    """Offsets of the visible characters of two texts that hold the same ones."""

    stored: Sequence[int]
    original: Sequence[int]

    def to_original(self, offset: int) -> int:
        """The offset in the original text for one in the stored text: exact at visible characters, near elsewhere."""
        k = bisect_left(self.stored, offset)
        after_previous = self.original[k - 1] + 1 if k else 0
        if k == len(self.stored):
            return after_previous
        return max(after_previous, self.original[k] - (self.stored[k] - offset))


class SetTexts:
    """The texts of a set's articles, and where passages of the stored articles lie in them. Not thread-safe."""

    def __init__(self, articles: Iterable[Article]) -> None:
        self._texts = {article.id: article.text for article in articles}
        self._aligned: dict[str, tuple[str, Alignment]] = {}

    def place(self, article: Article, span: Span) -> Place:
        """Where `span` of the stored `article` lies. An article outside the set keeps its own offsets.

        Raises ForeignText when the stored text is not a cleaned copy of the set's.
        """
        original = self._texts.setdefault(article.id, article.text)
        if original == article.text:
            return Place(article.id, span)
        stored, alignment = self._aligned.get(article.id, ("", None))
        if alignment is None or stored != article.text:
            alignment = align(article.text, original)
            if alignment is None:
                raise ForeignText(
                    f"the index holds another text than the set under the article id {article.id!r}: "
                    "index the set's articles.jsonl into an empty home, and evaluate there"
                )
            self._aligned[article.id] = article.text, alignment
        return Place(article.id, Span(alignment.to_original(span.start), alignment.to_original(span.end)))

    def text(self, place: Place) -> str:
        """The characters of an article met before."""
        return place.span.of(self._texts[place.article_id])


def align(stored: str, original: str) -> Alignment | None:
    """How two texts run beside each other; None when their visible characters differ."""
    some, some_offsets = _visible(stored)
    others, other_offsets = _visible(original)
    return Alignment(some_offsets, other_offsets) if some == others else None


def _visible(text: str) -> tuple[str, Sequence[int]]:
    """The visible characters, accents apart, and the offset of each in the text."""
    shown = {char: "".join(filter(_is_visible, unicodedata.normalize("NFD", char))) for char in set(text)}
    offsets = array("l", (offset for offset, char in enumerate(text) for _ in shown[char]))
    return "".join(shown[char] for char in text), offsets


def _is_visible(char: str) -> bool:
    """Not white space, nor a control, format, private, unassigned or combining character."""
    return not char.isspace() and unicodedata.category(char)[0] not in "CM"
