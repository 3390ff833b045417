"""A figure that is changed in a document is the figure of the next answer, every time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from api.schema.replies import answer_body
from corpus.folder import read_path, source_of
from corpus.source import GivenSource
from tests.index.bench import Bench, bench

ROUNDS = 100
DEALS = {
    "Alder Rail": "Bexley Freight",
    "Corrin Foods": "Dunlow Mills",
    "Esker Shipping": "Farrow Docks",
    "Garnet Steel": "Holm Alloys",
    "Ivory Cable": "Juniper Wire",
}
BUYERS = list(DEALS)


def write(folder: Path, buyer: str, figure: str) -> None:
    seller = DEALS[buyer]
    (folder / f"{buyer.split()[0].lower()}.md").write_text(
        f"---\ntitle: {buyer} takes over {seller}\npublished: 2026-02-18\n---\n"
        f"The boards agreed on Monday.\n\n{buyer} will pay {figure} for {seller}, both companies said.\n\n"
        "Regulators have until May to look at it.\n"
    )


def figure_of(turn: int) -> str:
    return (f"${turn + 2}.{turn % 9 + 1} billion", f"€{turn + 101} million", f"${turn + 3},{turn + 100},000")[turn % 3]


@pytest.fixture
def parts(tmp_path: Path) -> Iterator[Bench]:
    with bench(tmp_path / "catalogue.sqlite3") as parts:
        yield parts


def test_a_changed_figure_is_the_next_answers_figure_a_hundred_times_of_a_hundred(parts: Bench, tmp_path: Path) -> None:
    folder = tmp_path / "deals"
    folder.mkdir()
    answerer = ExtractiveAnswerer(parts.retriever, parts.retriever, parts.catalogue, parts.catalogue, lambda _: "v1")
    told = dict.fromkeys(BUYERS, "$1 billion")
    for buyer, figure in told.items():
        write(folder, buyer, figure)
    parts.refresher.refresh(GivenSource(read_path(folder), source_of(folder)))
    for turn in range(ROUNDS):
        buyer, figure = BUYERS[turn % len(BUYERS)], figure_of(turn)
        write(folder, buyer, figure)
        parts.refresher.refresh(GivenSource(read_path(folder), source_of(folder)))
        reply = answerer.ask(Question(f"How much will {buyer} pay for {DEALS[buyer]}?"))
        assert isinstance(reply, Answer), f"turn {turn}: {reply.text}"
        assert figure in reply.citations[0].quote, f"turn {turn}: {reply.text}"
        assert told[buyer] not in json.dumps(answer_body(reply).model_dump(mode="json"), ensure_ascii=False)
        told[buyer] = figure
