"""What a figure measures, in the words of its sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.article import Span

_MAX_WORDS = 16
_CLAUSE_END = re.compile(
    r"[;:()\[\]“”\"—]|\s[–-]\s|,(?=\s)|(?<=\w)\s(?:and|but|while|whereas|which|who|that|although|because|after|when)\s"
)
_WORD = re.compile(r"[^\W_](?:[\w’'&/%$€£¥-]|[.,](?=\w)|(?<=\.\w)\.)*|[$€£¥]\S+")
_EMPTY = frozenset(
    "a an the this that these those its their his her our it they we he she there here and or but as so if then also "
    "of to at by for in on with from into over under about around approximately roughly nearly almost some up than "
    "more less least most between estimated total another only just is are was were be been being will would may might "
    "can could should has have had do does did not which who what when while both such said says".split()
)
_DETERMINERS = frozenset("a an the this that its their his her our estimated another each every".split())
_VERBAL = frozenset("is are was were be been being will would may might can could should has have had".split())


def measured_by(sentence: str, figure: Span, figures: Sequence[Span] = ()) -> Span | None:
    """Where `sentence` says what its figure at `figure` measures; None where nothing stands around it.

    The words before the figure in its clause, without empty ones at their ends: "plant is expected to cost" of "The
    plant is expected to cost $33 billion". Where the figure stands like an adjective, the words behind it: "investment
    vehicle" of "a $550 billion investment vehicle".

    figures: all figures of the sentence, in which no clause ends.
    """
    clauses = [place for place in _clauses(sentence) if not any(one.start < place < one.end for one in figures)]
    before = _before(sentence, figure, clauses)
    behind = _behind(sentence, figure, clauses)
    leading = _words(sentence, Span(max((s for s in clauses if s <= figure.start), default=0), figure.start))
    if behind and leading and leading[-1].of(sentence).lower() in _DETERMINERS:
        return behind
    return before or behind


def _clauses(sentence: str) -> list[int]:
    """Where the clauses of `sentence` begin and end, in order."""
    return [0, *(place for match in _CLAUSE_END.finditer(sentence) for place in match.span()), len(sentence)]


def _before(sentence: str, figure: Span, clauses: list[int]) -> Span | None:
    """From the beginning of the nearest clause with two words that say something."""
    found: Span | None = None
    for start in sorted({place for place in clauses if place <= figure.start}, reverse=True):
        words = _words(sentence, Span(start, figure.start))[-_MAX_WORDS:]
        said = [word for word in words if not _is_empty(word.of(sentence))]
        if said:
            found = _stripped(sentence, words)
            if len(said) > 1:
                return found
    return found


def _behind(sentence: str, figure: Span, clauses: list[int]) -> Span | None:
    end = min((place for place in clauses if place > figure.end), default=len(sentence))
    words = _words(sentence, Span(figure.end, end))[:_MAX_WORDS]
    for n, word in enumerate(words):
        if n and word.of(sentence).lower() in _VERBAL:
            words = words[:n]
            break
    return _stripped(sentence, words)


def _is_empty(word: str) -> bool:
    return word.lower() in _EMPTY and word != "May"


def _words(sentence: str, span: Span) -> list[Span]:
    return [Span(*match.span()) for match in _WORD.finditer(sentence, span.start, span.end)]


def _stripped(sentence: str, words: list[Span]) -> Span | None:
    """From the first to the last word that says something."""
    said = [word for word in words if not _is_empty(word.of(sentence))]
    return Span(said[0].start, said[-1].end) if said else None
