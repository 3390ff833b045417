"""What each part of the catalogue stands on."""

from __future__ import annotations

from corpus.database import Database


class Rows:
    """A part of the catalogue: some of its tables."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.reading = database.reading
        self.writing = database.writing
