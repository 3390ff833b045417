"""Claims by distinct value, and which of them an answer shows."""

from __future__ import annotations

import pytest

from answer.spread import FEW, MANY, PER_ARTICLE, room_for, spread, telling
from answer.values import Claim
from answer.wanted import Wanted
from corpus.article import Article
from tests.answer.conflicts import claim

TOWNS = ("Dayton", "Laredo", "Mobile", "Duluth", "Savannah", "Gdansk", "Kawasaki", "Bergen", "Setubal", "Aarhus")


def opened(day: str, support: float = 0.9) -> Claim:
    return claim(Article(f"opened {day}", "", f"It opened in {day}.\n"), day, Wanted.TIME, support)


def town(name: str, support: float = 0.9) -> Claim:
    return claim(Article(f"in {name}", "", f"The yard is in {name}.\n"), name, Wanted.PLACE, support)


def texts(claims: list[Claim]) -> list[str]:
    return [claim.text for claim in claims]


def test_an_imprecise_value_joins_the_one_that_it_may_mean_and_bridges_none() -> None:
    found = spread([opened("2025"), opened("July 2025"), opened("June 2025")])
    assert [texts(group) for group in found] == [["2025", "July 2025"], ["June 2025"]]


def test_values_stand_in_the_order_of_their_support() -> None:
    found = spread([town("Dayton", 0.5), town("Laredo", 0.7), town("Dayton, Ohio", 0.9)])
    assert [texts(group) for group in found] == [["Dayton, Ohio", "Dayton"], ["Laredo"]]


def test_each_value_is_told_once_and_a_more_precise_one_once_more() -> None:
    claims = [opened("2025"), opened("1998"), opened("in 2025", 0.8), opened("3 May 2025", 0.8)]
    assert texts(telling(claims)) == ["2025", "1998", "3 May 2025"]


def test_one_article_gets_few_of_the_statements() -> None:
    article = Article("a", "", "".join(f"A yard in {name}.\n" for name in TOWNS))
    claims = [claim(article, name, Wanted.PLACE) for name in TOWNS]
    assert texts(telling(claims)) == list(TOWNS[:PER_ARTICLE])


def test_a_value_that_a_shown_sentence_gives_beside_its_own_is_not_shown_again() -> None:
    both = Article("both", "", "The yards are in Mobile and Duluth.\n")
    claims = [claim(both, "Mobile", Wanted.PLACE), claim(both, "Duluth", Wanted.PLACE, 0.85), town("Duluth", 0.8)]
    assert texts(telling(claims)) == ["Mobile"]


@pytest.mark.parametrize(("others", "room"), [(0.8, MANY), (0.5, FEW)])
def test_there_is_room_for_many_where_several_articles_carry_the_question(others: float, room: int) -> None:
    claims = [town(TOWNS[0]), *(town(name, others) for name in TOWNS[1:])]
    assert room_for(claims) == room
    assert texts(telling(claims)) == list(TOWNS[:room])
    assert texts(telling(claims, at_most=2)) == list(TOWNS[:2])


def test_what_hardly_carries_the_question_is_not_told() -> None:
    assert texts(telling([town("Dayton"), town("Laredo", 0.4)])) == ["Dayton"]


def test_of_no_claims_nothing_is_told() -> None:
    assert spread([]) == []
    assert telling([]) == []
