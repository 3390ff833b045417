"""Verify finds each kind of damage and says what it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from index.verify import verify
from tests.index.bench import Bench, bench, items
from tests.index.fakes import FailingStore, FailingStores

TEXTS = {name: f"The price of {name} is {n} dollars." for n, name in enumerate("abcdefghijklmnop")}


@pytest.fixture
def stores() -> FailingStores:
    return FailingStores()


@pytest.fixture
def desk(file: Path, stores: FailingStores) -> Iterator[Bench]:
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        yield desk


def test_a_sound_index_has_no_problems(desk: Bench) -> None:
    told: list[int] = []
    result = verify(desk.catalogue, desk.lexical, desk.cache, told.append)
    assert (result.passages, result.problems) == (len(TEXTS), ())
    assert sum(told) == len(TEXTS)


def test_an_index_of_passages_without_words_or_with_equal_text_is_sound(desk: Bench) -> None:
    desk.refresh(*items({**TEXTS, "dashes": "----", "twin": "Same.", "other twin": "Same.", "cjk": "取引は完了した。"}))
    assert desk.problems() == ()


def test_an_empty_index_is_sound(file: Path) -> None:
    with bench(file) as desk:
        assert desk.problems() == ()
        desk.refresh(*items(TEXTS))
        desk.refresh()
        assert desk.problems() == ()


def test_a_vector_that_was_lost_is_found(desk: Bench, stores: FailingStores) -> None:
    store(stores).remove("1", [3])
    assert desk.problems() == ("the vector store lacks 1 passages of collection 1, such as 3",)


def test_a_dead_vector_is_found(desk: Bench, stores: FailingStores) -> None:
    store(stores).add("1", [777], np.full((1, 256), 1 / 16, dtype=np.float32))
    assert desk.problems() == ("the vector store holds 1 dead passages in collection 1, such as 777",)


def test_a_vector_of_another_text_is_found(desk: Bench, stores: FailingStores) -> None:
    noise = np.zeros((1, 256), dtype=np.float32)
    noise[0, 0] = -1
    store(stores).add("1", [3], noise)
    assert desk.problems() == ("passage 3 is not found by its own vector",)


def test_words_that_were_lost_are_found(desk: Bench) -> None:
    with desk.catalogue.writing() as tx:
        desk.lexical.remove(tx, list(desk.catalogue.rows(tx, [5])))
    assert desk.problems() == ("the lexical index lacks 1 passages of collection 1, such as 5",)


def test_words_of_the_dead_are_found(desk: Bench) -> None:
    with desk.catalogue.writing() as tx:
        desk.catalogue.flip(tx, "a", None)
    assert [problem.split(" of ")[0].split(", such")[0] for problem in desk.problems()] == [
        "the lexical index holds 1 dead passages in collection 1",
        "the vector store holds 1 dead passages in collection 1",
    ]


def test_words_of_another_text_are_found(desk: Bench) -> None:
    with desk.catalogue.writing() as tx:
        desk.lexical.remove(tx, list(desk.catalogue.rows(tx, [5])))
        tx.execute(sa.text("INSERT INTO words_1 (rowid, header, body) VALUES (5, 'x', 'entirely other words')"))
    assert desk.problems() == ("passage 5 is not found by its own words",)


def test_a_whole_index_that_was_lost_is_found(desk: Bench) -> None:
    with desk.catalogue.writing() as tx:
        desk.lexical.drop(tx, 1)
    assert desk.problems() == (f"the lexical index lacks {len(TEXTS)} passages of collection 1, such as 1",)


def test_a_store_that_does_not_answer_is_a_problem(desk: Bench, stores: FailingStores) -> None:
    stores.fuse.at, stores.fuse.calls = 1, 0
    assert desk.found("price")
    (problem,) = desk.problems()
    assert "being rebuilt" in problem


def store(stores: FailingStores) -> FailingStore:
    return stores.generations[max(stores.generations)]
