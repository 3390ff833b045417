"""Which sentences say the same."""

from __future__ import annotations

import pytest

from answer.alike import denies, said_alike
from answer.evidence import Evidence
from corpus.article import Article, Span
from index.words import stem, words

QUOTE = "Halden Grid will buy Orrin Foods for $40 million in May, the board said."


def evidence(article_id: str, quote: str) -> Evidence:
    stems = frozenset(stem(word) for word in words(quote))
    return Evidence(Article(article_id, "t", quote), Span(0, len(quote)), 1.0, frozenset(), stems)


def groups(*quotes: str, article_ids: str = "abcdef") -> list[list[str]]:
    found = [evidence(article_id, quote) for article_id, quote in zip(article_ids, quotes, strict=False)]
    return [[item.article.id for item in group] for group in said_alike(found)]


def test_one_sentence_of_each_article_that_gives_it_stands_in_a_group_the_best_first() -> None:
    again = "For $40 million Halden Grid will buy Orrin Foods in May, the board has said."
    assert groups(QUOTE, "Nothing of it.", again, again, article_ids="abca") == [["a", "c"], ["b"]]


@pytest.mark.parametrize(
    "other",
    [
        QUOTE.replace("$40 million", "$45 million"),
        QUOTE.replace("will buy", "will not buy"),
        QUOTE.replace("will buy", "won’t buy"),
        "Orrin Foods will buy Halden Grid for $40 million in May, the board said.",
        "Halden Grid said more of Orrin Foods.",
    ],
)
def test_another_number_a_denial_or_parties_exchanged_say_something_else(other: str) -> None:
    assert groups(QUOTE, other) == groups(other, QUOTE) == [["a"], ["b"]]


def test_the_passive_voice_says_the_same() -> None:
    assert groups("Halden Grid acquires Orrin Foods.", "Orrin Foods is acquired by Halden Grid.") == [["a", "b"]]


def test_a_denial_is_a_word_of_its_own() -> None:
    assert all(map(denies, ("It did not.", "It didn't.", "It didn’t.", "Without it.", "NO sale.")))
    assert not any(map(denies, ("Norway noted it.", "A notable sale.", "Nonetheless.")))
