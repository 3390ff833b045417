"""What the catalogue remembers of itself, by name."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.database import Transaction
from corpus.rows import Rows
from corpus.schema import state

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

    def identity(self) -> str:
        """A name for this catalogue that no other one has, made when it is first asked for."""
        found = self.state(_IDENTITY)
        if found is None:
            found = uuid.uuid4().hex[:12]
            with self.writing() as tx:
                self.set_state(tx, _IDENTITY, found)
        return found
