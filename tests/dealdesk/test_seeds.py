"""Five real articles, as they are: indexed by the command line, asked about in this process."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.reply import Abstention, Answer, Question, Reply
from dealdesk.assembly import Desk, open_desk
from tests.dealdesk.console import ROOT, Console, settings_of
from tests.dealdesk.seed_questions import ANSWERABLE, DISPUTED, FURNITURE, OUT_OF_REACH, UNANSWERABLE, Disputed

SEEDS = ROOT.parent / "shared" / "seeds"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed articles do not lie beside this repository"),
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


@pytest.fixture(autouse=True)
def expect_what_is_out_of_reach_to_fail(request: pytest.FixtureRequest) -> None:
    given = getattr(request.node, "callspec", None)
    asked = given.params.get("question", given.params.get("asked")) if given else None
    if getattr(asked, "question", asked) in OUT_OF_REACH:
        request.applymarker(pytest.mark.xfail(strict=True, reason="not reached yet"))


def ask(desk: Desk, question: str) -> Reply:
    """The reply, every citation of which stands in its article."""
    reply = desk.answerer.ask(Question(question))
    for citation in reply.citations if isinstance(reply, Answer) else reply.nearest:
        stored = desk.catalogue.live(citation.article.id)
        assert stored
        assert stored.article.text[citation.span.start : citation.span.end] == citation.quote
    return reply


@pytest.mark.parametrize(("question", "gold"), ANSWERABLE)
def test_what_the_articles_say_is_answered_with_a_quote_that_holds_it(
    desk: Desk, question: str, gold: tuple[str, ...]
) -> None:
    reply = ask(desk, question)
    assert isinstance(reply, Answer), reply.text
    quoted = {marker for said in reply.statements for marker in said.citations}
    assert any(one in c.quote for one in gold for c in reply.citations if c.marker in quoted), reply.text


@pytest.mark.parametrize("asked", DISPUTED, ids=lambda asked: asked.question)
def test_where_the_articles_differ_every_value_is_shown(desk: Desk, asked: Disputed) -> None:
    reply = ask(desk, asked.question)
    assert isinstance(reply, Answer), reply.text
    shown = [value.value for disagreement in reply.disagreements for value in disagreement.values]
    assert len(shown) > 1, reply.text
    quotes = [citation.quote for citation in reply.citations]
    for rival in asked.rivals:
        assert any(one in quote for one in rival for quote in quotes), f"{rival[0]} is not shown: {reply.text}"


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_articles_do_not_say_is_not_answered(desk: Desk, question: str) -> None:
    reply = ask(desk, question)
    assert isinstance(reply, Abstention), reply.text


@pytest.mark.parametrize("question", FURNITURE)
def test_page_furniture_is_not_answered_from(desk: Desk, question: str) -> None:
    reply = ask(desk, question)
    assert isinstance(reply, Abstention), reply.text
