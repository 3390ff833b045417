"""The deal sheet: which figures it gives, in which order, with what they measure."""

from __future__ import annotations

from datetime import date

import pytest

from answer.figures import Kind, figures_in
from answer.measured import measured_by
from answer.sheet import DealSheet, SheetLine
from corpus.article import EVERYTHING, Article, Selection
from corpus.stored import StoredArticle
from index.hit import Retrieval
from index.ports import Searcher
from tests.answer.fakes import MemoryCorpus
from tests.api.fakes import Shelf

PLANT = Article(
    "plant",
    "Ohio plant",
    "Announced today. 🏭 The Ohio plant is expected to cost $33 billion. It brings 10,000 jobs by 2030.",
    "Meridian Wire",
    date(2026, 2, 18),
    collection="news",
)
PORT = Article("port", "A port is sold", "The port was sold for €420 million, of which 15% went to the city.")
NOTHING = Article("words", "No figures", "Nobody says how much.")


def sheet(*articles: Article) -> DealSheet:
    return DealSheet(MemoryCorpus(*articles), Shelf(*articles))


def written(lines: list[SheetLine]) -> list[str]:
    return [line.written for line in lines]


def test_without_a_query_every_figure_of_every_article_is_given_in_order() -> None:
    lines = list(sheet(PORT, NOTHING, PLANT).sheet().lines)
    assert written(lines) == ["$33 billion", "10,000 jobs", "2030", "€420 million", "15%"]
    assert [line.article.id for line in lines] == ["plant"] * 3 + ["port"] * 2


def test_every_line_is_proven_by_its_sentence() -> None:
    for line in sheet(PORT, PLANT).sheet().lines:
        text = line.article.text
        assert line.sentence.of(text) == line.quote
        assert line.figure.span.of(text) in line.quote
        assert line.sentence.start <= line.figure.span.start < line.figure.span.end <= line.sentence.end
        assert line.measures is not None
        assert line.measures.of(text) in line.quote


def test_a_query_gives_the_sentences_that_share_its_words_the_best_first() -> None:
    rumour = Article("a-rumour", "Ohio", "The plant may bring 5,000 jobs. The city has 90,000 people.")
    found = sheet(rumour, PLANT, PORT)
    assert written(list(found.sheet("cost of the Ohio plant").lines)) == ["$33 billion", "5,000 jobs"]
    assert written(list(found.sheet("balloons").lines)) == []


def test_only_the_kinds_asked_for_are_given() -> None:
    lines = sheet(PORT, PLANT).sheet(kinds=[Kind.PERCENT, Kind.DATE]).lines
    assert written(list(lines)) == ["2030", "15%"]


def test_a_selection_bounds_the_sheet() -> None:
    news = Selection(collections=("news",))
    assert {line.article.id for line in sheet(PORT, PLANT).sheet(selection=news).lines} == {"plant"}
    assert {line.article.id for line in sheet(PORT, PLANT).sheet("sold cost", news).lines} <= {"plant"}


class CountingShelf(Shelf):
    """Remembers how many articles were asked for at a time."""

    def __init__(self, *articles: Article) -> None:
        super().__init__(*articles)
        self.limits: list[int] = []

    def page(
        self, selection: Selection = EVERYTHING, after: str | None = None, limit: int = 100
    ) -> list[StoredArticle]:
        self.limits.append(limit)
        return super().page(selection, after, limit)


def test_articles_are_read_as_lines_are_asked_for() -> None:
    many = [Article(f"a{n:03}", "", f"It costs ${n + 1} million.") for n in range(120)]
    shelf = CountingShelf(*many)
    lines = DealSheet(MemoryCorpus(), shelf).sheet().lines
    assert next(lines).written == "$1 million"
    assert shelf.limits == [50]
    assert len(list(lines)) == 119
    assert len(shelf.limits) == 4


def test_a_sheet_says_when_words_alone_found_it() -> None:
    corpus: Searcher = MemoryCorpus(PORT, lexical_only=True)
    assert DealSheet(corpus, Shelf(PORT)).sheet("port").lexical_only


def test_overlapping_passages_give_a_figure_once() -> None:
    class Twice(MemoryCorpus):
        def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
            hits = super().search(query, selection, top_k).hits
            return Retrieval((*hits, *hits))

    lines = DealSheet(Twice(PORT), Shelf(PORT)).sheet("port sold").lines
    assert written(list(lines)) == ["€420 million", "15%"]


@pytest.mark.parametrize(
    ("sentence", "measures"),
    [
        ("The plant is expected to cost $33 billion.", "plant is expected to cost"),
        ("Officials said that the termination fee is $4 million.", "termination fee"),
        ("It is financed by a $550 billion investment vehicle of Japan.", "investment vehicle of Japan"),
        ("$4 million goes to the city.", "goes to the city"),
        ("The first phase comes to between 6 and 7 trillion yen.", "first phase comes"),
        ("$4 million.", None),
    ],
)
def test_what_a_figure_measures_is_said_in_the_words_beside_it(sentence: str, measures: str | None) -> None:
    figures = figures_in(sentence)
    span = measured_by(sentence, figures[-1].span, [figure.span for figure in figures])
    assert (span and span.of(sentence)) == measures
