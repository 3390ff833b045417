"""Cutting an article into passages, without loss, sized in the embedding model's own tokens."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from langchain_text_splitters import RecursiveCharacterTextSplitter

from corpus.article import Article, Passage, Span
from corpus.sentences import is_heading, sentence_spans

TokenStarts = Callable[[str], Sequence[int]]
"""The character offset at which each token of a text starts, ascending."""

_SEPARATORS = ["\n\n", "\n", "; ", ": ", ", ", " ", ""]


@dataclass(frozen=True)
class Splitter:
    """Packs sentences into passages of at most `max_tokens` tokens, headings and paragraphs permitting.

    The passages of an article are exact, in order, and together cover its text. A heading stands with what follows
    it, and a paragraph that does not fit starts a new passage when the one before is at least half full.
    """

    token_starts: TokenStarts
    max_tokens: int

    def split(self, article: Article) -> list[Passage]:
        text = article.text
        starts = self.token_starts(text)

        def tokens(span: Span) -> int:
            return bisect_left(starts, span.end) - bisect_left(starts, span.start)

        return [article.cut(span, heading) for span, heading in self._pack(text, tokens)]

    def _pack(self, text: str, tokens: Callable[[Span], int]) -> Iterator[tuple[Span, str]]:
        heading, next_heading = "", ""
        start, size = 0, 0
        only_headings = True  # so far in this passage
        for unit in self._units(text, tokens):
            unit_is_heading, unit_size = is_heading(text, unit), tokens(unit)
            opens_paragraph = unit.start > 0 and text[unit.start - 1] == "\n"
            full = size + unit_size > self.max_tokens
            paragraph_overflows = (
                opens_paragraph
                and 2 * size >= self.max_tokens
                and (size + tokens(_paragraph(text, unit)) > self.max_tokens)
            )
            if unit.start > start and (full or (not only_headings and (unit_is_heading or paragraph_overflows))):
                yield Span(start, unit.start), heading
                start, size, only_headings, heading = unit.start, 0, True, next_heading
            if unit_is_heading:
                next_heading = unit.of(text).strip().strip("#–—- ")
                heading = next_heading if only_headings else heading
            only_headings = only_headings and unit_is_heading
            size += unit_size
        if start < len(text):
            yield Span(start, len(text)), heading

    def _units(self, text: str, tokens: Callable[[Span], int]) -> Iterator[Span]:
        for sentence in sentence_spans(text):
            if tokens(sentence) <= self.max_tokens:
                yield sentence
            else:
                yield from self._pieces(text, sentence)

    def _pieces(self, text: str, span: Span) -> Iterator[Span]:
        """A sentence too long for one passage, cut at clause ends where it can be.

        With no overlap, separators kept and nothing stripped, LangChain's pieces joined are the text, so spans are
        cumulative lengths; its own start index is wrong on repetitive text.
        """
        splitter = RecursiveCharacterTextSplitter(
            separators=_SEPARATORS,
            chunk_size=self.max_tokens,
            chunk_overlap=0,
            # White space has no tokens, and pieces of length 0 would be repeated in the next passage.
            length_function=lambda piece: max(1, len(self.token_starts(piece))),
            keep_separator="end",
            strip_whitespace=False,
        )
        start = span.start
        for piece in splitter.split_text(span.of(text)):
            yield Span(start, start + len(piece))
            start += len(piece)
        if start != span.end:
            raise AssertionError(f"the pieces of {span} end at {start}")


def _paragraph(text: str, unit: Span) -> Span:
    end = text.find("\n", unit.end - 1)
    return Span(unit.start, end + 1 if end >= 0 else len(text))
