"""The numbered generations of a vector store: which one the catalogue names, and which may still lie about."""

from __future__ import annotations

import json
import logging

from corpus.catalogue import Catalogue
from corpus.database import Transaction
from corpus.errors import CatalogueUnusable
from index.errors import VectorStoreBroken
from index.ports import VectorStores

logger = logging.getLogger(__name__)

_PRESENT = "vector_generation"
_SPARE = "vector_generations_spare"


class Generations:
    """Thread-safe. A number is noted before anything is built under it, so that a stopped process leaves nothing."""

    def __init__(self, catalogue: Catalogue, stores: VectorStores) -> None:
        self._catalogue = catalogue
        self._stores = stores
        self._taken = 0

    def present(self) -> int:
        """The generation that the present view of the catalogue names."""
        return int(self._catalogue.state(_PRESENT) or "1")

    def take(self) -> int:
        """A number under which nothing lies. Raises CatalogueUnusable."""
        with self._catalogue.writing() as tx:  # writers take turns, so what is read here is the latest
            spare = self._spare()
            # Never the same one twice: Chroma remembers, within a process, that a folder could not be opened.
            self._taken = max(self.present(), *spare, self._taken) + 1
            self._note(tx, {*spare, self._taken})
            return self._taken

    def use(self, tx: Transaction, number: int, old: int) -> None:
        """Name `number` instead of `old` in the catalogue."""
        self._note(tx, {*self._spare(), old} - {number})
        self._catalogue.set_state(tx, _PRESENT, str(number))

    def discard(self, number: int) -> None:
        """Remove one that nobody has open. What cannot be removed now is removed at the next start."""
        try:
            self._stores.discard(number)
            with self._catalogue.writing() as tx:
                self._note(tx, {*self._spare()} - {number})
        except (VectorStoreBroken, CatalogueUnusable) as error:
            logger.warning("generation %d of the vector store could not be removed: %s", number, error)

    def discard_spare(self) -> None:
        """Remove what a stopped process left behind, before any is opened."""
        for number in self._spare():
            self.discard(number)

    def _spare(self) -> list[int]:
        found: list[int] = json.loads(self._catalogue.state(_SPARE) or "[]")
        return found

    def _note(self, tx: Transaction, spare: set[int]) -> None:
        self._catalogue.set_state(tx, _SPARE, json.dumps(sorted(spare)))
