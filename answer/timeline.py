"""What happened when, as the articles tell it: dated lines of verbatim sentences, each with its citations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from answer.alike import said_alike
from answer.dated import about, first_day
from answer.errors import InvalidQuestion
from answer.evidence import AskedWords, Evidence, asked_stems, evidence_in
from answer.figures import WrittenDate
from answer.grounding import StoredArticles, ground
from answer.moved import moved_from
from answer.reply import Citation, Question, Statement, one_line
from answer.timeline_query import subject_and_since
from answer.wanted import Wanted
from corpus.article import EVERYTHING, Selection, Span
from index.ports import Searcher, WordCounter

DEFAULT_LINES = 50
MAX_LINES = 200

_TOP_K = 100  # passages: a timeline is wider than an answer
_MIN_SUPPORT = 0.5  # a sentence carries at least this share of the query, with the help of what stands around it ...
_MIN_OWN = 0.2  # ... and this share in words of its own


@dataclass(frozen=True)
class Before:
    """A figure of a line, as it is written there, and the latest earlier value of the same thing."""

    value: str
    before: str
    citation: Citation


@dataclass(frozen=True)
class Line:
    """One thing that happened. statement: a verbatim sentence, its white space made single.

    about: the date that the sentence gives; published: the first day on which one of the cited articles was
    published. The two are kept apart, and either may be missing: nothing is filled in.
    """

    statement: str
    about: WrittenDate | None
    published: date | None
    citations: tuple[Citation, ...]
    before: tuple[Before, ...] = ()

    @property
    def day(self) -> date | None:
        """Where it stands in the order: the first day that it speaks of, else its day of publication, else nowhere."""
        return (first_day(self.about) if self.about else None) or self.published


@dataclass(frozen=True)
class Timeline:
    """lines: the earliest first, the undated last. since: the day after which their articles were published, where one
    was given. lexical_only: the vector store was out, so words alone decided.
    """

    lines: tuple[Line, ...]
    since: date | None = None
    lexical_only: bool = False

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, by marker."""
        cited = [c for line in self.lines for c in (*line.citations, *(earlier.citation for earlier in line.before))]
        return tuple({citation.marker: citation for citation in sorted(cited, key=lambda c: c.marker)}.values())


class Chronicler:
    """Makes timelines. Thread-safe."""

    def __init__(self, searcher: Searcher, words: WordCounter, stored: StoredArticles) -> None:
        self._searcher = searcher
        self._words = words
        self._stored = stored

    def timeline(
        self, query: str, selection: Selection = EVERYTHING, since: date | None = None, limit: int = DEFAULT_LINES
    ) -> Timeline:
        """The `limit` lines that carry the query best, in the order of their days.

        since: only articles published after this day, which the query may name too ("since July 2025"); their figures
        are still held against older articles.

        Raises InvalidQuestion, and SearchIndexError when nothing can be searched.
        """
        if not 1 <= limit <= MAX_LINES:
            raise InvalidQuestion(f"limit is {limit}: use 1 to {MAX_LINES}")
        subject, named = subject_and_since(Question(query, selection=selection).text)
        since = since or named
        found, lexical_only = self._evidence(subject, selection)
        wanted = found
        if since:
            day_after = min(since, date.max - timedelta(days=1)) + timedelta(days=1)
            published_from = max(day_after, selection.published_from or date.min)
            newer = replace(selection, published_from=published_from)
            nothing = selection.published_to is not None and selection.published_to < published_from
            wanted, lexical_only = ([], lexical_only) if nothing else self._evidence(subject, newer)
        groups = said_alike(wanted)[:limit]
        known = self._proven([*found, *(item for group in groups for item in group)], selection)
        lines = [_line(kept, known) for group in groups if (kept := [item for item in group if item in known])]
        lines.sort(key=lambda line: (line.day is None, line.day or date.min, line.published or date.min))
        return Timeline(_numbered(lines), since, lexical_only)

    def _evidence(self, query: str, selection: Selection) -> tuple[list[Evidence], bool]:
        """The sentences that carry the query well, the best first."""
        counts = self._words.count_words(asked_stems(query), selection)
        retrieval = self._searcher.search(query, selection, _TOP_K)
        # No kind of answer is wanted: every sentence may be a line.
        asked = replace(AskedWords.of(query, counts), wanted=Wanted.ANYTHING, predicate=None)
        found = [
            item
            for item in evidence_in(retrieval.hits, asked)
            if item.support >= _MIN_SUPPORT and asked.share(dict.fromkeys(item.stems, 1.0)) >= _MIN_OWN
        ]
        return found, retrieval.lexical_only

    def _proven(self, found: Sequence[Evidence], selection: Selection) -> list[Evidence]:
        """The evidence that stands in the articles, character for character."""
        citations = [item.cited(n) for n, item in enumerate(found, start=1)]
        said = [Statement(one_line(citation.quote), (citation.marker,)) for citation in citations]
        standing = {(c.article.id, c.span) for c in ground(said, citations, (), self._stored, selection).citations}
        return [item for item in found if (item.article.id, item.span) in standing]


def _line(group: Sequence[Evidence], known: Sequence[Evidence]) -> Line:
    published = min((item.article.published for item in group if item.article.published), default=None)
    moved = moved_from(group[0], known) if published else []
    return Line(
        one_line(group[0].quote),
        about(group[0].quote),
        published,
        tuple(item.cited(0) for item in group),
        tuple(Before(value, before, earlier.cited(0)) for value, before, earlier in moved),
    )


def _numbered(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with markers: a sentence that is cited twice keeps its number."""
    markers: dict[tuple[str, Span], int] = {}

    def marked(citation: Citation) -> Citation:
        marker = markers.setdefault((citation.article.id, citation.span), len(markers) + 1)
        return replace(citation, marker=marker)

    return tuple(
        replace(
            line,
            citations=tuple(map(marked, line.citations)),
            before=tuple(replace(earlier, citation=marked(earlier.citation)) for earlier in line.before),
        )
        for line in lines
    )
