"""When values of several articles are set against each other, and when not; what is said of the difference."""

from __future__ import annotations

from datetime import date

import pytest

from answer.disagreements import Dispute, find_disagreements
from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from answer.values import Claim
from answer.wanted import Wanted
from corpus.article import Article
from tests.answer.conflicts import claim
from tests.answer.fakes import MemoryCorpus

BAR = "Foo Holdings will pay $5 million for Bar Ltd, the companies said."
BAZ = "Quux Partners will pay $9 million for Baz Ltd, the companies said."


def values(question: str, *texts: str) -> list[set[str]]:
    """The values of each disagreement that the answer shows, one article a text."""
    corpus = MemoryCorpus(*(Article(f"a{n}", "", text + "\n") for n, text in enumerate(texts)))
    reply = ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1").ask(Question(question))
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


def test_amounts_in_two_currencies_stand_side_by_side() -> None:
    found = values("How much will Foo Holdings pay for Bar Ltd?", BAR, BAR.replace("$5", "A$7"))
    assert found == [{"$5 million", "A$7 million"}]


def test_a_range_is_no_side_of_a_disagreement() -> None:
    assert values("How much will Foo Holdings pay for Bar Ltd?", BAR, BAR.replace("$5", "$4 to 6")) == []


def test_the_values_of_one_question_stand_together() -> None:
    texts = [BAR.replace("$5", amount) for amount in ("$4", "£5", "$8", "£5")]
    assert values("How much will Foo Holdings pay for Bar Ltd?", *texts) == [{"$4 million", "£5 million", "$8 million"}]


def test_an_article_that_gives_both_values_tells_of_different_things() -> None:
    both = "The ferry was sold for $5 million. The ferry was sold before for $4 million."
    assert values("How much was the ferry sold for?", both, both + " It sails.") == []
    assert values("How much was the ferry sold for?", "The ferry was sold for $5 million.", both[36:]) != []


PRICE = "How much will Foo Holdings pay for Bar Ltd?"


def said(
    wanted: Wanted, *texts: str, support: float = 0.9, publishers: str = "ABCDEFGH", days: str = ""
) -> list[Claim]:
    """A claim for each text, one article a text: the phrase in brackets. days: of each article, "-" for none."""
    claims = []
    for n, text in enumerate(texts):
        phrase = text[text.index("[") + 1 : text.index("]")]
        day = date(2025, 7, int(days[n])) if days and days[n] != "-" else None
        plain = text.replace("[", "").replace("]", "") + "\n"
        article = Article(f"a{n}", "", plain, None if publishers[n] == "-" else publishers[n], day)
        claims.append(claim(article, phrase, wanted, support))
    return claims


def only(question: str, claims: list[Claim]) -> Dispute:
    [dispute] = find_disagreements(question, claims[0].kind, claims)
    return dispute


def test_names_in_one_role_disagree_and_their_spellings_do_not() -> None:
    question = "Who runs Foo Holdings?"
    claims = said(
        Wanted.NAME,
        "Foo Holdings is run by [Ryoko Ito].",
        "[Akiko Ito] runs Foo Holdings.",
        "[Ms Ryoko Ito] runs Foo Holdings.",
    )
    assert [value.value for value in only(question, claims).values] == ["Ryoko Ito", "Akiko Ito"]
    assert find_disagreements(question, Wanted.NAME, [claims[0], claims[2]]) == []


@pytest.mark.parametrize("short_in_first", [True, False])
def test_an_article_that_also_says_its_value_in_short_still_stands_for_it(short_in_first: bool) -> None:
    first = Article("first", "", "Foo Holdings is run by Ryoko Ito.\nMs Ito runs Foo Holdings well.\n")
    second = Article("second", "", "Foo Holdings is run by Akiko Ito.\nMs Ito runs Foo Holdings well.\n")
    short = claim(first if short_in_first else second, "Ms Ito", Wanted.NAME, 0.95)
    claims = [short, claim(first, "Ryoko Ito", Wanted.NAME), claim(second, "Akiko Ito", Wanted.NAME)]
    assert {v.value for v in only("Who runs Foo Holdings?", claims).values} == {"Ryoko Ito", "Akiko Ito"}


def test_a_name_in_a_lesser_sentence_does_not_silence_the_article() -> None:
    first = Article("first", "", "Foo Holdings is run by Ryoko Ito.\nFoo Holdings is run well, said Bea Lind.\n")
    second = Article("second", "", "Foo Holdings is run by Akiko Ito.\n")
    claims = [claim(first, "Ryoko Ito", Wanted.NAME), claim(first, "Bea Lind", Wanted.NAME, 0.8)]
    claims.append(claim(second, "Akiko Ito", Wanted.NAME))
    assert {v.value for v in only("Who runs Foo Holdings?", claims).values} == {"Ryoko Ito", "Akiko Ito"}


def test_each_value_tells_how_many_publishers_carry_it() -> None:
    texts = [
        f"Foo Holdings will pay [{amount}] for Bar Ltd." for amount in ("$5 million", "$6 million", "$5m", "$5.0m")
    ]
    dispute = only(PRICE, said(Wanted.AMOUNT, *texts, publishers="AB-A"))
    assert [(value.value, value.sources) for value in dispute.values] == [("$5 million", 2), ("$6 million", 1)]


@pytest.mark.parametrize(
    ("days", "newest"), [("12", [False, True]), ("31", [True, False]), ("1-", [False, False]), ("22", [False, False])]
)
def test_the_newest_value_is_marked_where_it_is_known(days: str, newest: list[bool]) -> None:
    texts = [f"Foo Holdings will pay [{amount}] for Bar Ltd." for amount in ("$5 million", "$6 million")]
    assert [value.newest for value in only(PRICE, said(Wanted.AMOUNT, *texts, days=days)).values] == newest


def test_a_value_given_in_two_currencies_agrees_with_either() -> None:
    texts = [
        "Foo Holdings will pay [$4 billion] (600 billion yen) for Bar Ltd.",
        "Foo Holdings will pay [¥600 billion] for Bar Ltd.",
    ]
    assert find_disagreements(PRICE, Wanted.AMOUNT, said(Wanted.AMOUNT, *texts)) == []


def test_what_is_counted_is_set_only_against_its_like() -> None:
    texts = [
        "The Foo plant brings [9 gigawatts].",
        "The Foo plant brings [3,000 jobs].",
        "The Foo plant brings [8 GW].",
    ]
    dispute = only("How much does the Foo plant bring?", said(Wanted.COUNT, *texts))
    assert [value.value for value in dispute.values] == ["9 gigawatts", "8 GW"]


def test_a_claim_that_carries_the_question_worse_is_not_set_against_a_better_one() -> None:
    better = said(Wanted.AMOUNT, "Foo Holdings will pay [$5 million] for Bar Ltd.")
    weak = Article("b", "", "Foo Holdings will pay $6 million for Bar Ltd.\n")
    worse = [claim(weak, "$6 million", Wanted.AMOUNT, support=0.5)]
    assert find_disagreements(PRICE, Wanted.AMOUNT, better + worse) == []


@pytest.mark.parametrize(
    ("one", "other", "words"),
    [
        (
            "Foo Holdings will pay [$5 million] for Bar Ltd.",
            "Foo Holdings will now pay [$6 million] for Bar Ltd, up from $5 million.",
            "“up from $5 million”",
        ),
        (
            "Foo Holdings will pay [$5 million] for Bar Ltd.",
            "Foo Holdings raised what it will pay for Bar Ltd to [$6 million].",
            "“raised what it will pay for Bar Ltd to $6 million”",
        ),
        (
            "Foo Holdings will pay [$5 million] for Bar Ltd.",
            "Foo Holdings will pay a first instalment of [$2 million] for Bar Ltd.",
            "“first instalment of $2 million”",
        ),
        (
            "Foo Holdings will pay [$5 million] for Bar Ltd.",
            "Foo Holdings will pay a total of [$7 million] for Bar Ltd.",
            "“a total of $7 million”",
        ),
        (
            "What Foo Holdings pays for Bar Ltd stood at [$5 million] as of March 2025.",
            "What Foo Holdings pays for Bar Ltd stood at [$7 million] as of June 2025.",
            "“as of March 2025”, “as of June 2025”",
        ),
        (
            "Foo Holdings will pay [$5 million] for Bar Ltd.",
            "What Foo Holdings pays for Bar Ltd was originally put at [$4 million].",
            "“originally put at $4 million”",
        ),
    ],
)
def test_a_difference_that_the_texts_explain_is_explained_in_their_words(one: str, other: str, words: str) -> None:
    assert words in (only(PRICE, said(Wanted.AMOUNT, one, other)).explanation or "")


@pytest.mark.parametrize(
    "other",
    [
        "Foo Holdings will pay [$6 million] for Bar Ltd.",
        "Foo Holdings will pay a first instalment of [$6 million] for Bar Ltd.",  # a part is not larger
        "Foo Holdings will pay a total of [$4 million] for Bar Ltd.",  # nor a whole smaller
        "Foo Holdings will pay a first instalment of [€4 million] for Bar Ltd.",  # which is the smaller one?
        "Foo Holdings, which previously owned a mill, will pay [$4 million] for Bar Ltd.",  # not said of the value
    ],
)
def test_a_difference_that_the_texts_do_not_explain_gets_no_verdict(other: str) -> None:
    assert (
        only(PRICE, said(Wanted.AMOUNT, "Foo Holdings will pay [$5 million] for Bar Ltd.", other)).explanation is None
    )


def test_an_owner_and_its_unit_are_explained() -> None:
    texts = ["The mill is run by [Quill Paper], a unit of Quux Partners.", "[Quux Partners] runs the mill."]
    assert "“a unit of Quux Partners”" in (only("Who runs the mill?", said(Wanted.NAME, *texts)).explanation or "")
