"""When figures of several articles are set against each other, and when not."""

from __future__ import annotations

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus

BAR = "Foo Holdings will pay $5 million for Bar Ltd, the companies said."
BAZ = "Quux Partners will pay $9 million for Baz Ltd, the companies said."


def values(question: str, *texts: str) -> list[set[str]]:
    """The values of each disagreement that the answer shows, one article a text."""
    corpus = MemoryCorpus(*(Article(f"a{n}", "", text + "\n") for n, text in enumerate(texts)))
    reply = ExtractiveAnswerer(corpus, corpus, corpus, lambda: "v1").ask(Question(question))
    assert isinstance(reply, Answer)
    return [{value.value for value in disagreement.values} for disagreement in reply.disagreements]


def test_two_prices_of_one_deal_disagree() -> None:
    assert values(
        "How much will Pelham Tidal pay for Corvane Turbines?",
        "Pelham Tidal will pay $1.8 billion for Corvane Turbines, a maker of turbines that turn in tidal currents, "
        "according to two people who have seen the terms.",
        "Pelham Tidal will pay $2.1 billion for Corvane Turbines, a person close to the family told this newspaper.",
    ) == [{"$1.8 billion", "$2.1 billion"}]


def test_what_the_sentences_before_name_counts_as_named() -> None:
    earlier = "Pelham Tidal takes over Corvane Turbines. It will pay $1.8 billion for the turbines."
    later = "Pelham Tidal will pay $2.1 billion for Corvane Turbines."
    question = "How much will Pelham Tidal pay for Corvane Turbines?"
    assert values(question, earlier, later) == [{"$1.8 billion", "$2.1 billion"}]


@pytest.mark.parametrize(
    "question",
    [
        "How much will Quux pay for Bar Ltd?",
        "how much will quux pay for bar ltd?",
        "How much will Foo pay for Baz Ltd?",
        "How much will Foo Holdings pay for Bar Ltd?",
        "How much will the companies pay for Baz Ltd?",
    ],
)
def test_prices_of_two_unrelated_deals_do_not_disagree(question: str) -> None:
    assert values(question, BAR, BAZ) == []


def test_an_amount_in_another_dollar_is_not_the_other_side() -> None:
    assert values("How much will Foo Holdings pay for Bar Ltd?", BAR, BAR.replace("$5", "A$7")) == []


def test_a_range_is_no_side_of_a_disagreement() -> None:
    assert values("How much will Foo Holdings pay for Bar Ltd?", BAR, BAR.replace("$5", "$4 to 6")) == []


def test_disagreements_stand_in_the_order_of_their_evidence() -> None:
    texts = [BAR.replace("$5", amount) for amount in ("£1", "€2", "¥3", "$4", "£5", "€6", "¥7", "$8")]
    assert values("How much will Foo Holdings pay for Bar Ltd?", *texts) == [
        {"£1 million", "£5 million"},
        {"€2 million", "€6 million"},
        {"¥3 million", "¥7 million"},
        {"$4 million", "$8 million"},
    ]


def test_an_article_that_gives_both_values_tells_of_different_things() -> None:
    both = "The ferry was sold for $5 million. The ferry was sold before for $4 million."
    assert values("How much was the ferry sold for?", both, both + " It sails.") == []
    assert values("How much was the ferry sold for?", "The ferry was sold for $5 million.", both[36:]) != []
