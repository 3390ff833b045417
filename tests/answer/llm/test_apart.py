"""What an LLM read for one reader comes into no statement that another may meet."""

from __future__ import annotations

from answer.llm.apart import words_apart
from answer.llm.passages import KeyedPassage
from answer.reply import Question, Turn
from corpus.article import PUBLIC, Article, Selection, Span

WHO = "Who will operate the turbines?"
HISTORY = (Turn("user", "Which dock is cheap?"), Turn("assistant", "The dock that quietly closes."))
BOTH = Selection(collections=(PUBLIC, "board"))


def keyed(text: str, collection: str) -> KeyedPassage:
    return KeyedPassage("key", Article("a1", "News", text, collection=collection).cut(Span(0, len(text))))


PASSAGES = [
    keyed("SB Energy will operate the plant.", PUBLIC),
    keyed("The plant secretly runs turbines on a cheap lease.", "board"),
]


def test_a_collection_s_statements_bring_in_nothing_of_other_passages_and_of_earlier_answers() -> None:
    apart = words_apart(Question(WHO, HISTORY, BOTH), PASSAGES)
    assert apart[PUBLIC] == {"secretli", "run", "leas", "quietli", "close"}
    assert apart["board"] == {"sb", "energi", "quietli", "close"}


def test_where_one_collection_answers_there_is_nobody_to_keep_anything_from() -> None:
    assert words_apart(Question(WHO, HISTORY, Selection(collections=(PUBLIC,))), PASSAGES[:1]) == {}
    assert words_apart(Question(WHO, HISTORY), PASSAGES) == {}
