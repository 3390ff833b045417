"""What a question asks: standing by itself, part by part, within the sources that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from answer.filters import narrowed
from answer.followups import context_of, standalone, subject_of
from answer.parts import parts_of
from answer.reply import Question, Turn
from corpus.article import Selection
from index.ports import Holdings

_MAX_SEARCH_CHARS = 2_000  # far beyond what the embedding model reads


@dataclass(frozen=True)
class Understanding:
    """text: the question as it stands by itself, for people. parts: what it asks, each a question by itself; one at
    least. searches: what to search for each part: without words that only name a source, and with the conversation's
    words. selection: the reader's, narrowed by the publisher and the time that the question names.
    """

    text: str
    parts: tuple[str, ...]
    searches: tuple[str, ...]
    selection: Selection


def understand(question: Question, holdings: Holdings, today: date) -> Understanding:
    """Read a question with its conversation. today: what "since July" is reckoned from."""
    text = standalone(question.text, question.history)
    selection, rest = narrowed(text, question.selection, holdings, today)
    searches = _each_by_itself(parts_of(rest))
    parts = _each_by_itself(parts_of(text)) if rest != text else searches
    if len(parts) != len(searches):
        parts, searches = (text,), (rest,)
    context = context_of(question.text, question.history)
    return Understanding(text, parts, tuple(_within(context, search) for search in searches), selection)


def _within(context: str, search: str) -> str:
    """Said twice, what is asked weighs as much as the conversation around it."""
    return f"{search} {search} {context}"[:_MAX_SEARCH_CHARS] if context else search


def _each_by_itself(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Parts whose pronouns stand for what an earlier part is about."""
    earlier = [Turn("user", parts[0])] if len(parts) > 1 and subject_of(parts[0]) else []
    return (parts[0], *(standalone(part, earlier) for part in parts[1:]))
