"""The passages an LLM may answer from, each under a key that is made anew for every question."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from answer.reply import Abstention, Citation, Reply
from corpus.article import Article, Passage, Span
from corpus.sentences import sentence_spans, trimmed
from corpus.stored import AlsoIn
from index.hit import Hit

MAX_PASSAGE_CHARS = 24_000  # in all


def new_key() -> str:
    """A key that no document can know beforehand."""
    return secrets.token_hex(4)


@dataclass(frozen=True)
class KeyedPassage:
    """A passage under its key. also_in: other articles that tell the same story."""

    key: str
    passage: Passage
    also_in: tuple[AlsoIn, ...] = ()

    @property
    def article(self) -> Article:
        return self.passage.article

    def sentences_around(self, found: Span) -> Span:
        """The whole sentences that hold `found`, a span of the passage's text; the result is one of the article's.

        A quote that ends early could leave out the word that turns its sense: "not", or "billion" after "$5".
        """
        text = self.passage.text
        met = [s for s in sentence_spans(text) if s.start < found.end and found.start < s.end]
        offset = self.passage.span.start
        return trimmed(self.article.text, Span(offset + met[0].start, offset + met[-1].end))


def keyed_passages(hits: Sequence[Hit], extractive: Reply, key: Callable[[], str] = new_key) -> list[KeyedPassage]:
    """The hits' passages, best first, after those that the extractive reply cites and no hit holds."""
    found = [hit.passage for hit in hits]
    cited = [(_passage_of(c), c.also_in) for c in _cited(extractive) if not _held(c, found)]
    kept: list[KeyedPassage] = []
    room = MAX_PASSAGE_CHARS
    for passage, also_in in (*cited, *((hit.passage, hit.also_in) for hit in hits)):
        room -= len(passage.span)
        if room < 0:
            break
        kept.append(KeyedPassage(key(), passage, also_in))
    return kept


def _cited(reply: Reply) -> Iterable[Citation]:
    return reply.nearest if isinstance(reply, Abstention) else reply.citations


def _held(citation: Citation, passages: Sequence[Passage]) -> bool:
    return any(
        passage.article.version == citation.article.version
        and passage.article.id == citation.article.id
        and passage.span.start <= citation.span.start
        and citation.span.end <= passage.span.end
        for passage in passages
    )


def _passage_of(citation: Citation) -> Passage:
    return citation.article.cut(citation.span)
