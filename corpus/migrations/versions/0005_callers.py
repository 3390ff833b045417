"""Callers with keys, an audit log, conversations; whose jobs and sources are; a fingerprint for each collection."""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column("collections", sa.Column("fingerprint", sa.String, nullable=False, server_default="0" * 16))
    for table in ("sources", "jobs"):
        op.add_column(table, sa.Column("asker", sa.String, nullable=False, server_default=""))
        op.add_column(table, sa.Column("within", sa.JSON))
    op.add_column("feedback", sa.Column("comment", sa.String))
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("collections", sa.JSON),
        sa.Column("hash", sa.String, nullable=False),
        sa.Column("requests_per_minute", sa.Integer),
        sa.Column("created_by", sa.String, nullable=False),
        sa.Column("created_at", sa.DateTime, nullable=False),
        sa.Column("expires_at", sa.DateTime),
        sa.Column("revoked_at", sa.DateTime),
        sa.Column("last_used_at", sa.DateTime),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.DateTime, nullable=False, index=True),
        sa.Column("caller", sa.String, nullable=False, index=True),
        sa.Column("operation", sa.String, nullable=False),
        sa.Column("about", sa.String),
        sa.Column("status", sa.Integer, nullable=False),
        sa.Column("text", sa.String),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("asker", sa.String, nullable=False, index=True),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("began_at", sa.DateTime, nullable=False, index=True),
    )
    op.create_table(
        "conversation_answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "conversation_id",
            sa.String,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False, unique=True),
        sqlite_autoincrement=True,
    )
    _take_fingerprints(op.get_bind())


def _take_fingerprints(tx: sa.Connection) -> None:
    """The one of all collections becomes one of each."""
    live = sa.text(
        "SELECT versions.article_id, versions.version, versions.collection_id FROM versions "
        "JOIN articles ON articles.live = versions.pk"
    )
    found: dict[int, int] = {}
    for article_id, version, collection_id in tx.execute(live):
        one = int.from_bytes(hashlib.sha256(f"{article_id}\0{version}".encode()).digest()[:8], "big")
        found[collection_id] = found.get(collection_id, 0) ^ one
    for collection_id, fingerprint in found.items():
        taken = sa.text("UPDATE collections SET fingerprint = :fingerprint WHERE id = :id")
        tx.execute(taken, {"fingerprint": f"{fingerprint:016x}", "id": collection_id})
    tx.execute(sa.text("DELETE FROM state WHERE key = 'corpus_hash'"))
