"""What every VectorStore does. Inherit it and give the fixture `store`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from index.ports import Vectors, VectorStore

_DIMENSION = 8


def unit(*numbers: float) -> Vectors:
    vector = np.zeros(_DIMENSION, dtype=np.float32)
    vector[: len(numbers)] = numbers
    scaled: Vectors = vector / np.linalg.norm(vector)
    return scaled


def many(count: int, seed: int = 0) -> Vectors:
    rows = np.random.default_rng(seed).normal(size=(count, _DIMENSION)).astype(np.float32)
    scaled: Vectors = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return scaled


class VectorStoreLaw:
    def test_the_nearest_come_first_with_their_cosine(self, store: VectorStore) -> None:
        store.add("1", [10, 20, 30], np.stack([unit(1), unit(0, 1), unit(1, 1)]))
        found = store.search("1", unit(2), 3)
        assert [passage_id for passage_id, _ in found] == [10, 30, 20]
        assert [score for _, score in found] == pytest.approx([1, 0.5**0.5, 0], abs=1e-5)

    def test_opposite_vectors_have_a_cosine_of_minus_one(self, store: VectorStore) -> None:
        store.add("1", [1], np.stack([unit(1)]))
        ((passage_id, score),) = store.search("1", unit(-1), 1)
        assert passage_id == 1
        assert score == pytest.approx(-1, abs=1e-5)

    def test_no_more_than_the_limit_are_found(self, store: VectorStore) -> None:
        store.add("1", list(range(10)), many(10))
        assert len(store.search("1", unit(1), 3)) == 3
        assert len(store.search("1", unit(1), 99)) == 10
        assert store.search("1", unit(1), 0) == []

    def test_a_collection_that_holds_nothing_finds_nothing(self, store: VectorStore) -> None:
        assert store.search("1", unit(1), 3) == []
        assert store.ids("1") == set()
        assert store.count("1") == 0
        store.remove("1", [1, 2])
        store.add("1", [1], np.stack([unit(1)]))
        store.remove("1", [1])
        assert store.search("1", unit(1), 3) == []
        assert (store.ids("1"), store.count("1")) == (set(), 0)

    def test_collections_do_not_know_of_each_other(self, store: VectorStore) -> None:
        store.add("1", [1, 2], np.stack([unit(1), unit(0, 1)]))
        store.add("2", [2, 3], np.stack([unit(1), unit(1)]))
        store.remove("1", [2])
        assert store.ids("1") == {1}
        assert store.ids("2") == {2, 3}
        assert {passage_id for passage_id, _ in store.search("2", unit(1), 9)} == {2, 3}

    def test_an_id_that_is_there_takes_the_new_vector(self, store: VectorStore) -> None:
        store.add("1", [1, 2], np.stack([unit(1), unit(0, 1)]))
        store.add("1", [1], np.stack([unit(0, 0, 1)]))
        ((passage_id, score),) = store.search("1", unit(0, 0, 1), 1)
        assert passage_id == 1
        assert score == pytest.approx(1, abs=1e-5)
        assert store.count("1") == 2

    def test_what_was_removed_is_not_found_and_removing_it_again_is_no_error(self, store: VectorStore) -> None:
        store.add("1", [1, 2, 3], many(3))
        store.remove("1", [2, 99])
        store.remove("1", [2])
        store.remove("1", [])
        assert store.ids("1") == {1, 3}
        assert {passage_id for passage_id, _ in store.search("1", unit(1), 9)} == {1, 3}

    def test_every_vector_among_many_is_found_by_itself(self, store: VectorStore) -> None:
        vectors = many(1_200)
        store.add("1", list(range(1_200)), vectors)
        store.remove("1", list(range(0, 1_200, 2)))
        assert store.count("1") == 600
        assert store.ids("1") == set(range(1, 1_200, 2))
        for passage_id in range(1, 1_200, 60):
            assert store.search("1", vectors[passage_id], 1)[0][0] == passage_id

    def test_it_is_used_from_many_threads(self, store: VectorStore) -> None:
        store.add("1", [0], many(1))

        def use(number: int) -> int:
            store.add("1", [number], many(1, seed=number))
            assert store.search("1", many(1, seed=number)[0], 3)
            return len(store.ids("1"))

        with ThreadPoolExecutor(4) as pool:
            assert all(count > 1 for count in pool.map(use, range(1, 25)))
        assert store.ids("1") == set(range(25))
