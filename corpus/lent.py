"""What the catalogue's database lends to a library that keeps tables of its own: the Slack SDK, its installations."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

import sqlalchemy as sa


@dataclass(frozen=True)
class Lent:
    """reads, writes: the engine for transactions that only read, and for those that write, which take turns.

    failures: what the library does belongs into this block; what the database refuses is raised as CatalogueUnusable.
    """

    reads: sa.Engine
    writes: sa.Engine
    failures: Callable[[], AbstractContextManager[None]]


class SealedText(sa.TypeDecorator[str]):
    """Text that the database never sees: closed on its way in, opened on its way out."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, close: Callable[[str], str], open: Callable[[str], str]) -> None:
        super().__init__()
        self.close = close  # by these very names SQLAlchemy tells the types of two seals apart
        self.open = open

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else self.close(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else self.open(value)
