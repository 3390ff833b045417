"""The example questions over the example corpus, as a newcomer would put them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from answer.reply import Abstention, Answer, Question, Reply
from corpus.article import Selection
from dealdesk.assembly import Desk, open_desk
from tests.dealdesk.console import EXAMPLES, Console, Done, settings_of

pytestmark = pytest.mark.slow

WANTED = 15


@pytest.fixture(scope="module")
def desk(first_refresh: tuple[Console, Done], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    home = tmp_path_factory.mktemp("asked") / "home"
    shutil.copytree(first_refresh[0].home, home)
    with open_desk(settings_of(home), "test") as desk:
        yield desk


@pytest.fixture(scope="module")
def questions() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def replies(desk: Desk, questions: list[dict[str, Any]]) -> dict[str, Reply]:
    """The reply to every example question, by the question's id."""
    return {asked["id"]: desk.answerer.ask(Question(asked["question"])) for asked in questions}


def test_most_answerable_questions_are_answered_with_a_quote_that_holds_the_answer(
    questions: list[dict[str, Any]], replies: dict[str, Reply]
) -> None:
    answerable = [asked for asked in questions if asked["answerable"]]
    missed = [asked["id"] for asked in answerable if not _holds_gold(replies[asked["id"]], asked["answers"])]
    assert len(answerable) == 20
    assert len(answerable) - len(missed) >= WANTED, f"not answered: {', '.join(missed)}"


def test_every_citation_stands_word_for_word_in_the_live_article(desk: Desk, replies: dict[str, Reply]) -> None:
    citations = [citation for reply in replies.values() if isinstance(reply, Answer) for citation in reply.citations]
    assert len(citations) > WANTED
    for citation in citations:
        stored = desk.catalogue.live(citation.article.id)
        assert stored
        assert stored.article.version == citation.article.version
        assert stored.article.text[citation.span.start : citation.span.end] == citation.quote


def test_every_statement_names_citations_that_are_there(replies: dict[str, Reply]) -> None:
    for reply in replies.values():
        if isinstance(reply, Answer):
            markers = {citation.marker for citation in reply.citations}
            assert all(said.citations and markers.issuperset(said.citations) for said in reply.statements)


def test_two_prices_for_one_company_are_shown_side_by_side(replies: dict[str, Reply]) -> None:
    reply = replies["corvane-price"]
    assert isinstance(reply, Answer)
    by_marker = {citation.marker: citation for citation in reply.citations}
    sides = {
        value.value: {by_marker[marker].article.id for marker in value.citations}
        for disagreement in reply.disagreements
        for value in disagreement.values
    }
    assert sides["$1.8 billion"] == {"pelham-corvane-pacific-wire"}
    assert sides["$2.1 billion"] == {"pelham-corvane-meridian"}


def test_as_of_an_earlier_day_the_earlier_price_is_the_answer(desk: Desk) -> None:
    question = "How much per share will Larkspur Grid pay for Northwind Cable?"
    reply = desk.answerer.ask(Question(question, selection=Selection(as_of=date(2025, 12, 31))))
    assert isinstance(reply, Answer)
    assert "$42.50 per share" in reply.text
    assert "$46.00" not in " ".join(citation.quote for citation in reply.citations)


def test_who_may_not_read_a_collection_never_meets_it(desk: Desk) -> None:
    question = "How many of Quillon's shares shall Verrin not acquire without Quillon's prior written consent?"
    [team, public] = [
        desk.answerer.ask(Question(question, selection=Selection(collections=(name,))))
        for name in ("deal-team", "public")
    ]
    assert _holds_gold(team, ["4.9%"])
    assert "4.9%" not in public.text
    assert isinstance(public, Abstention) or {citation.article.collection for citation in public.citations} == {
        "public"
    }


def _holds_gold(reply: Reply, answers: list[str]) -> bool:
    quotes = [] if isinstance(reply, Abstention) else [citation.quote for citation in reply.citations]
    return any(gold in quote for gold in answers for quote in quotes)
