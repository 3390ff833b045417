"""Five real articles, as they are: indexed by the command line, asked about in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.reply import Abstention, Answer, Question
from dealdesk.assembly import Desk, open_desk
from tests.dealdesk.console import ROOT, Console, settings_of

SEEDS = ROOT.parent / "shared" / "seeds"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles do not lie beside this repository"),
]

# Related headlines under an article, a list without entries, a disclaimer: all of it is on the pages.
FURNITURE = [
    "How many US troops will be deployed to Nigeria to train the military?",
    "Is Trump considering sending a second aircraft carrier to Iran?",
    "Which concessions for peace in Ukraine does the EU Commissioner push?",
    "What do the Epstein files in Congress say?",
    "What is most discussed?",
    "Does TTM assume responsibility for the accuracy of the information?",
    "Should investors seek professional advice before investing?",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    console = Console(tmp_path_factory.mktemp("seeds") / "home")
    done = console.run("refresh", SEEDS, "--json")
    assert (done.code, done.json["added"], done.json["failures"]) == (0, 5, [])
    return console.home


@pytest.fixture(scope="module")
def desk(home: Path) -> Iterator[Desk]:
    with open_desk(settings_of(home), "test") as desk:
        yield desk


def test_the_operator_of_the_ohio_plant_is_cited_word_for_word(desk: Desk) -> None:
    reply = desk.answerer.ask(Question("Who will operate the gas-fired plant in Ohio?"))
    assert isinstance(reply, Answer)
    [citation] = [citation for citation in reply.citations if "SB Energy" in citation.quote]
    stored = desk.catalogue.live(citation.article.id)
    assert stored
    assert stored.article.text[citation.span.start : citation.span.end] == citation.quote
    assert citation.marker in {marker for said in reply.statements for marker in said.citations}


@pytest.mark.parametrize(
    "question", ["What are the interest rates on the loans?", "What interest rate do the loans for the projects carry?"]
)
def test_what_the_articles_do_not_say_is_not_answered(desk: Desk, question: str) -> None:
    reply = desk.answerer.ask(Question(question))
    assert isinstance(reply, Abstention), reply.text


@pytest.mark.parametrize("question", FURNITURE)
def test_page_furniture_is_not_answered_from(desk: Desk, question: str) -> None:
    reply = desk.answerer.ask(Question(question))
    assert isinstance(reply, Abstention), reply.text
