"""Cutting an article into passages, without loss, sized in the embedding model's own tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from corpus.article import Article, Passage, Span
from corpus.captions import captions, is_furniture
from corpus.sentences import is_heading, sentence_spans

TokenStarts = Callable[[str], Sequence[int]]
"""The character offset at which each token of a text starts, ascending."""

_MAX_TOKEN_CHARS = 20  # a tokenizer makes one token of an endless run of letters; a passage must end all the same
_SEPARATORS = ["\n\n", "\n", "; ", ": ", ", ", " ", ""]


@dataclass(frozen=True)
class Splitter:
    """Packs sentences into passages of at most `max_tokens` tokens, headings and paragraphs permitting.

    The passages of an article are exact, in order, and together cover its text. A heading stands with what follows
    it, unless it fills more than half a passage; a paragraph that does not fit starts a new passage when the one before
    is at least half full.
    """

    token_starts: TokenStarts
    max_tokens: int

    def split(self, article: Article) -> list[Passage]:
        text = article.text
        starts = self.token_starts(text)

        def tokens(span: Span) -> int:
            if _cuts_word(text, span.start) or _cuts_word(text, span.end):
                return self._size(span.of(text))  # half a word is not half of its tokens
            return max(bisect_left(starts, span.end) - bisect_left(starts, span.start), len(span) // _MAX_TOKEN_CHARS)

        return [article.cut(span, heading) for span, heading in self._pack(text, tokens)]

    def _pack(self, text: str, tokens: Callable[[Span], int]) -> Iterator[tuple[Span, str]]:
        heading, start, size = "", 0, 0
        for unit, opens in self._units(text, tokens):
            unit_size = tokens(unit)
            full = size + unit_size > self.max_tokens
            paragraph_overflows = (
                text[unit.start - 1 : unit.start] == "\n"
                and 2 * size >= self.max_tokens
                and size + tokens(_paragraph(text, unit)) > self.max_tokens
            )
            if unit.start > start and (full or opens or paragraph_overflows):
                yield Span(start, unit.start), heading
                start, size = unit.start, 0
            heading = opens or heading
            size += unit_size
        if start < len(text):
            yield Span(start, len(text)), heading

    def _units(self, text: str, tokens: Callable[[Span], int]) -> Iterator[tuple[Span, str]]:
        """What is never cut, with the heading it opens with: a sentence, or headings and the sentence below them."""
        above: Span | None = None
        opens = ""
        headings = _Headings(text)
        for sentence in sentence_spans(text):
            title, alone = headings.at(sentence)
            if alone and 2 * tokens(sentence) <= self.max_tokens:
                if above and 2 * tokens(Span(above.start, sentence.end)) > self.max_tokens:
                    yield above, opens
                    above = None
                above, opens = Span(above.start if above else sentence.start, sentence.end), title
                continue
            opens = title or opens
            room = self.max_tokens - (tokens(above) if above else 0)
            pieces = [sentence] if tokens(sentence) <= room else self._pieces(text, sentence, room)
            for piece in pieces:
                yield (Span(above.start, piece.end) if above else piece), opens
                above, opens = None, ""
        if above:
            yield above, opens

    def _pieces(self, text: str, span: Span, room: int) -> Iterator[Span]:
        """A sentence longer than `room` tokens, cut at clause ends where it can be.

        With no overlap, separators kept and nothing stripped, LangChain's pieces joined are the text, so spans are
        cumulative lengths; its own start index is wrong on repetitive text.
        """
        # Imported here, for it takes LangChain's core: time that only a sentence longer than a passage pays for.
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS,
            chunk_size=room,
            chunk_overlap=0,
            length_function=self._size,
            keep_separator="end",
            strip_whitespace=False,
        )
        start = span.start
        for piece in splitter.split_text(span.of(text)):
            yield Span(start, start + len(piece))
            start += len(piece)
        if start != span.end:
            raise AssertionError(f"the pieces of {span} end at {start}")

    def _size(self, piece: str) -> int:
        """In tokens, at least 1: pieces of length 0, as of white space, would be repeated in the next passage."""
        return max(1, len(self.token_starts(piece)), len(piece) // _MAX_TOKEN_CHARS)


def _cuts_word(text: str, position: int) -> bool:
    before, after = text[position - 1 : position], text[position : position + 1]
    return (before.isalnum() or before == "_") and (after.isalnum() or after == "_")


class _Headings:
    """The headings and captions of a text, asked for in the order of its sentences."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._captions = deque(captions(text))

    def at(self, sentence: Span) -> tuple[str, bool]:
        """The heading that a sentence begins with, or "", and whether the sentence holds nothing else."""
        while self._captions and self._captions[0][0] < sentence.start:
            self._captions.popleft()
        bare = sentence.of(self._text).strip()
        if self._captions and self._captions[0][0] < sentence.end:
            start, caption = self._captions[0]
            if not self._text[sentence.start : start].strip():
                return caption, len(" ".join(bare.split())) <= len(caption) + 1
        if is_heading(self._text, sentence) and not is_furniture(bare):
            return bare.strip("#–—- "), True
        return "", False


def _paragraph(text: str, unit: Span) -> Span:
    end = text.find("\n", unit.end - 1)
    return Span(unit.start, end + 1 if end >= 0 else len(text))
