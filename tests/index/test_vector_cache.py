"""The vector store is a cache: whatever happens to it is noticed, and healed from the catalogue."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import numpy as np
import pytest

from corpus.article import Article
from index.chroma import ChromaFolders
from index.errors import VectorStoreBroken
from index.exact_vectors import ExactVectorStores
from index.health import VectorState
from tests.index.bench import Bench, bench, items, opened
from tests.index.fakes import FailingStores

TEXTS = {
    name: " ".join(f"The {nth} price of {name} is final." for nth in ("first", "second", "third", "fourth", "last"))
    for name in "abcdef"
}


def assert_healed(desk: Bench) -> None:
    assert desk.cache.state is VectorState.READY
    assert not desk.cache.broken.is_set()
    assert desk.problems() == ()
    assert not desk.retriever.search("price").lexical_only


def test_a_store_that_was_closed_cleanly_is_used_again_as_it_is(file: Path, tmp_path: Path) -> None:
    stores = ChromaFolders(tmp_path / "vectors")
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        embedded = desk.embedder.embedded
        assert embedded > 0
    with opened(file, stores) as desk:
        assert_healed(desk)
        assert desk.embedder.embedded == 0
    assert [folder.name for folder in (tmp_path / "vectors").iterdir()] == ["generation-1"]


def _remove(folder: Path) -> None:
    shutil.rmtree(folder)


def _overwrite_sqlite(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"\x00garbage" * 4096)


def _cut_sqlite(folder: Path) -> None:
    content = (folder / "chroma.sqlite3").read_bytes()
    (folder / "chroma.sqlite3").write_bytes(content[: len(content) // 3])


def _remove_segments(folder: Path) -> None:
    for segment in folder.iterdir():
        if segment.is_dir():
            shutil.rmtree(segment)
    assert not any(entry.is_dir() for entry in folder.iterdir())


def _overwrite_segments(folder: Path) -> None:
    for part in folder.glob("*/*"):
        part.write_bytes(b"\xff" * 64)


@pytest.mark.parametrize("damage", [_remove, _overwrite_sqlite, _cut_sqlite])
def test_a_damaged_folder_is_noticed_and_healed_without_embedding(
    file: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    assert_damage_is_healed(file, tmp_path / "vectors", damage, TEXTS)


@pytest.mark.slow
@pytest.mark.parametrize("damage", [_remove_segments, _overwrite_segments])
def test_damaged_vector_files_are_noticed_and_healed_without_embedding(
    file: Path, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    random = Random(0)
    many = {f"deal-{n}": " ".join(f"word{random.randrange(500)}" for _ in range(15)) + " price" for n in range(1_050)}
    assert_damage_is_healed(file, tmp_path / "vectors", damage, many)


def assert_damage_is_healed(file: Path, vectors: Path, damage: Callable[[Path], None], texts: dict[str, str]) -> None:
    stores = ChromaFolders(vectors)
    with bench(file, stores) as desk:
        desk.refresh(*items(texts))
    damage(vectors / "generation-1")
    with opened(file, stores) as desk:
        if desk.cache.state is VectorState.READY:  # what Chroma can repair by itself, it may
            assert desk.problems() == ()
            return
        assert desk.cache.broken.is_set()
        assert desk.retriever.search("price").lexical_only
        assert desk.found("price")
        desk.cache.heal()
        assert_healed(desk)
        assert desk.embedder.embedded == 0
        assert [folder.name for folder in vectors.iterdir()] == ["generation-2"]
    with opened(file, stores) as desk:
        assert_healed(desk)


def test_a_store_that_was_not_closed_after_a_change_is_rebuilt(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        with opened(file, stores) as other:
            assert other.cache.state is VectorState.BROKEN
            other.cache.heal()
            assert_healed(other)
    assert list(stores.generations) == [2]


def test_a_store_that_only_answered_need_not_be_rebuilt(file: Path) -> None:
    stores = ExactVectorStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
    with opened(file, stores) as desk:
        desk.found("price")
        with opened(file, stores) as other:
            assert_healed(other)


def test_a_store_that_missed_a_change_is_rebuilt_even_when_its_numbers_are_right(file: Path) -> None:
    stores = FailingStores()
    texts = {f"deal-{n}": f"The price of deal {n}." for n in range(40)}
    with bench(file, stores) as desk:
        desk.refresh(*items(texts))
    with opened(file, stores) as desk:
        stores.fuse.at, stores.fuse.calls = 1, 0
        desk.found("price")
        assert desk.cache.state is VectorState.BROKEN
        stores.fuse.at = None
        desk.refresh(*items({**texts, "deal-7": "The ferry of deal 7."}))
    with opened(file, stores) as desk:
        assert desk.cache.state is VectorState.BROKEN
        desk.cache.heal()
        assert desk.problems() == ()


def test_passages_of_one_text_stand_in_for_each_other(file: Path) -> None:
    with bench(file, FailingStores()) as desk:
        desk.refresh(*items({"a": "The price is five dollars and " * 400}))
        assert desk.problems() == ()


@pytest.mark.parametrize("change", ["lost", "extra", "swapped"])
def test_a_store_that_differs_from_the_catalogue_is_noticed(file: Path, change: str) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        ids = desk.catalogue.live_ids()[1]
    store = stores.generations[1]
    noise = np.eye(1, 256, 200, dtype=np.float32)
    if change in ("lost", "swapped"):
        store.remove("1", ids[:1])
    if change in ("extra", "swapped"):
        store.add("1", [999], noise)
    with opened(file, stores) as desk:
        assert desk.cache.state is VectorState.BROKEN
        desk.cache.heal()
        assert_healed(desk)


def test_words_alone_answer_while_the_store_is_out(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        stores.fuse.at, stores.fuse.calls = 1, 0
        found = desk.retriever.search("price of a")
        assert found.lexical_only
        assert found.hits
        assert desk.cache.broken.is_set()
        with pytest.raises(VectorStoreBroken, match="being rebuilt"):
            desk.cache.ids(1)
        assert any("being rebuilt" in problem for problem in desk.problems())


def test_changes_made_while_the_store_is_out_are_healed_with_the_rest(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        stores.fuse.at, stores.fuse.calls = 1, 0
        desk.found("price")
        desk.refresh(*items({**TEXTS, "a": "The ferry.", "new": "The gas."}))
        assert "a" in desk.found("ferry")
        stores.fuse.at = None
        desk.cache.heal()
        assert_healed(desk)
        assert list(stores.generations) == [2]


def test_a_heal_that_fails_can_be_tried_again(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        stores.fuse.at, stores.fuse.calls = 1, 0
        desk.found("price")
        for n in range(1, 30):
            stores.fuse.at, stores.fuse.calls = n, 0
            if _healed(desk):
                break
            assert desk.cache.state is VectorState.BROKEN
            assert desk.retriever.search("price").lexical_only
        assert n > 4
        stores.fuse.at = None
        desk.cache.heal()
        assert_healed(desk)


def _healed(desk: Bench) -> bool:
    try:
        desk.cache.heal()
    except VectorStoreBroken:
        return False
    return True


def test_a_heal_that_is_interrupted_leaves_the_store_that_works(file: Path) -> None:
    def interrupt(_: int) -> None:
        raise KeyboardInterrupt

    with bench(file) as desk:
        desk.refresh(*items(TEXTS))
        with pytest.raises(KeyboardInterrupt):
            desk.cache.heal(interrupt)
        assert_healed(desk)
        desk.cache.heal()
        assert_healed(desk)


def test_a_store_that_does_not_close_is_rebuilt_at_the_next_start(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        stores.fuse.at, stores.fuse.calls = 1, 0
    stores.fuse.at = None
    with opened(file, stores) as desk:
        assert desk.cache.state is VectorState.BROKEN


def test_passages_with_the_very_same_vector_are_no_damage(file: Path) -> None:
    stores = ExactVectorStores()
    twins = {f"wire-{n:02}": "The same story." for n in range(40)}
    with bench(file, stores) as desk:
        for name, text in twins.items():
            desk.refresher.put(Article(name, "", text))
    with opened(file, stores) as desk:
        assert_healed(desk)


def test_a_store_that_was_replaced_is_kept_for_who_began_to_read_before(file: Path) -> None:
    stores = FailingStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        with desk.cache.held():
            desk.cache.heal()
            with desk.cache.held():
                assert list(stores.generations) == [1, 2]
        assert list(stores.generations) == [2]
        with desk.cache.held():
            assert list(stores.generations) == [2]
        assert_healed(desk)


def test_what_a_stopped_process_was_building_is_removed_at_the_next_start(file: Path, tmp_path: Path) -> None:
    stores = ChromaFolders(tmp_path / "vectors")
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        half_built = desk.cache.build(desk.catalogue.live_ids(), desk.catalogue.vectors)
        half_built.store.close()
    assert len(list((tmp_path / "vectors").iterdir())) == 2
    with opened(file, stores) as desk:
        assert_healed(desk)
        assert [folder.name for folder in (tmp_path / "vectors").iterdir()] == ["generation-1"]


def test_how_much_of_the_store_is_dead_is_known_over_restarts_until_it_is_built_anew(file: Path) -> None:
    stores = ExactVectorStores()
    with bench(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        assert desk.cache.dead_share() == 0
        desk.refresh(*items({name: TEXTS[name] for name in "abc"}))
        assert desk.cache.dead_share() == 0.5
    with opened(file, stores) as desk:
        assert desk.cache.dead_share() == 0.5
        desk.cache.heal()
        assert desk.cache.dead_share() == 0


@pytest.mark.slow
def test_a_full_disk_takes_the_store_and_not_the_work_and_it_heals_when_there_is_room(
    file: Path, small_disk: Path
) -> None:
    random = Random(0)
    texts = {f"deal-{n}": " ".join(f"word{random.randrange(500)}" for _ in range(12)) for n in range(40)}
    with bench(file, ChromaFolders(small_disk / "vectors")) as desk:
        desk.refresh(*items(TEXTS))
        filling = small_disk / "filling"
        filling.write_bytes(b"x" * (shutil.disk_usage(small_disk).free - 8_192))
        for name, text in texts.items():
            desk.refresher.put(Article(name, "", text))
        assert desk.cache.state is VectorState.BROKEN
        assert desk.cache.broken.is_set()
        assert "deal-39" in desk.found(texts["deal-39"])
        with pytest.raises(VectorStoreBroken):
            desk.cache.heal()
        assert "deal-39" in desk.found(texts["deal-39"])
        filling.unlink()
        desk.cache.heal()
        assert_healed(desk)
        assert len(list((small_disk / "vectors").iterdir())) == 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own with 6 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if not shutil.which("mount") or subprocess.run(mounting, capture_output=True).returncode != 0:
        pytest.skip("a disk can be mounted by root only")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
