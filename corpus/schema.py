"""The catalogue's tables. Migrations in corpus/migrations bring a database here; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0002"
"""The newest migration. A database at another revision is migrated when it is opened."""

metadata = sa.MetaData()

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
)

versions = sa.Table(
    "versions",
    metadata,
    sa.Column("pk", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.String, nullable=False, index=True),
    sa.Column("version", sa.String, nullable=False),
    sa.Column("collection_id", sa.ForeignKey("collections.id"), nullable=False),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("publisher", sa.String),
    sa.Column("published", sa.Date, index=True),
    sa.Column("url", sa.String),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("stored_at", sa.DateTime, nullable=False),  # UTC
    sqlite_autoincrement=True,
)

# An article stays when it is removed (live is null): its versions are its history.
articles = sa.Table(
    "articles",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("live", sa.ForeignKey("versions.pk"), index=True),
    sa.Column("source", sa.String, index=True),
)

# Ids are never used twice: a vector of an old passage can never be taken for a new one.
passages = sa.Table(
    "passages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version_pk", sa.ForeignKey("versions.pk"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("heading", sa.String, nullable=False),
    sa.Column("header", sa.String, nullable=False),
    sa.Column("vector_key", sa.ForeignKey("vectors.key"), nullable=False, index=True),
    sqlite_autoincrement=True,
)

# One row for each distinct embedded text: what was embedded once is never embedded again.
vectors = sa.Table(
    "vectors",
    metadata,
    sa.Column("key", sa.LargeBinary, primary_key=True),
    sa.Column("data", sa.LargeBinary, nullable=False),  # float32, little-endian
    sa.Column("sentences", sa.LargeBinary),  # float16, little-endian, one vector a sentence; null before 0002
)

state = sa.Table(
    "state",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("value", sa.String, nullable=False),
)
