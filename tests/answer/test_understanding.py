"""What a question asks: standing by itself, part by part, within the sources that it names."""

from __future__ import annotations

from datetime import date

import pytest

from answer.reply import Question, Turn
from answer.understanding import Understanding, understand
from corpus.article import EVERYTHING, Selection
from index.ports import Holdings

TODAY = date(2026, 2, 10)
PLANT = ("How big is the Ohio gas plant?", "It has 9.2 GW. SB Energy runs it.")


class Shelf(Holdings):
    """Articles as pairs of publisher and day."""

    def __init__(self, *articles: tuple[str | None, date | None]) -> None:
        self.articles = articles

    def publishers(self, selection: Selection = EVERYTHING) -> tuple[str, ...]:
        return tuple(sorted({publisher for publisher, _ in self.articles if publisher}))

    def holds(self, selection: Selection) -> bool:
        lower, upper = selection.published_from or date.min, selection.published_to or date.max
        return any(day and lower <= day <= upper for _, day in self.articles)


SHELF = Shelf(
    ("Nikkei Asia", date(2025, 7, 3)), ("Reuters", date(2025, 11, 9)), ("The Wall Street Journal", None), (None, None)
)


def read(text: str, *said: str, selection: Selection = EVERYTHING, shelf: Holdings = SHELF) -> Understanding:
    turns = tuple(Turn("assistant" if n % 2 else "user", turn) for n, turn in enumerate(said))
    return understand(Question(text, turns, selection), shelf, TODAY)


def test_a_question_that_stands_alone_is_left_as_it_is() -> None:
    text = "How much will SoftBank invest in Ohio?"
    assert read(text) == Understanding(text, (text,), (text,), EVERYTHING)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Who runs the Ohio plant and what does it cost?",
         ("Who runs the Ohio plant?", "What does the Ohio plant cost?")),
        ("Who bought Acme, when and for how much?",
         ("Who bought Acme?", "when (bought Acme)?", "for how much (bought Acme)?")),
        ("Who owns Acme? Where is it?", ("Who owns Acme?", "Where is Acme?")),
        ("In the Acme lease, who pays the rent and what is the term?",
         ("In the Acme lease, who pays the rent?", "In the Acme lease, what is the term?")),
        ("Which banks and funds lend to Acme?", ("Which banks and funds lend to Acme?",)),
        ("What do Acme and Bolt, who merged, make?", ("What do Acme and Bolt, who merged, make?",)),
        ("How and why did Acme fail?", ("How and why did Acme fail?",)),
    ],
)  # fmt: skip
def test_each_thing_that_is_asked_is_a_question_by_itself(text: str, parts: tuple[str, ...]) -> None:
    assert read(text).parts == parts


@pytest.mark.parametrize(
    ("text", "said", "stands"),
    [
        ("and who runs it?", PLANT, "Who runs the Ohio gas plant?"),
        ("What is its output?", PLANT, "What is the Ohio gas plant’s output?"),
        ("what about the Georgia one?", ("How much does the Ohio plant cost?", "$33bn."),
         "How much does the Georgia plant cost?"),
        ("How about Kubernetes?", ("Does Terraform scale?", "Yes."), "Does Kubernetes scale?"),
        ("When?", ("Who bought Acme?", "Bolt."), "When (Acme)?"),
        ("And its lenders?", (*PLANT, "Who owns Acme?", "Bolt."), "Acme’s lenders?"),
        ("How long does it take to build?", PLANT, "How long does it take to build?"),
        ("Who chairs the Federal Reserve?", PLANT, "Who chairs the Federal Reserve?"),
        ("and who runs it?", (), "and who runs it?"),
    ],
)  # fmt: skip
def test_a_follow_up_says_what_it_is_about(text: str, said: tuple[str, ...], stands: str) -> None:
    assert read(text, *said).text == stands


def test_both_parts_of_a_follow_up_say_what_they_are_about() -> None:
    assert read("who runs it and what does it cost?", *PLANT).parts == (
        "Who runs the Ohio gas plant?",
        "what does the Ohio gas plant cost?",
    )


def test_the_conversation_is_searched_beside_a_follow_up() -> None:
    (search,) = read("and who runs it?", *PLANT).searches
    assert search == " ".join(
        ["Who runs the Ohio gas plant?"] * 2 + ["How big is the Ohio gas plant?", "It has 9.2 GW"]
    )


def test_a_question_about_something_new_is_searched_alone() -> None:
    assert read("Who chairs the Federal Reserve?", *PLANT).searches == ("Who chairs the Federal Reserve?",)


@pytest.mark.parametrize(
    ("text", "publisher", "search"),
    [
        ("According to Nikkei, how much is invested?", "Nikkei Asia", "how much is invested?"),
        ("How much is invested according to Reuters?", "Reuters", "How much is invested?"),
        ("As reported by the Wall Street Journal, who pays?", "The Wall Street Journal", "who pays?"),
        ("What did Reuters report about Ohio?", "Reuters", "What did Reuters report about Ohio?"),
        ("In Reuters' coverage, who pays?", "Reuters", "who pays?"),
    ],
)
def test_a_publisher_that_is_named_is_the_only_source(text: str, publisher: str, search: str) -> None:
    understood = read(text)
    assert understood.selection == Selection(publishers=(publisher,))
    assert understood.searches == (search,)
    assert understood.text == text


@pytest.mark.parametrize("text", ["According to Bloomberg, who pays?", "According to analysts, who pays?"])
def test_a_publisher_without_articles_is_a_word_like_any_other(text: str) -> None:
    assert read(text).selection == EVERYTHING
    assert read(text).searches == (text,)


@pytest.mark.parametrize(
    ("text", "selection"),
    [
        ("As of November 2025, who runs it?", Selection(as_of=date(2025, 11, 30))),
        ("Who ran the Ohio plant as of 3 July 2025?", Selection(as_of=date(2025, 7, 3))),
        ("What was Acme's cash as of December 31, 2024?", EVERYTHING),
        ("What has Acme built since July?", Selection(published_from=date(2025, 7, 1))),
        ("How much has Acme built since 1999?", EVERYTHING),
        ("What was published in October 2025 about Acme?", EVERYTHING),
        ("What was published in November 2025 about Acme?",
         Selection(published_from=date(2025, 11, 1), published_to=date(2025, 11, 30))),
        ("How much did Acme earn in November 2025?", EVERYTHING),
        ("What was reported between 3 May 2025 and Q3 2025?",
         Selection(published_from=date(2025, 5, 3), published_to=date(2025, 9, 30))),
        ("News on Acme before 9 November 2025?", Selection(published_to=date(2025, 11, 8))),
        ("What was reported on 31 June 2025?", EVERYTHING),
    ],
)  # fmt: skip
def test_a_time_of_publication_narrows_the_sources(text: str, selection: Selection) -> None:
    assert read(text).selection == selection


def test_a_time_is_a_word_like_any_other_where_no_article_is_dated() -> None:
    text = "As of 2012, how many students are there?"
    understood = read(text, shelf=Shelf(("Reuters", None)))
    assert (understood.selection, understood.searches) == (EVERYTHING, (text,))


def test_what_the_reader_asked_for_is_never_widened() -> None:
    given = Selection(("public",), date(2025, 8, 1), date(2025, 12, 1), date(2025, 9, 1))
    assert read("As of November 2025, who pays?", selection=given).selection == given
    since = read("What was reported since July?", selection=given).selection
    assert (since.published_from, since.published_to, since.collections) == (
        given.published_from,
        given.published_to,
        ("public",),
    )
