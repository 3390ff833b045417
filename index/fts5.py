"""The lexical index: SQLite FTS5 with BM25, in the catalogue's own database and transactions.

Each access collection has a table of its own, so that the words of one never weigh in the ranking of another. The
tables hold no text: a row is removed by giving its words again, which the catalogue still has.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import sqlalchemy as sa

from corpus.article import Selection
from corpus.catalogue import PassageRow
from corpus.database import Transaction
from corpus.queries import admitted
from corpus.schema import articles, passages, versions
from index.focus import Opening
from index.ports import WordCounts
from index.words import stem, words

_HEADER_WEIGHT = 1.0
_TEXT_WEIGHT = 1.0
_MANY = 20_000  # a name in more passages than this names no document
_Select = TypeVar("_Select", bound=sa.Select[Any])


class Fts5Index:
    """Words of live passages. Every method works inside the transaction it is given."""

    def add(self, tx: Transaction, rows: Iterable[PassageRow]) -> None:
        for row in rows:
            name = self._table(tx, row.collection_id)
            tx.execute(
                sa.text(f"INSERT INTO {name} (rowid, header, body) VALUES (:id, :header, :body)"),
                {"id": row.id, "header": row.header, "body": row.text},
            )

    def remove(self, tx: Transaction, rows: Iterable[PassageRow]) -> None:
        for row in rows:
            name = self._table(tx, row.collection_id)
            tx.execute(
                sa.text(f"INSERT INTO {name} ({name}, rowid, header, body) VALUES ('delete', :id, :header, :body)"),
                {"id": row.id, "header": row.header, "body": row.text},
            )

    def search(
        self, tx: Transaction, query: str, collection_id: int, selection: Selection, limit: int
    ) -> list[tuple[int, float]]:
        """(passage id, BM25 score), best first, among live passages that `selection` admits. Higher is better."""
        name, match = _name(collection_id), _any_of(words(query))
        if not match or not _exists(tx, name):
            return []
        hits = _matching(name, match).subquery()
        statement = (
            _of_live_passages(sa.select(hits.c.id, hits.c.cost), hits)
            .where(*admitted(selection))
            .order_by(hits.c.cost, versions.c.article_id, passages.c.start)
            .limit(limit)
        )
        return [(row.id, -row.cost) for row in tx.execute(statement)]

    def openings(
        self, tx: Transaction, names: Sequence[str], collection_id: int, selection: Selection, limit: int
    ) -> list[Opening]:
        """First passages of live articles that `selection` admits, with any of the names in title or text; those with
        the rarest ones first. Names that very many passages hold are passed over."""
        name = _name(collection_id)
        holding = self.count_words(tx, [stem(word) for word in names], [collection_id]).holding
        rare = [word for word in names if 0 < holding[stem(word)] <= _MANY]
        if not rare:
            return []
        hits = _matching(name, _any_of(rare)).subquery()
        text = sa.func.substr(versions.c.text, passages.c.start + 1, passages.c.end - passages.c.start)
        statement = (
            _of_live_passages(sa.select(versions.c.article_id, versions.c.title, text.label("text")), hits)
            .where(passages.c.start == 0, *admitted(selection))
            .order_by(hits.c.cost, versions.c.article_id)
            .limit(limit)
        )
        return [Opening(row.article_id, row.title, row.text) for row in tx.execute(statement)]

    def count_words(self, tx: Transaction, stems: Sequence[str], collection_ids: Sequence[int]) -> WordCounts:
        """How many passages of the collections hold each stem."""
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
        name = _name(row.collection_id)
        if not _exists(tx, name):
            return False
        sizes = tx.scalar(sa.text(f"SELECT sz FROM {name}_docsize WHERE id = :id"), {"id": row.id})
        if sizes is None or not any(sizes):
            return sizes is not None  # a passage without a word (a line of dashes) is found by none
        statement = sa.text(f"SELECT 1 FROM {name} WHERE {name} MATCH :match AND rowid = :id")
        phrases = filter(None, (_phrase("body", row.text), _phrase("header", row.header)))
        return any(tx.scalar(statement, {"match": phrase, "id": row.id}) is not None for phrase in phrases)

    def ids(self, tx: Transaction, collection_id: int) -> set[int]:
        name = _name(collection_id)
        return set(tx.scalars(sa.text(f"SELECT id FROM {name}_docsize"))) if _exists(tx, name) else set()

    def drop(self, tx: Transaction, collection_id: int) -> None:
        """Forget a collection's words."""
        name = _name(collection_id)
        tx.execute(sa.text(f"DROP TABLE IF EXISTS {name}_vocab"))
        tx.execute(sa.text(f"DROP TABLE IF EXISTS {name}"))

    def _table(self, tx: Transaction, collection_id: int) -> str:
        name = _name(collection_id)
        if not _exists(tx, name):
            tokenize = "porter unicode61 remove_diacritics 2"
            tx.execute(
                sa.text(f"CREATE VIRTUAL TABLE {name} USING fts5(header, body, content = '', tokenize = '{tokenize}')")
            )
            tx.execute(sa.text(f"CREATE VIRTUAL TABLE {name}_vocab USING fts5vocab({name}, row)"))
        return name


def _name(collection_id: int) -> str:
    return f"words_{collection_id:d}"


def _exists(tx: Transaction, name: str) -> bool:
    return tx.scalar(sa.text("SELECT 1 FROM sqlite_master WHERE name = :name"), {"name": name}) is not None


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


def _of_live_passages(select: _Select, hits: sa.Subquery) -> _Select:
    return (
        select.select_from(hits)
        .join(passages, hits.c.id == passages.c.id)
        .join(versions, passages.c.version_pk == versions.c.pk)
        .join(articles, articles.c.live == versions.c.pk)
    )


def _phrase(column: str, text: str) -> str:
    """An FTS5 expression: the first words of `text` in a row, however FTS5 itself tells words apart; "" for none."""
    parts = text.split()
    first = next((n for n, part in enumerate(parts) if re.search(r"\w", part)), 0)  # not a line of dashes
    quoted = " ".join(parts[first : first + _MAX_QUERY_WORDS]).replace('"', " ")
    return f'{column} : "{quoted}"' if quoted else ""
