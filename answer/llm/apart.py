"""Words that an LLM was sent for one reader and must not pass on to another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from answer.llm.passages import KeyedPassage
from answer.reply import Question
from index.words import stem, words

Apart = Mapping[str, frozenset[str]]
"""By collection: stems that a statement from this collection alone must not bring in."""


def words_apart(question: Question, passages: Sequence[KeyedPassage]) -> Apart:
    """What stood in the prompt of a question that several collections may answer, and neither in what people asked nor
    in the collection's own passages.

    A statement that quotes one collection is shown to whoever may read that one, later and elsewhere: a word that came
    from the passages of another, or from an earlier answer, would be met by readers who may not.
    """
    if len(question.selection.collections or ()) < 2:
        return {}
    own: dict[str, frozenset[str]] = {}
    for keyed in passages:
        collection = keyed.article.collection
        own[collection] = own.get(collection, frozenset()) | _stems(keyed.passage.header, keyed.passage.text)
    asked = _stems(question.text, *(turn.text for turn in question.history if turn.role == "user"))
    answered = _stems(*(turn.text for turn in question.history if turn.role == "assistant"))
    sent = answered.union(*own.values())
    return {collection: sent - theirs - asked for collection, theirs in own.items()}


def _stems(*texts: str) -> frozenset[str]:
    return frozenset(stem(word) for text in texts for word in words(text))
