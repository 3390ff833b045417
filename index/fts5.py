"""The lexical index: SQLite FTS5 with BM25, in the catalogue's own database and transactions.

Each access collection has a table of its own, so that the words of one never weigh in the ranking of another. The
tables hold no text: a row is removed by giving its words again, which the catalogue still has. Passages of the past,
with ids below zero, have tables beside these: live search never meets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from corpus.article import Selection
from corpus.catalogue import PassageRow
from corpus.database import Transaction
from corpus.queries import Shelf, shelves
from corpus.schema import articles, passages, versions
from index import past_words
from index.focus import Opening
from index.ports import WordCounts
from index.words import stem, words

_HEADER_WEIGHT = 1.0
_TEXT_WEIGHT = 1.0
_MANY = 20_000  # a name in more passages than this names no document
_MOST_PAST = 500  # passages of the past of one collection that are weighed
_Select = TypeVar("_Select", bound=sa.Select[Any])


class Fts5Index:
    """Words of passages. Every method works inside the transaction it is given."""

    def add(self, tx: Transaction, rows: Iterable[PassageRow]) -> None:
        for row in rows:
            name = self._table(tx, row)
            tx.execute(
                sa.text(f"INSERT INTO {name} (rowid, header, body) VALUES (:id, :header, :body)"),
                {"id": row.id, "header": row.header, "body": row.text},
            )

    def remove(self, tx: Transaction, rows: Iterable[PassageRow]) -> None:
        for row in rows:
            name = self._table(tx, row)
            tx.execute(
                sa.text(f"INSERT INTO {name} ({name}, rowid, header, body) VALUES ('delete', :id, :header, :body)"),
                {"id": row.id, "header": row.header, "body": row.text},
            )

    def search(
        self, tx: Transaction, query: str, collection_id: int, selection: Selection, limit: int
    ) -> list[tuple[int, float]]:
        """(passage id, BM25 score), best first, among the passages that `selection` admits. Higher is better."""
        asked = words(query)
        if not asked:
            return []
        found: list[tuple[int, float]] = []
        for shelf in shelves(selection):
            name = _name(collection_id, past=shelf.is_past)
            if _exists(tx, name):
                among = self._past if shelf.is_past else self._live
                found += among(tx, asked, collection_id, shelf, limit)
        return sorted(found, key=lambda hit: -hit[1])[:limit]

    def _live(
        self, tx: Transaction, asked: Sequence[str], collection_id: int, shelf: Shelf, limit: int
    ) -> list[tuple[int, float]]:
        hits = _matching(_name(collection_id), _any_of(asked)).subquery()
        statement = (
            _standing(sa.select(hits.c.id, hits.c.cost), hits, shelf)
            .order_by(hits.c.cost, versions.c.article_id, passages.c.start)
            .limit(limit)
        )
        return [(row.id, -row.cost) for row in tx.execute(statement)]

    def _past(
        self, tx: Transaction, asked: Sequence[str], collection_id: int, shelf: Shelf, limit: int
    ) -> list[tuple[int, float]]:
        hits = _matching(_name(collection_id, past=True), _any_of(asked)).subquery()
        rows = shelf.passages.c
        text = sa.func.substr(versions.c.text, rows.start + 1, rows.end - rows.start).label("text")
        statement = _standing(sa.select(rows.id, rows.header, text), hits, shelf).order_by(hits.c.cost, rows.id)
        found = [
            PassageRow(row.id, collection_id, row.header, row.text) for row in tx.execute(statement.limit(_MOST_PAST))
        ]
        live = self.count_words(tx, [stem(word) for word in asked], [collection_id])
        return list(past_words.scores(asked, found, live, self.mean_words(tx, collection_id)).items())

    def openings(
        self, tx: Transaction, names: Sequence[str], collection_id: int, selection: Selection, limit: int
    ) -> list[Opening]:
        """First passages of articles that `selection` admits, with any of the names in title or text; those with the
        rarest ones first. Names that very many passages hold, or no live one, are passed over."""
        holding = self.count_words(tx, [stem(word) for word in names], [collection_id]).holding
        rare = [word for word in names if 0 < holding[stem(word)] <= _MANY]
        found: list[Opening] = []
        for shelf in shelves(selection) if rare else ():
            name, rows = _name(collection_id, past=shelf.is_past), shelf.passages.c
            if _exists(tx, name):
                hits = _matching(name, _any_of(rare)).subquery()
                text = sa.func.substr(versions.c.text, rows.start + 1, rows.end - rows.start).label("text")
                statement = (
                    _standing(sa.select(versions.c.article_id, versions.c.title, text), hits, shelf)
                    .where(rows.start == 0)
                    .order_by(hits.c.cost, versions.c.article_id)
                    .limit(limit)
                )
                found += [Opening(row.article_id, row.title, row.text) for row in tx.execute(statement)]
        return found[:limit]

    def count_words(self, tx: Transaction, stems: Sequence[str], collection_ids: Sequence[int]) -> WordCounts:
        """How many live passages of the collections hold each stem."""
        total, holding = 0, dict.fromkeys(stems, 0)
        for name in (_name(i) for i in collection_ids if _exists(tx, _name(i))):
            total += tx.scalar(sa.text(f"SELECT count(*) FROM {name}_docsize")) or 0
            rows = tx.execute(
                sa.text(f"SELECT term, doc FROM {name}_vocab WHERE term IN :stems").bindparams(
                    sa.bindparam("stems", expanding=True)
                ),
                {"stems": list(holding)},
            )
            for term, count in rows:
                holding[term] += count
        return WordCounts(total, holding)

    def has(self, tx: Transaction, row: PassageRow) -> bool:
        """Whether the passage is found by its own words."""
        name = _name_for(row)
        if not _exists(tx, name):
            return False
        sizes = tx.scalar(sa.text(f"SELECT sz FROM {name}_docsize WHERE id = :id"), {"id": row.id})
        if sizes is None or not any(sizes):
            return sizes is not None  # a passage without a word (a line of dashes) is found by none
        statement = sa.text(f"SELECT 1 FROM {name} WHERE {name} MATCH :match AND rowid = :id")
        phrases = filter(None, (_phrase("body", row.text), _phrase("header", row.header)))
        return any(tx.scalar(statement, {"match": phrase, "id": row.id}) is not None for phrase in phrases)

    def ids(self, tx: Transaction, collection_id: int, *, past: bool = False) -> set[int]:
        name = _name(collection_id, past=past)
        return set(tx.scalars(sa.text(f"SELECT id FROM {name}_docsize"))) if _exists(tx, name) else set()

    def drop(self, tx: Transaction, collection_id: int) -> None:
        """Forget a collection's words, those of the past too."""
        for name in (_name(collection_id), _name(collection_id, past=True)):
            tx.execute(sa.text(f"DROP TABLE IF EXISTS {name}_vocab"))
            tx.execute(sa.text(f"DROP TABLE IF EXISTS {name}"))

    def optimize(self, tx: Transaction, collection_id: int) -> None:
        """Let go of what removed passages left behind: FTS5 keeps their words until its segments are merged."""
        for name in (_name(collection_id), _name(collection_id, past=True)):
            if _exists(tx, name):
                tx.execute(sa.text(f"INSERT INTO {name} ({name}) VALUES ('optimize')"))

    def mean_words(self, tx: Transaction, collection_id: int) -> float:
        """How many words a live passage has, its header included: from the record that FTS5 keeps for its bm25()."""
        name = _name(collection_id)
        record = tx.scalar(sa.text(f"SELECT block FROM {name}_data WHERE id = 1")) if _exists(tx, name) else None
        rows, *of_columns = _varints(record or b"") or [0]
        return sum(of_columns) / rows if rows else 0.0

    def _table(self, tx: Transaction, row: PassageRow) -> str:
        name = _name_for(row)
        if not _exists(tx, name):
            tokenize = "porter unicode61 remove_diacritics 2"
            tx.execute(
                sa.text(f"CREATE VIRTUAL TABLE {name} USING fts5(header, body, content = '', tokenize = '{tokenize}')")
            )
            tx.execute(sa.text(f"CREATE VIRTUAL TABLE {name}_vocab USING fts5vocab({name}, row)"))
        return name


def _name(collection_id: int, *, past: bool = False) -> str:
    return f"past_words_{collection_id:d}" if past else f"words_{collection_id:d}"


def _name_for(row: PassageRow) -> str:
    return _name(row.collection_id, past=row.id < 0)


def _exists(tx: Transaction, name: str) -> bool:
    return tx.scalar(sa.text("SELECT 1 FROM sqlite_master WHERE name = :name"), {"name": name}) is not None


def _varints(data: bytes) -> list[int]:
    """Numbers as SQLite packs them: seven bits a byte, the highest bit set on all but the last."""
    found, number = [], 0
    for byte in data:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            found.append(number)
            number = 0
    return found


_MAX_QUERY_WORDS = 64


def _any_of(asked: Sequence[str]) -> str:
    """An FTS5 expression: any of the words."""
    return " OR ".join(f'"{word}"' for word in list(dict.fromkeys(asked))[:_MAX_QUERY_WORDS])


def _matching(name: str, match: str) -> sa.TextualSelect:
    found = sa.text(
        f"SELECT rowid AS id, bm25({name}, {_HEADER_WEIGHT}, {_TEXT_WEIGHT}) AS cost"
        f" FROM {name} WHERE {name} MATCH :match"
    ).columns(sa.column("id", sa.Integer), sa.column("cost", sa.Float))
    return found.bindparams(match=match)


def _standing(select: _Select, hits: sa.Subquery, shelf: Shelf) -> _Select:
    """Hits that are passages of the shelf and admitted."""
    joined = hits.join(shelf.passages, hits.c.id == shelf.passages.c.id)
    versioned = joined.join(versions, shelf.passages.c.version_pk == versions.c.pk)
    return select.select_from(versioned.join(articles, shelf.is_of_article)).where(*shelf.conditions)


def _phrase(column: str, text: str) -> str:
    """An FTS5 expression: the first words of `text` in a row, however FTS5 itself tells words apart; "" for none."""
    parts = text.split()
    first = next((n for n, part in enumerate(parts) if re.search(r"\w", part)), 0)  # not a line of dashes
    quoted = " ".join(parts[first : first + _MAX_QUERY_WORDS]).replace('"', " ")
    return f'{column} : "{quoted}"' if quoted else ""
