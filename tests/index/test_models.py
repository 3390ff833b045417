"""Another embedding model takes over beside the work: wholly or not at all, and nobody who asks meets two at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from threading import Event, Lock, Thread

import numpy as np
import pytest

from corpus.article import Article
from corpus.catalogue import Catalogue
from corpus.database import Database, Transaction
from corpus.splitter import Splitter
from index.errors import ModelUnusable, VectorStoreBroken
from index.exact_vectors import ExactVectorStores
from index.fts5 import Fts5Index
from index.health import VectorState
from index.live_embedder import LiveEmbedder
from index.models import Models, name_of
from index.ports import Vectors, VectorStores
from index.publishing import MODEL, Publisher
from index.refresh import Refresher
from index.retriever import HybridRetriever
from index.vector_cache import VectorCache
from index.work import Unwatched
from tests.index.bench import MAX_TOKENS, Bench, bench, items
from tests.index.fakes import FailingStores, FakeEmbedder

TEXTS = {
    name: " ".join(f"The {nth} price of {name} is final, says the {nth} clause." for nth in ("first", "second", "last"))
    for name in ("ferry", "tram", "mine", "bakery", "orchard", "quarry")
}
QUERY = "the second price of the tram"


@dataclass
class Turned(FakeEmbedder):
    """As many dimensions as the first, and other vectors: only the ranking tells them apart."""

    def _vector(self, text: str) -> Vectors:
        turned: Vectors = np.roll(super()._vector(text[::-1] if "first" in text else text), 7)
        return turned


@dataclass
class Short(FakeEmbedder):
    """Reads less than a passage."""

    @property
    def max_tokens(self) -> int:
        return MAX_TOKENS // 2


def _known() -> dict[str, FakeEmbedder]:
    return {
        "one": FakeEmbedder("one"), "two": FakeEmbedder("two", 96), "turned": Turned("turned"), "short": Short("short"),
    }  # fmt: skip


@dataclass
class ModelBench(Bench):
    models: Models
    embedders: dict[str, FakeEmbedder]

    @property
    def model(self) -> str:
        return name_of(self.catalogue.state(MODEL) or "")

    def dimensions(self) -> set[int]:
        ids = [i for found in self.catalogue.live_ids().values() for i in found]
        return {len(vector) // 4 for vector in self.catalogue.vectors(ids).values()}


@contextmanager
def modelled(file: Path, stores: VectorStores | None = None) -> Iterator[ModelBench]:
    """The index with the model that its catalogue records, "one" at first, and its vector store healed."""
    catalogue, known = Catalogue(Database(file)), _known()
    present = known[name_of(catalogue.state(MODEL) or "one@")]
    live, lexical, lock = LiveEmbedder(catalogue, present), Fts5Index(), Lock()
    cache = VectorCache(catalogue, stores or ExactVectorStores())
    publisher = Publisher(catalogue, present, _splitter(present), lexical, cache, lock)
    refresher, retriever = Refresher(catalogue, publisher), HybridRetriever(catalogue, live, lexical, cache)
    models = Models(catalogue, live, publisher, cache, lock, known.__getitem__, _splitter)
    if not cache.open():
        cache.heal()
    try:
        yield ModelBench(catalogue, present, lexical, cache, refresher, retriever, publisher, lock, models, known)
    finally:
        cache.close()
        catalogue.database.close()


def _splitter(embedder: object) -> Splitter:
    assert isinstance(embedder, FakeEmbedder)
    return Splitter(embedder.token_starts, min(MAX_TOKENS, embedder.max_tokens - 2))


def fresh_ranking(file: Path, embedder: FakeEmbedder, texts: dict[str, str]) -> list[tuple[str, int, float]]:
    with bench(file.with_name(f"{embedder.name}.sqlite3"), embedder=embedder) as desk:
        desk.refresh(*items(texts))
        return desk.ranking(QUERY)


def test_an_index_that_changed_its_model_is_as_one_built_by_it(file: Path) -> None:
    stores = FailingStores()
    with modelled(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        for name in ("turned", "two", "one"):
            desk.models.use(name)
            assert (desk.model, desk.problems()) == (name, ())
            assert desk.dimensions() == {desk.embedders[name].dimension}
            assert desk.ranking(QUERY) == fresh_ranking(file, _known()[name], TEXTS)
            assert len(stores.generations) == 1
    with modelled(file, stores) as again:
        assert (again.cache.state, again.problems()) == (VectorState.READY, ())


def test_what_comes_after_the_change_is_of_the_new_model(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        under_way = desk.publisher.prepare(Article("under-way", "", "The price of what is under way."), None)
        desk.models.use("two")
        desk.publisher.publish([under_way])
        desk.refresher.put(Article("later", "", "The price of what comes later."))
        assert desk.problems() == ()
        assert desk.dimensions() == {96}
        assert {"under-way", "later"} <= set(desk.found("price of what"))


def test_going_back_embeds_only_what_came_in_between(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        before, embedded = desk.ranking(QUERY), desk.embedder.embedded
        desk.models.use("two")
        desk.models.rollback()
        assert (desk.model, desk.ranking(QUERY), desk.embedder.embedded) == ("one", before, embedded)
        desk.models.rollback()
        desk.refresher.put(Article("later", "", "The price of what comes later."))
        desk.models.rollback()
        assert (desk.model, desk.problems()) == ("one", ())
        assert desk.embedder.embedded == embedded + 1


def test_there_is_nothing_to_go_back_to_before_the_first_change(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        with pytest.raises(ModelUnusable, match="dealdesk models use NAME"):
            desk.models.rollback()


def test_the_model_that_is_in_use_costs_nothing_to_use(file: Path) -> None:
    stores = FailingStores()
    with modelled(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        desk.models.use("one")
        assert list(stores.generations) == [1]


def test_an_empty_index_can_change_its_model(file: Path) -> None:
    with modelled(file) as desk:
        desk.models.use("two")
        desk.refresh(*items(TEXTS))
        assert (desk.model, desk.dimensions(), desk.problems()) == ("two", {96}, ())


def test_the_models_are_told_with_how_complete_they_are(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        _, passages = desk.catalogue.count_live()
        desk.models.use("two")
        desk.refresher.put(Article("later", "", "The price of what comes later."))
        live, other = desk.models.states()
        assert (live.name, live.live, live.embedded, live.passages) == ("two", True, passages + 1, passages + 1)
        assert (other.name, other.live, other.was_live, other.embedded) == ("one", False, True, passages)


def test_a_model_that_reads_less_than_a_passage_is_refused_before_anything_is_embedded(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        before = desk.ranking(QUERY)
        with pytest.raises(ModelUnusable, match=r"reads 12 tokens .* DEALDESK_PASSAGE_TOKENS to 10"):
            desk.models.use("short")
        assert desk.embedders["short"].embedded == 0
        assert (desk.model, desk.ranking(QUERY)) == ("one", before)


@dataclass
class Meanwhile(Unwatched):
    """Does something between two steps of the work: at the first, or at step number `at`."""

    do: Callable[[], None]
    at: int = 1
    steps: int = field(default=0)

    def go_on(self) -> None:
        self.steps += 1
        if self.steps == self.at:
            self.do()


@pytest.mark.parametrize("at", [1, 2, 3])
def test_articles_that_change_while_the_vectors_are_made_are_taken_along(file: Path, at: int) -> None:
    texts = {f"{name}-{n}": text for n in range(5) for name, text in TEXTS.items()}
    with modelled(file) as desk:
        desk.refresh(*items(texts))

        def change() -> None:
            desk.refresher.remove("mine-0")
            desk.refresher.put(Article("tram-0", "About tram-0", "The second price of the tram changed."))
            desk.refresher.put(Article("new-0", "About new-0", "The first price of the new ship."))

        work = Meanwhile(change, at)
        desk.models.use("turned", work)
        assert work.steps >= at
        assert desk.problems() == ()
        now = {name: text for name, text in texts.items() if name != "mine-0"}
        now |= {"tram-0": "The second price of the tram changed.", "new-0": "The first price of the new ship."}
        assert desk.ranking(QUERY) == fresh_ranking(file, _known()["turned"], now)


class Stopped(BaseException):
    """As a cancelled job, or a process that ends, stops the work."""


def _stop() -> None:
    raise Stopped


def test_stopped_anywhere_the_old_model_stays_whole_and_nothing_is_embedded_twice(file: Path) -> None:
    texts = {f"{name}-{n}": text for n in range(8) for name, text in TEXTS.items()}
    stores = FailingStores()
    with modelled(file, stores) as desk:
        desk.refresh(*items(texts))
        before = desk.ranking(QUERY)
        for step in range(1, 20):
            try:
                desk.models.use("two", Meanwhile(_stop, step))
                break
            except Stopped:
                assert (desk.model, desk.ranking(QUERY), desk.problems()) == ("one", before, ())
                assert list(stores.generations) == [1]
        assert step > 3
        assert (desk.model, desk.problems()) == ("two", ())
        assert len(desk.embedders["two"].texts) == len(set(desk.embedders["two"].texts))


def test_whichever_storage_call_fails_the_old_model_answers_on_or_the_new_one_has_taken_over(file: Path) -> None:
    stores = FailingStores()
    with modelled(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        for call in range(1, 60):
            stores.fuse.at, stores.fuse.for_good, stores.fuse.calls = call, False, 0
            try:
                desk.models.use("two")
            except VectorStoreBroken:
                assert desk.model == "one"
            stores.fuse.at = None
            if desk.model == "two":
                break
            assert (desk.cache.state, desk.problems()) == (VectorState.READY, ())
        assert call > 8
        assert desk.problems() == ()


def test_a_stop_within_the_change_itself_leaves_the_old_model(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stores = FailingStores()
    with modelled(file, stores) as desk:
        desk.refresh(*items(TEXTS))
        before = desk.ranking(QUERY)

        def stopped(tx: Transaction, key: str, value: str, keep: Callable[[Transaction, str, str], None]) -> None:
            keep(tx, key, value)
            if key == "vector_generation":
                _stop()

        with monkeypatch.context() as patched:
            patched.setattr(desk.catalogue, "set_state", partial(stopped, keep=desk.catalogue.set_state))
            with pytest.raises(Stopped):
                desk.models.use("turned")
        assert (desk.model, desk.ranking(QUERY), desk.problems()) == ("one", before, ())
        desk.models.use("turned")
        assert (desk.model, desk.problems()) == ("turned", ())


def test_a_question_that_began_before_the_change_ends_on_the_old_model(file: Path) -> None:
    with modelled(file, FailingStores()) as desk:
        desk.refresh(*items(TEXTS))
        before = desk.ranking(QUERY)
        lexical = desk.lexical
        searched, search = Event(), lexical.search

        def change_first(*given: object) -> object:
            """The question has its vector, and has not been to the vector store yet."""
            if not searched.is_set():
                searched.set()
                changing = Thread(target=desk.models.use, args=["turned"])
                changing.start()
                changing.join()
            return search(*given)  # type: ignore[arg-type]

        lexical.search = change_first  # type: ignore[method-assign, assignment]
        assert desk.ranking(QUERY) == before
        assert desk.model == "turned"
        assert desk.ranking(QUERY) == fresh_ranking(file, _known()["turned"], TEXTS)


def test_readers_during_many_changes_meet_one_model_or_another_and_never_words_alone(file: Path) -> None:
    with modelled(file, FailingStores()) as desk:
        desk.refresh(*items(TEXTS))
        whole = [fresh_ranking(file, _known()[name], TEXTS) for name in ("one", "turned", "two")]
        assert whole[0] != whole[1] != whole[2]
        over, problems, counts = Event(), list[str](), list[int]()

        def read() -> None:
            reads = 0
            while not over.is_set():
                found = desk.retriever.search(QUERY, top_k=50)
                ranking = [(h.passage.article.id, h.passage.span.start, round(h.score, 12)) for h in found.hits]
                if found.lexical_only or ranking not in whole:
                    problems.append(f"{found.lexical_only} {ranking[:2]}")
                reads += 1
            counts.append(reads)

        readers = [Thread(target=read) for _ in range(2)]
        for reader in readers:
            reader.start()
        for _ in range(4):
            for name in ("turned", "two", "one"):
                desk.models.use(name)
        over.set()
        for reader in readers:
            reader.join()
        assert problems == []
        assert min(counts) > 10


def test_looking_back_goes_by_the_new_models_vectors_too(file: Path) -> None:
    with modelled(file) as desk:
        desk.refresh(*items(TEXTS))
        desk.refresher.put(Article("tram", "About tram", "The tram line is closed."))
        desk.models.use("two")
        past = desk.models._others.past_ids()
        assert past
        assert _dimensions(desk, past) == {96}
        assert desk.problems() == ()


def _dimensions(desk: Bench, ids: Sequence[int]) -> set[int]:
    return {len(vector) // 4 for vector in desk.catalogue.vectors(ids).values()}
