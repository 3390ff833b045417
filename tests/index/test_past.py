"""A search that looks back finds the passages of that moment, and of a removed article none."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from answer.sheet import DealSheet
from answer.timeline import Chronicler
from corpus.article import Article, Selection
from index.past_words import scores
from tests.index.bench import Bench, bench

START = datetime(2026, 3, 1)
FIRST = Article(
    "lease", "The Acme lease", "Acme pays a rent of $42 million for the harbour site.", published=date(2026, 1, 5)
)
SECOND = dataclasses.replace(FIRST, text="Acme pays a rent of $46 million for the harbour site.")


class Clock:
    """A time that goes on by one hour a change."""

    def __init__(self) -> None:
        self.hours = 0

    def __call__(self) -> datetime:
        return START + timedelta(hours=self.hours)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def past(file: Path, clock: Clock) -> Iterator[Bench]:
    """A small corpus, with FIRST from the first hour and SECOND from the third."""
    with bench(file, now=clock) as desk:
        for n in range(12):
            desk.refresher.put(Article(f"other-{n}", f"Story {n}", f"A ferry of line {n} pays harbour dues of ${n}."))
        desk.refresher.put(FIRST)
        clock.hours = 3
        desk.refresher.put(SECOND)
        yield desk


def at(hours: float, day: date | None = None) -> Selection:
    return Selection(held_at=(START + timedelta(hours=hours)).replace(tzinfo=UTC), as_of=day)


def texts(desk: Bench, query: str, selection: Selection) -> list[str]:
    return [hit.passage.text for hit in desk.retriever.search(query, selection, top_k=50).hits]


def test_a_look_back_finds_the_version_of_then_in_place_of_the_live_one(past: Bench) -> None:
    query = "the rent that Acme pays"
    assert texts(past, query, Selection())[0] == SECOND.text
    assert texts(past, query, at(2))[0] == FIRST.text
    assert SECOND.text not in texts(past, query, at(2))
    assert FIRST.text not in texts(past, query, at(3))


def test_a_look_back_by_words_alone_finds_it_too(past: Bench) -> None:
    past.cache.close()
    found = past.retriever.search("the rent that Acme pays", at(2))
    assert found.lexical_only
    assert found.hits[0].passage.text == FIRST.text


def test_a_passage_of_the_past_scores_as_if_it_were_live(past: Bench, clock: Clock) -> None:
    query = "rent that Acme pays for a ferry"
    [live] = [hit for hit in past.retriever.search(query).hits if hit.passage.article.id == "lease"]
    [old] = [hit for hit in past.retriever.search(query, at(2)).hits if hit.passage.article.id == "lease"]
    assert old.score == pytest.approx(live.score, rel=0.02)


def test_the_past_is_weighed_as_sqlite_weighs_the_live(past: Bench) -> None:
    with past.catalogue.reading() as tx:
        by_sqlite = dict(past.lexical.search(tx, "harbour rent ferry", 1, Selection(), 50))
        rows = list(past.catalogue.rows(tx, list(by_sqlite)))
        counts = past.lexical.count_words(tx, ["harbour", "rent", "ferri"], [1])
        mean = past.lexical.mean_words(tx, 1)
    ours = scores(["harbour", "rent", "ferry"], rows, counts, mean)
    assert ours == pytest.approx(by_sqlite, rel=1e-6)


def test_a_document_named_in_a_look_back_is_the_one_of_then(past: Bench) -> None:
    found = past.retriever.search("What does Acme pay in the Acme lease?", at(2))
    assert [hit.passage.text for hit in found.hits] == [FIRST.text]


def test_an_answer_about_the_past_cites_the_version_of_then(past: Bench) -> None:
    answerer = ExtractiveAnswerer(
        past.retriever, past.retriever, past.retriever, past.catalogue, past.catalogue.fingerprint
    )
    for selection, article, figure in ((at(2), FIRST, "$42 million"), (Selection(), SECOND, "$46 million")):
        reply = answerer.ask(Question("What rent does Acme pay for the harbour site?", selection=selection))
        assert isinstance(reply, Answer)
        assert figure in reply.statements[0].text
        cited = reply.citations[0]
        assert cited.article == article
        assert cited.article.version == article.version
        assert cited.span.of(article.text) == cited.quote


def test_figures_and_timeline_of_the_past_are_those_of_then(past: Bench) -> None:
    sheets = DealSheet(past.retriever, past.catalogue)
    chronicler = Chronicler(past.retriever, past.retriever, past.catalogue)
    for selection, figure in ((at(2), "$42 million"), (at(3), "$46 million")):
        of_lease = [line.written for line in sheets.sheet(None, selection).lines if line.article.id == "lease"]
        assert of_lease == [figure]
        asked = [line.written for line in sheets.sheet("rent Acme pays", selection).lines]
        assert figure in asked
        told = chronicler.timeline("the rent that Acme pays", selection)
        assert any(figure in line.statement for line in told.lines)


def test_a_removed_article_is_found_at_no_moment(past: Bench, clock: Clock) -> None:
    clock.hours = 5
    past.refresher.remove("lease")
    for selection in (Selection(), at(2), at(3), Selection(as_of=date(2026, 3, 1))):
        assert not {FIRST.text, SECOND.text} & set(texts(past, "the rent that Acme pays", selection))
    assert past.problems() == ()
    with past.catalogue.reading() as tx:
        assert past.lexical.ids(tx, 1, past=True) == set()


def test_live_search_never_meets_the_past(past: Bench, clock: Clock) -> None:
    before = past.ranking("harbour rent Acme")
    for n in range(4, 12):
        clock.hours = n
        past.refresher.put(dataclasses.replace(FIRST, text=f"Acme pays a rent of ${n} million for the harbour site."))
    clock.hours = 12
    past.refresher.put(SECOND)
    assert past.ranking("harbour rent Acme") == before
    assert past.problems() == ()


_NAMES = ("a", "b")
_CHANGES = st.tuples(st.sampled_from(_NAMES), st.none() | st.sampled_from(("one", "two", "three")))
_HISTORIES = st.lists(_CHANGES, max_size=8)


def model(history: list[tuple[str, str | None]], hour: int, *, strict: bool) -> set[str]:
    """What is met at the end of an hour, told without a database. Change n is made in hour n."""
    found = set()
    for name in _NAMES:
        changes = [(n, text) for n, (of, text) in enumerate(history) if of == name]
        gone = max((n for n, text in changes if text is None), default=-1)
        kept = [(n, text) for n, text in changes if n > gone and text]
        then = [text for n, text in kept if n <= hour]
        if kept and (then or not strict):
            found.add(f"{name}: {then[-1] if then else kept[0][1]} ferry")
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_HISTORIES)
def test_whatever_the_history_a_look_back_meets_what_a_model_says(
    empty_catalogue: Path, history: list[tuple[str, str | None]]
) -> None:
    clock = Clock()
    with TemporaryDirectory() as folder, bench(Path(shutil.copy(empty_catalogue, folder)), now=clock) as desk:
        for n, (name, text) in enumerate(history):
            clock.hours = 24 * n + 12  # a change a day
            if text:
                desk.refresher.put(Article(name, "", f"{name}: {text} ferry", published=date(2020, 1, 1)))
            else:
                desk.refresher.remove(name)
        for n in range(-1, len(history) + 1):
            end = datetime.combine(START.date() + timedelta(days=n), time.max)
            moment = Selection(held_at=end.replace(tzinfo=UTC))
            assert set(texts(desk, "ferry", moment)) == model(history, n, strict=True)
            assert set(texts(desk, "ferry", Selection(as_of=end.date()))) == model(history, n, strict=False)
        assert desk.problems() == ()
