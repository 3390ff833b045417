"""What the catalogue remembers of itself, by name."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.database import Transaction
from corpus.rows import Rows
from corpus.schema import state

_CORPUS_HASH = "corpus_hash"
_IDENTITY = "identity"


class StateRows(Rows):
    """The part of the catalogue that holds single values. Thread-safe."""

    def state(self, key: str) -> str | None:
        with self.reading() as tx:
            return tx.scalar(sa.select(state.c.value).where(state.c.key == key))

    def set_state(self, tx: Transaction, key: str, value: str) -> None:
        tx.execute(
            insert(state)
            .values(key=key, value=value)
            .on_conflict_do_update(index_elements=["key"], set_={"value": value})
        )

    def fingerprint(self) -> str:
        """Hash of which versions are live, 16 hex digits: the same articles give the same one, in any order."""
        return self.state(_CORPUS_HASH) or "0" * 16

    def identity(self) -> str:
        """A name for this catalogue that no other one has, made when it is first asked for."""
        found = self.state(_IDENTITY)
        if found is None:
            found = uuid.uuid4().hex[:12]
            with self.writing() as tx:
                self.set_state(tx, _IDENTITY, found)
        return found

    def mix_into_fingerprint(self, tx: Transaction, pairs: Iterable[tuple[str, str | None]]) -> None:
        """Tell that these versions of these articles went, or came."""
        present = int(tx.scalar(sa.select(state.c.value).where(state.c.key == _CORPUS_HASH)) or "0", 16)
        for article_id, version in pairs:
            if version is not None:
                present ^= int.from_bytes(hashlib.sha256(f"{article_id}\0{version}".encode()).digest()[:8], "big")
        self.set_state(tx, _CORPUS_HASH, f"{present:016x}")
