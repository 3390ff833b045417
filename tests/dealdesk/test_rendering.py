"""What people see, at a terminal and in a pipe."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date, datetime

import pytest

from api.schema.articles import AlsoInBody, ArticleSummary, HitBody, SearchBody
from api.schema.replies import AnswerBody, CitationBody, DisagreementBody, SpanBody, StatementBody, ValueBody
from dealdesk.rendering import show_answer, show_articles, show_hits

QUOTE = "Pelham Tidal will pay $1.8 billion for Corvane Turbines, a maker of turbines that turn in tidal currents."
LONG_ID = "pelham-corvane-pacific-wire-second-report-after-the-auction"
ABOUT = ("Pelham Tidal to take over Corvane Turbines", "Pacific Wire", date(2025, 12, 9), "https://example.com/a")


class Terminal(io.StringIO):
    """Takes what is printed, as a terminal does."""

    def isatty(self) -> bool:
        return True


def shown(show: Callable[[], None], out: io.StringIO) -> list[str]:
    with redirect_stdout(out):
        show()
    return out.getvalue().splitlines()


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal of 80 columns without colours."""
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    return Terminal()


def article(article_id: str) -> ArticleSummary:
    title, publisher, published, url = ABOUT
    return ArticleSummary(
        id=article_id,
        title=title,
        publisher=publisher,
        published=published,
        url=url,
        collection="public",
        version="v1",
        stored_at=datetime(2026, 1, 2, tzinfo=UTC),
        source=None,
        byline=None,
        date_found="none",
        language=None,
    )


def hits(text: str) -> SearchBody:
    title, publisher, published, url = ABOUT
    hit = HitBody(
        rank=1,
        score=0.5,
        article_id="a",
        version="v1",
        title=title,
        publisher=publisher,
        published=published,
        url=url,
        start=0,
        end=len(text),
        text=text,
        also_in=[other("Meridian")],
    )
    return SearchBody(hits=[hit], lexical_only=False)


def other(publisher: str | None, title: str = "", article_id: str = "b") -> AlsoInBody:
    return AlsoInBody(article_id=article_id, title=title, publisher=publisher, published=None, url=None)


def cited(marker: int, quote: str, published: date | None = ABOUT[2]) -> CitationBody:
    title, publisher, _, url = ABOUT
    return CitationBody(
        marker=marker,
        article_id="a",
        version="v1",
        title=title,
        publisher=publisher,
        published=published,
        url=url,
        start=0,
        end=len(quote),
        page=None,
        quote=quote,
        also_in=[],
    )


def answer(quote: str) -> AnswerBody:
    start = quote.find("$1.8 billion")
    emphasis = SpanBody(start=start, end=start + 12) if start >= 0 else None
    return AnswerBody(
        id="1",
        question="How much?",
        status="answered",
        reason=None,
        text=f"{quote} [1]",
        short_answer=None,
        statements=[StatementBody(text=quote, citations=[1], emphasis=emphasis)],
        citations=[cited(1, quote)],
        disagreements=[],
        missing=[],
        nearest=[],
        as_of=None,
        answerer="extractive",
        index_version="v",
        elapsed_ms=1,
        note=None,
    )


def abstention() -> AnswerBody:
    nothing = {"statements": [], "citations": [], "text": "None of them states an answer."}
    return answer("").model_copy(update={"status": "abstained", "reason": "not_supported", **nothing})


def test_in_a_pipe_each_line_of_a_passage_is_indented_and_none_ends_in_spaces() -> None:
    lines = shown(lambda: show_hits(hits(f"Terms  \n\n{QUOTE * 3}\nshort"), as_json=False), io.StringIO())
    assert lines[2:] == ["    also in Meridian", "    Terms", "", f"    {QUOTE * 3}", "    short", ""]
    assert [line for line in lines if line != line.rstrip()] == []


def test_in_a_pipe_a_quote_stays_on_one_line() -> None:
    lines = shown(lambda: show_answer(answer(QUOTE), as_json=False), io.StringIO())
    assert f"    “{QUOTE}”" in lines
    assert [line for line in lines if line != line.rstrip()] == []


def test_a_citation_into_what_came_in_pages_says_on_which_it_stands() -> None:
    found = answer(QUOTE)
    on_page = found.model_copy(update={"citations": [found.citations[0].model_copy(update={"page": 7})]})
    for shows, where in ((found, "    a, characters 0 to"), (on_page, "    a, page 7, characters 0 to")):
        lines = shown(lambda shows=shows: show_answer(shows, as_json=False), io.StringIO())  # type: ignore[misc]
        assert f"{where} {len(QUOTE)}" in lines


def test_at_a_terminal_a_long_quote_keeps_its_indent_on_every_line(narrow: Terminal) -> None:
    lines = shown(lambda: show_answer(answer(QUOTE), as_json=False), narrow)
    first = next(at for at, line in enumerate(lines) if line.startswith("    “"))
    quoted = lines[first : first + 2]
    assert all(line.startswith("    ") and len(line) <= 80 for line in quoted)
    assert " ".join(line.strip() for line in quoted) == f"“{QUOTE}”"


@pytest.mark.parametrize("article_id", ["a", LONG_ID, LONG_ID * 2])
def test_an_id_is_never_broken_and_the_title_gives_way(narrow: Terminal, article_id: str) -> None:
    lines = shown(lambda: show_articles([article("b"), article(article_id)], as_json=False), narrow)
    [own] = [line for line in lines if line.split()[:1] == [article_id]]
    assert own.endswith("2025-12-09")
    for word in ABOUT[0].split():
        assert any(word in line.split() for line in lines), word


def test_the_answering_phrase_is_in_bold_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    lines = shown(lambda: show_answer(answer(QUOTE), as_json=False), Terminal())
    assert lines[0].startswith("Pelham Tidal will pay \x1b[1m$1.8 billion\x1b[0m for Corvane Turbines")
    assert lines[0].endswith("tidal currents. [1]")


def test_disagreeing_values_come_with_their_sources_days_and_the_newest(narrow: Terminal) -> None:
    values = [
        ValueBody(value="$1.8 billion", citations=[1], sources=1, newest=False),
        ValueBody(value="$2.1 billion", citations=[2, 3], sources=2, newest=True),
    ]
    told = "The later report says that the price was raised after the auction, and that both were offers."
    citations = [cited(1, QUOTE), cited(2, QUOTE, date(2025, 12, 10)), cited(3, QUOTE, None)]
    reply = answer(QUOTE).model_copy(
        update={
            "citations": citations,
            "disagreements": [DisagreementBody(about="the price", values=values, explanation=told)],
        }
    )
    lines = shown(lambda: show_answer(reply, as_json=False), narrow)
    at = lines.index("The sources disagree:")
    assert lines[at + 1 : at + 3] == [
        "  $1.8 billion [1] (1 source, 2025-12-09)",
        "  $2.1 billion [2][3] (2 sources, 2025-12-10, undated, newest)",
    ]
    assert " ".join(line.strip() for line in lines[at + 3 : at + 5]) == told
    assert all(line.startswith("  ") and len(line) <= 80 for line in lines[at + 3 : at + 5])


def test_what_is_missing_and_the_day_it_is_as_of_are_said(narrow: Terminal) -> None:
    reply = answer(QUOTE).model_copy(update={"missing": ["who runs it"], "as_of": date(2025, 12, 31)})
    lines = shown(lambda: show_answer(reply, as_json=False), narrow)
    assert "No answer found for: who runs it" in lines
    assert lines[-1] == "As of 2025-12-31"


def test_an_abstention_shows_the_nearest_passages_as_no_answer(narrow: Terminal) -> None:
    reply = abstention().model_copy(update={"nearest": [cited(1, "It was sold.", None)]})
    lines = shown(lambda: show_answer(reply, as_json=False), narrow)
    assert lines[0] == "None of them states an answer."
    at = lines.index("Nearest, but not an answer:")
    assert lines[at + 2].startswith("[1] Pelham Tidal to take over Corvane Turbines · Pacific Wire · undated")
    assert "    “It was sold.”" in lines[at:]


def test_a_citation_says_where_else_its_story_stands(narrow: Terminal) -> None:
    outlets = [other("Meridian"), other(None, "A deal"), other(None, "", "deal-7"), other("Meridian")]
    many = [other(f"Outlet {n}") for n in range(8)]
    citations = [cited(1, QUOTE).model_copy(update={"also_in": found}) for found in (outlets, many, [])]
    lines = shown(lambda: show_answer(answer(QUOTE).model_copy(update={"citations": citations}), as_json=False), narrow)
    assert [line.strip() for line in lines if "also in" in line] == [
        "also in Meridian, A deal, deal-7",
        "also in Outlet 0, Outlet 1, Outlet 2, Outlet 3, Outlet 4 and 3 more",
    ]
