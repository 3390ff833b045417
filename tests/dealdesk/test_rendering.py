"""What people see, at a terminal and in a pipe."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import UTC, date, datetime

import pytest

from api.schema import AnswerBody, ArticleSummary, CitationBody, HitBody, SearchBody
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
    )
    return SearchBody(hits=[hit])


def answer(quote: str) -> AnswerBody:
    title, publisher, published, url = ABOUT
    citation = CitationBody(
        marker=1,
        article_id="a",
        version="v1",
        title=title,
        publisher=publisher,
        published=published,
        url=url,
        start=0,
        end=len(quote),
        quote=quote,
    )
    return AnswerBody(
        id="1",
        question="How much?",
        status="answered",
        reason=None,
        text=f"{quote} [1]",
        statements=[],
        citations=[citation],
        disagreements=[],
        as_of=None,
        answerer="extractive",
        index_version="v",
        elapsed_ms=1,
        note=None,
    )


def test_in_a_pipe_each_line_of_a_passage_is_indented_and_none_ends_in_spaces() -> None:
    lines = shown(lambda: show_hits(hits(f"Terms  \n\n{QUOTE * 3}\nshort"), as_json=False), io.StringIO())
    assert lines[2:] == ["    Terms", "", f"    {QUOTE * 3}", "    short", ""]
    assert [line for line in lines if line != line.rstrip()] == []


def test_in_a_pipe_a_quote_stays_on_one_line() -> None:
    lines = shown(lambda: show_answer(answer(QUOTE), as_json=False), io.StringIO())
    assert f"    “{QUOTE}”" in lines
    assert [line for line in lines if line != line.rstrip()] == []


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
