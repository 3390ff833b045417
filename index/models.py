"""Another embedding model: its vectors are made beside the live ones, verified, and swapped in; and back.

Whatever is stopped half way leaves the model that was; what was embedded until then is not embedded again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock

from corpus.catalogue import Catalogue
from corpus.database import Transaction
from corpus.other_vectors import OtherVectors
from corpus.splitter import Splitter
from index.errors import ModelUnusable
from index.live_embedder import LiveEmbedder
from index.model_state import ModelState
from index.model_swap import Swap
from index.ports import Embedder
from index.publishing import MODEL, Publisher
from index.vector_cache import VectorCache
from index.work import Unwatched, Work

_OTHER = "other_model"
_OTHER_WAS_LIVE = "other_model_was_live"


class Models:
    """Says which models there are, and changes the live one. Thread-safe; changes take turns.

    lock: the publisher's. load: gives the embedder of a name. split: gives its splitter.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        live: LiveEmbedder,
        publisher: Publisher,
        cache: VectorCache,
        lock: Lock,
        load: Callable[[str], Embedder],
        split: Callable[[Embedder], Splitter],
    ) -> None:
        self._catalogue = catalogue
        self._others = OtherVectors(catalogue.database)
        self._live = live
        self._publisher = publisher
        self._cache = cache
        self._lock = lock
        self._load = load
        self._split = split
        self._turn = Lock()

    def states(self) -> list[ModelState]:
        """The live model, and the other one where there is one: half built, or kept from before."""
        with self._catalogue.reading():
            _, passages = self._catalogue.count_live()
            live = str(self._live.fingerprint)
            found = [ModelState(name_of(live), live, True, False, passages, passages)]
            if other := self._catalogue.state(_OTHER):
                embedded = sum(map(len, self._others.live_ids().values()))
                was_live = self._catalogue.state(_OTHER_WAS_LIVE) == "1"
                found.append(ModelState(name_of(other), other, False, was_live, embedded, passages))
        return found

    def use(self, name: str, work: Work | None = None) -> None:
        """Make `name` the live model; the one that is answers until then.

        Raises ModelUnusable, VectorStoreBroken, CatalogueUnusable, and whatever `work` stops with: all is as it was.
        """
        work = work or Unwatched()
        with self._turn:
            work.go_on()
            embedder = self._load(name)
            live = self._catalogue.state(MODEL)
            if str(embedder.fingerprint) == live:
                return
            embedder = self._live.known(str(embedder.fingerprint)) or embedder
            self._begin(str(embedder.fingerprint))
            splitter = self._split(embedder)
            swap = Swap(self._catalogue, self._others, self._cache, embedder, splitter, work)
            swap.embed()
            beside = swap.build()
            with self._lock:
                try:
                    swap.catch_up(beside)
                except BaseException:
                    self._cache.abandon(beside)
                    raise
                self._live.add(embedder)
                self._cache.adopt(beside, lambda tx: self._record(tx, swap, live))
                self._publisher.use(embedder, splitter)
            self._live.keep({str(embedder.fingerprint), live or ""})

    def rollback(self, work: Work | None = None) -> None:
        """Make the model before the live one live again. Raises like `use`."""
        self.use(before_the_live_one(self.states()), work)

    def _begin(self, fingerprint: str) -> None:
        if self._catalogue.state(_OTHER) != fingerprint:
            with self._catalogue.writing() as tx:
                self._others.forget(tx)
                self._catalogue.set_state(tx, _OTHER, fingerprint)
                self._catalogue.set_state(tx, _OTHER_WAS_LIVE, "0")

    def _record(self, tx: Transaction, swap: Swap, before: str | None) -> None:
        self._others.exchange(tx, swap.past)
        self._catalogue.set_state(tx, MODEL, str(swap.embedder.fingerprint))
        self._catalogue.set_state(tx, _OTHER, before or "")
        self._catalogue.set_state(tx, _OTHER_WAS_LIVE, "1" if before else "0")


def before_the_live_one(states: Sequence[ModelState]) -> str:
    """The name of the model that was in use before. Raises ModelUnusable when there is none."""
    for state in states:
        if state.was_live:
            return state.name
    raise ModelUnusable("no other model was in use before this one: name one with `dealdesk models use NAME`")


def name_of(fingerprint: str) -> str:
    """What the model of a fingerprint is loaded by."""
    return fingerprint.rpartition("@")[0]
