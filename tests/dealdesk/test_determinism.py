"""Extractive answers are the same to the byte, apart from ids and times: asked again, after a restart, built anew."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.ports import Answerer
from answer.reply import Question
from api.schema.replies import answer_body
from corpus.folder import read_path, source_of
from corpus.source import GivenSource
from dealdesk.assembly import open_desk
from tests.dealdesk.console import EXAMPLES, Console, settings_of
from tests.index.bench import Bench, bench

QUESTIONS = [
    json.loads(line)["question"] for line in (EXAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()
]
LEAST_ANSWERED = 8


def answers(answerer: Answerer) -> list[str]:
    """The JSON of the reply to every example question, without its id and its time."""
    return [pinned(answer_body(answerer.ask(Question(question))).model_dump(mode="json")) for question in QUESTIONS]


def pinned(body: dict[str, Any]) -> str:
    return json.dumps({name: value for name, value in body.items() if name not in ("id", "elapsed_ms")})


def answerer_of(parts: Bench) -> Answerer:
    return ExtractiveAnswerer(
        parts.retriever, parts.retriever, parts.catalogue, parts.catalogue, parts.catalogue.fingerprint
    )


def built(file: Path) -> list[str]:
    with bench(file) as parts:
        parts.refresher.refresh(GivenSource(read_path(EXAMPLES / "corpus"), source_of(EXAMPLES / "corpus")))
        return answers(answerer_of(parts))


def test_three_runs_a_restart_and_a_fresh_build_answer_alike(tmp_path: Path) -> None:
    first = built(tmp_path / "one.sqlite3")
    assert sum('"status": "answered"' in reply for reply in first) >= LEAST_ANSWERED
    with bench(tmp_path / "one.sqlite3") as restarted:
        runs = [answers(answerer_of(restarted)) for _ in range(2)]
    assert runs == [first, first]
    assert built(tmp_path / "another.sqlite3") == first


@pytest.mark.slow
def test_with_the_real_model_a_restart_and_a_rebuild_answer_alike(console: Console, tmp_path: Path) -> None:
    with open_desk(settings_of(console.home), "test") as desk:
        first = answers(desk.answerer)
        assert answers(desk.answerer) == first
        desk.rebuild()
        assert answers(desk.answerer) == first
    shutil.copytree(console.home, tmp_path / "elsewhere")
    with open_desk(settings_of(tmp_path / "elsewhere"), "test") as restarted:
        assert answers(restarted.answerer) == first
