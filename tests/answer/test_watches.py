"""What changed between two replies: what is told, and what is not."""

from __future__ import annotations

from datetime import date

import pytest

from answer.differences import Difference, Kind, difference
from answer.extractive import ExtractiveAnswerer
from answer.reply import (
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reply,
    ShortAnswer,
    Statement,
)
from corpus.article import Article, Span
from tests.answer.fakes import MemoryCorpus

COST = "How much will the Ohio gas plant cost?"
OPERATOR = "Who will operate the Ohio plant?"
FUEL = "What fuel will the Ohio plant burn?"
CAPACITY = "What is the capacity of the plant?"
SIGNED = "What did the parties sign?"
NOTHING = "The ferry sails on Monday."


def reply_from(question: str, *texts: str) -> Reply:
    """The extractive answer over one article a text, each by a publisher of its own."""
    articles = [
        Article(f"a{n}", f"About {n}", text, f"Publisher {n}", date(2026, 2, n)) for n, text in enumerate(texts, 1)
    ]
    corpus = MemoryCorpus(*articles)
    answerer = ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1", today=lambda: date(2026, 3, 1))
    return answerer.ask(Question(question))


def brief(change: Difference | None) -> tuple[Kind, list[str | None], list[str | None]]:
    assert change
    return change.kind, [told.value for told in change.old], [told.value for told in change.new]


OPENING = "When will the Ohio plant open?"
PLANTS_PLACE = "Where will the plant be built?"
IS_33 = "The Ohio gas plant will cost $33 billion."
IS_SB = "SB Energy will operate the Ohio plant."
AEP = "American Electric Power"
IS_2029 = "The Ohio plant will open in 2029."
IS_OHIO = "The plant will be built in Ohio."
IS_GAS = "The Ohio plant will burn natural gas."


@pytest.mark.parametrize(
    ("question", "before", "after"),
    [
        (COST, IS_33, "The Ohio gas plant will cost $33B, as officials said."),
        (COST, IS_33, "Officials put the cost of the Ohio plant at $33,000 million."),
        (COST, "The Ohio gas plant will cost about $33 billion.", "The Ohio gas plant will cost $33.2 billion."),
        (OPERATOR, IS_SB, "The Ohio plant will be operated by SB Energy Corp."),
        (OPERATOR, f"{AEP} will operate the Ohio plant.", "AEP will operate the Ohio plant."),
        (OPENING, IS_2029, "The Ohio plant will open in March 2029."),
        (PLANTS_PLACE, IS_OHIO, "The plant will be built in Portsmouth, Ohio."),
        (CAPACITY, "The plant has a capacity of 9.2 GW.", "The capacity of the plant is 9,200 MW."),
        (SIGNED, "The parties signed a memorandum of understanding in Tokyo.", "In Tokyo the parties signed an MoU."),
    ],
)
def test_the_same_value_in_other_words_is_no_change(question: str, before: str, after: str) -> None:
    old = reply_from(question, before)
    assert isinstance(old, Answer)
    for new in (reply_from(question, after), reply_from(question, before, after), reply_from(question, after, before)):
        assert isinstance(new, Answer)
        assert difference(old, new) is None
        assert difference(new, old) is None


@pytest.mark.parametrize(
    ("question", "before", "after", "was", "is_now"),
    [
        (COST, IS_33, "The Ohio gas plant will cost $33 million.", "$33 billion", "$33 million"),
        (COST, IS_33, "The Ohio gas plant will cost €33 billion.", "$33 billion", "€33 billion"),
        (OPERATOR, IS_SB, f"{AEP} will operate the Ohio plant.", "SB Energy", AEP),
        (OPENING, IS_2029, "The Ohio plant will open in 2031.", "2029", "2031"),
        (PLANTS_PLACE, IS_OHIO, "The plant will be built in Texas.", "Ohio", "Texas"),
        (FUEL, IS_GAS, "The Ohio plant will burn hydrogen.", "natural gas", "hydrogen"),
    ],
)
def test_another_value_is_told_with_both_quotes(question: str, before: str, after: str, was: str, is_now: str) -> None:
    change = difference(reply_from(question, before), reply_from(question, after))
    assert brief(change) == (Kind.OTHER_VALUE, [was], [is_now])
    assert change
    assert (change.old[0].citation.quote, change.new[0].citation.quote) == (before, after)


def test_a_value_beside_the_one_that_was_known_is_a_new_disagreement() -> None:
    old = reply_from(COST, "The Ohio gas plant will cost $33 billion.")
    new = reply_from(
        COST, "The Ohio gas plant will cost $33 billion.", "The Ohio gas plant will cost $35 billion, they say."
    )
    assert brief(difference(old, new)) == (Kind.DISAGREEMENT, ["$33 billion"], ["$35 billion"])
    assert difference(new, new) is None
    assert difference(new, old) is None  # of two known values one is left


def test_a_first_answer_and_a_last_one_are_told() -> None:
    none, some = reply_from(COST, NOTHING), reply_from(COST, "The Ohio gas plant will cost $33 billion.")
    assert brief(difference(none, some)) == (Kind.ANSWERED, [], ["$33 billion"])
    assert brief(difference(some, none)) == (Kind.UNSUPPORTED, ["$33 billion"], [])
    assert difference(none, reply_from(COST, NOTHING, "The depot is closed.")) is None


def test_a_description_that_only_says_less_or_more_is_no_change() -> None:
    old, new = reply_from(FUEL, IS_GAS), reply_from(FUEL, "The Ohio plant will burn gas from the Permian basin.")
    assert isinstance(new, Answer)
    assert difference(old, new) is None


def test_the_price_of_another_plant_is_no_change() -> None:
    known = "The Ohio gas plant will cost $33 billion."
    old, new = reply_from(COST, known), reply_from(COST, known, "The Georgia gas plant will cost $9 billion.")
    assert difference(old, new) is None


def test_another_part_of_a_question_that_is_answered_at_last_is_told_without_an_old_value() -> None:
    question = "Who will operate the Ohio plant and how much will it cost?"
    operator, cost = "SB Energy will operate the Ohio plant.", "The Ohio gas plant will cost $33 billion."
    change = difference(reply_from(question, operator), reply_from(question, operator, cost))
    assert brief(change) == (Kind.ANSWERED, [], ["$33 billion"])


# Replies in which several things are said, as no single question brings them about surely.


def told(question: str, *sentences: tuple[str, str], disputed: bool = False) -> Answer:
    """An answer of these sentences, each with the phrase that answers; the first has the short answer."""
    cited = []
    for marker, (text, _) in enumerate(sentences, 1):
        article = Article(f"b{hash(text)}", "", text)
        cited.append(Citation(marker, article, Span(0, len(text)), text))
    spans = [Span(text.index(phrase), text.index(phrase) + len(phrase)) for text, phrase in sentences]
    statements = tuple(
        Statement(text, (n,), span) for n, ((text, _), span) in enumerate(zip(sentences, spans, strict=True), 1)
    )
    values = tuple(DisputedValue(phrase, (n,)) for n, (_, phrase) in enumerate(sentences, 1))
    disputes = (Disagreement(question, values),) if disputed else ()
    return Answer(
        Question(question), statements, tuple(cited), "v1", disputes, ShortAnswer(sentences[0][1], 1, spans[0])
    )


VERNOVA, SIEMENS = (
    ("GE Vernova supplies turbines.", "GE Vernova"),
    ("Siemens Energy supplies turbines.", "Siemens Energy"),
)
OHIO, TEXAS = ("It goes to Ohio.", "Ohio"), ("It goes to Texas.", "Texas")
IOWA = ("It goes to Iowa.", "Iowa")
SUPPLIER, PLACE = "Which companies supply turbines?", "Where does it go?"


def test_that_another_known_value_comes_first_is_no_change() -> None:
    assert difference(told(SUPPLIER, VERNOVA, SIEMENS), told(SUPPLIER, SIEMENS, VERNOVA)) is None
    assert difference(told(SUPPLIER, VERNOVA, SIEMENS), told(SUPPLIER, SIEMENS)) is None


def test_a_sentence_that_was_quoted_before_is_no_news_however_it_is_read() -> None:
    text = "GE Vernova and Siemens Energy supply turbines."
    assert difference(told(SUPPLIER, (text, "GE Vernova")), told(SUPPLIER, (text, "Siemens Energy"))) is None


def test_a_phrase_whose_words_were_all_quoted_before_is_no_news_where_any_kind_of_thing_answers() -> None:
    loan, port = ("They announced a loan for the new port.", "loan"), ("The new port gets its money.", "new port")
    bridge = ("They announced a bridge.", "bridge")
    assert difference(told("What did they announce?", loan), told("What did they announce?", port)) is None
    assert difference(told("What did they announce?", loan), told("What did they announce?", bridge))


def test_of_a_disagreement_the_values_that_nobody_gave_before_are_new() -> None:
    old, new = told(PLACE, OHIO, TEXAS, disputed=True), told(PLACE, IOWA, OHIO, TEXAS, disputed=True)
    assert brief(difference(old, new)) == (Kind.DISAGREEMENT, ["Ohio", "Texas"], ["Iowa"])
    assert difference(told(PLACE, OHIO, TEXAS), told(PLACE, OHIO, TEXAS, disputed=True)) is None


def test_a_value_comes_back_as_a_change_of_its_own() -> None:
    first, second = told(PLACE, OHIO), told(PLACE, TEXAS)
    assert brief(difference(first, second)) == (Kind.OTHER_VALUE, ["Ohio"], ["Texas"])
    assert brief(difference(second, first)) == (Kind.OTHER_VALUE, ["Texas"], ["Ohio"])


def test_what_no_value_can_be_read_from_is_not_told() -> None:
    sum_, premium = ("It cost an undisclosed sum.", "undisclosed sum"), ("It cost a fortune.", "fortune")
    exact = ("It cost $5 million.", "$5 million")
    assert difference(told("What did it cost?", sum_), told("What did it cost?", premium)) is None
    assert difference(told("What did it cost?", exact), told("What did it cost?", premium)) is None
    assert brief(difference(told("What did it cost?", sum_), told("What did it cost?", exact))) == (
        Kind.OTHER_VALUE,
        ["undisclosed sum"],
        ["$5 million"],
    )


def test_a_value_of_another_sort_does_not_take_the_place_of_the_old_one() -> None:
    question = "How large is the plant?"
    power, land = ("It has 9.2 GW.", "9.2 GW"), ("It covers 33 hectares.", "33 hectares")
    assert difference(told(question, power), told(question, land)) is None


def test_a_disputed_value_that_its_quote_writes_otherwise_is_compared_all_the_same() -> None:
    old = told(COST, ("It costs $33 billion.", "$33 billion"))
    new = told(COST, ("It costs $33 billion.", "$33 billion"), ("It costs US$ 33,000,000,000.", "33,000,000,000"))
    disputed = Disagreement(COST, (DisputedValue("$33 billion", (1,)), DisputedValue("$33bn", (2,))))
    assert (
        difference(old, Answer(new.question, new.statements, new.citations, "v2", (disputed,), new.short_answer))
        is None
    )
