"""Any history of edits ends in the same index as a fresh build, and any failure leaves articles whole."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus import schema
from corpus.article import Article
from corpus.database import Database, Transaction
from corpus.errors import CatalogueUnusable, StorageFull
from index.exact_vectors import ExactVectorStores
from index.ports import VectorStores
from tests.index.bench import Bench, bench, item, items, opened
from tests.index.fakes import FailingStores

_TEXTS = ["The price is final.", "A ferry sails. " * 9, "# Terms\n\nGas and price.\n", "ferry gas price " * 30, "---"]
_articles = st.builds(
    lambda name, text, title, collection: Article(name, title, text, collection=collection),
    st.sampled_from("abcde"),
    st.sampled_from(_TEXTS),
    st.sampled_from(["", "A title"]),
    st.sampled_from(["public", "desk"]),
)
_states = st.lists(_articles, max_size=5, unique_by=lambda article: article.id)
_QUERIES = ("ferry price", "gas", "title terms final", "nothing at all")


@contextmanager
def fresh(empty: Path, stores: VectorStores | None = None) -> Iterator[Bench]:
    with TemporaryDirectory() as folder, bench(Path(shutil.copy(empty, folder)), stores) as desk:
        yield desk


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_states, min_size=1, max_size=5), st.data())
def test_any_history_of_edits_ends_in_the_same_index_as_a_fresh_build(
    empty_catalogue: Path, history: list[list[Article]], data: st.DataObject
) -> None:
    with fresh(empty_catalogue) as edited, fresh(empty_catalogue) as built:
        for state in history:
            edited.refresh(*[item(article) for article in data.draw(st.permutations(state))])
        built.refresh(*[item(article) for article in history[-1]])
        assert edited.held() == built.held()
        assert edited.catalogue.fingerprint() == built.catalogue.fingerprint()
        assert edited.problems() == built.problems() == ()
        for query in _QUERIES:
            assert edited.ranking(query) == built.ranking(query)
        assert edited.refresh(*[item(article) for article in history[-1]]).embedded == 0


OLD = {"a": "Old ferry price. " * 12, "b": "Old gas price.", "c": "Old terms. " * 9, "gone": "Old news."}
NEW = {"a": "New ferry price. " * 12, "b": "New gas price.", "c": "Old terms. " * 9, "d": "New deal. " * 9}


def assert_wholly_old_or_new(desk: Bench) -> None:
    live = desk.live_texts()
    for name, text in live.items():
        assert text in (OLD.get(name), NEW.get(name))
    assert {"a", "b", "c"} <= set(live)
    for name, text in live.items():
        held = {place[1]: passage for place, (passage, _, _) in desk.held().items() if place[0] == name}
        assert "".join(held[start] for start in sorted(held)) == text
    assert desk.problems() == ()


@pytest.mark.parametrize("for_good", [False, True])
def test_wherever_the_vector_store_fails_every_article_is_wholly_old_or_new(
    empty_catalogue: Path, tmp_path: Path, for_good: bool
) -> None:
    failed = 0
    for n in range(1, 200):
        file = Path(shutil.copy(empty_catalogue, tmp_path / f"{n}.sqlite3"))
        stores = FailingStores()
        with bench(file, stores) as desk:
            desk.refresh(*items(OLD))
            stores.fuse = stores.generations[max(stores.generations)].fuse
            stores.fuse.at, stores.fuse.for_good, stores.fuse.calls = n, for_good, 0
            desk.refresh(*items(NEW))
            assert desk.live_texts() == NEW, "a store that fails is healed later and fails no article"
            assert set(desk.found("price")) >= {"a", "b"}, "words answer meanwhile"
        reached, stores.fuse.at = stores.fuse.calls >= n, None
        with bench(file, stores) as desk:
            assert_wholly_old_or_new(desk)
            assert len(stores.generations) == 1
        if not reached:
            break
        failed += 1
    else:
        pytest.fail("the refresh never ends")
    assert failed > 3


class FailingDatabase(Database):
    """Fails at storage call number `fails_at`, a statement or a commit, counted from 1 once that is set, and at all
    after it if `for_good`.
    """

    fails_at: int | None = None
    for_good = True
    code = sqlite3.SQLITE_IOERR
    calls = 0

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        sa.event.listen(self._engine, "before_cursor_execute", self._count)
        sa.event.listen(self._engine, "commit", self._count)

    def _count(self, connection: Transaction, *_: object) -> None:
        if self.fails_at is not None:
            self.calls += 1
            if self.calls == self.fails_at or (self.for_good and self.calls > self.fails_at):
                error = sqlite3.OperationalError("as the test wants it")
                error.sqlite_errorcode = self.code
                raise sa.exc.OperationalError("statement", {}, error)


@pytest.mark.slow
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "for good"])
@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL], ids=["exception", "disk full"])
def test_wherever_the_catalogue_fails_every_article_is_wholly_old_or_new(
    empty_catalogue: Path, tmp_path: Path, code: int, for_good: bool
) -> None:
    template = Path(shutil.copy(empty_catalogue, tmp_path / "template.sqlite3"))
    with bench(template, ExactVectorStores()) as desk:
        desk.refresh(*items(OLD))
    refused, kinds = 0, set[type]()
    for n in range(1, 500):
        file, stores = Path(shutil.copy(template, tmp_path / "catalogue.sqlite3")), ExactVectorStores()
        with bench(file, stores):
            pass
        database = FailingDatabase(file)
        database.code = code
        with opened(file, stores, database=database) as desk:
            database.fails_at, database.for_good = n, for_good
            try:
                desk.refresh(*items(NEW))
            except CatalogueUnusable as error:
                refused += 1
                kinds.add(type(error))
        reached, database.fails_at = database.calls >= n, None
        with bench(file, stores) as desk:
            assert_wholly_old_or_new(desk)
            before = vectors_kept(desk)
            desk.refresh(*items(NEW))
            assert desk.live_texts() == NEW
            assert desk.problems() == ()
            assert desk.embedder.embedded == vectors_kept(desk) - before, "nothing is embedded twice"
        for left in tmp_path.glob("catalogue.sqlite3*"):
            left.unlink()
        if not reached:
            break
    else:
        pytest.fail("the refresh never ends")
    print(f"{n - 1} storage calls, {refused} of them ended the refresh when they failed")
    assert n > 50
    assert refused > 10
    assert kinds == {StorageFull if code == sqlite3.SQLITE_FULL else CatalogueUnusable}


def vectors_kept(desk: Bench) -> int:
    with desk.catalogue.reading() as tx:
        return tx.scalar(sa.select(sa.func.count()).select_from(schema.vectors)) or 0
