"""Every adapter of VectorStore under the one law, and what is Chroma's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from index.chroma import ChromaFolders, ChromaServer, ChromaVectorStore
from index.errors import VectorStoreBroken
from index.exact_vectors import ExactVectorStore, ExactVectorStores
from index.ports import VectorStore, VectorStores
from tests.index.laws.vector_store import VectorStoreLaw, many, unit

_generations = count(1)


class TestExactVectorStore(VectorStoreLaw):
    @pytest.fixture
    def store(self) -> VectorStore:
        return ExactVectorStore()


class TestChromaInAFolder(VectorStoreLaw):
    @pytest.fixture
    def store(self, tmp_path: Path) -> Iterator[VectorStore]:
        store = ChromaVectorStore.in_folder(tmp_path)
        yield store
        store.close()


@pytest.mark.slow
class TestChromaServer(VectorStoreLaw):
    @pytest.fixture
    def store(self, chroma_url: str) -> Iterator[VectorStore]:
        stores, generation = ChromaServer(chroma_url, "test"), next(_generations)
        store = stores.open(generation)
        yield store
        store.close()
        stores.discard(generation)


def assert_generations_are_kept_apart(stores: VectorStores) -> None:
    old, new = stores.open(101), stores.open(102)
    old.add("1", [1], np.stack([unit(1)]))
    new.add("1", [2], np.stack([unit(1)]))
    assert (old.ids("1"), new.ids("1")) == ({1}, {2})
    old.close()
    stores.discard(101)
    stores.discard(101)
    assert new.ids("1") == {2}
    new.close()
    for generation, held in ((102, {2}), (101, set())):
        again = stores.open(generation)
        assert again.ids("1") == held
        again.close()


def test_generations_in_memory_are_kept_apart() -> None:
    assert_generations_are_kept_apart(ExactVectorStores())


def test_generations_in_folders_are_kept_apart(tmp_path: Path) -> None:
    assert_generations_are_kept_apart(ChromaFolders(tmp_path))


@pytest.mark.slow
def test_generations_on_a_server_are_kept_apart(chroma_url: str) -> None:
    stores = ChromaServer(chroma_url, "test")
    assert_generations_are_kept_apart(stores)
    stores.discard(101)
    stores.discard(102)


def test_a_folder_keeps_its_vectors_when_it_is_closed_and_opened(tmp_path: Path) -> None:
    vectors = many(1_500)
    store = ChromaVectorStore.in_folder(tmp_path)
    store.add("1", list(range(1_500)), vectors)
    store.close()
    again = ChromaVectorStore.in_folder(tmp_path)
    assert again.count("1") == 1_500
    assert again.search("1", vectors[1_234], 1)[0][0] == 1_234
    again.close()


def test_a_call_may_be_larger_than_chroma_takes_at_once(tmp_path: Path) -> None:
    store = ChromaVectorStore.in_folder(tmp_path)
    store._max_batch = 100
    store.add("1", list(range(250)), many(250))
    store.remove("1", list(range(230)))
    assert store.ids("1") == set(range(230, 250))
    store.close()


def test_whatever_chroma_refuses_is_a_broken_store(tmp_path: Path) -> None:
    store = ChromaVectorStore.in_folder(tmp_path)
    store.add("1", [1], np.stack([unit(1)]))
    with pytest.raises(VectorStoreBroken, match="the vector store failed"):
        store.add("1", [2], np.ones((1, 3), dtype=np.float32))
    store.close()


def test_a_server_that_is_not_there_is_a_broken_store() -> None:
    with pytest.raises(VectorStoreBroken, match="the vector store failed"):
        ChromaServer("http://127.0.0.1:9", "test").open(1)
