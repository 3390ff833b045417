"""Articles arrive: sources, what is remembered of their documents, jobs, the same story, history, two models."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for column in (
        sa.Column("byline", sa.String),
        sa.Column("date_found", sa.String),
        sa.Column("language", sa.String),
        sa.Column("pages", sa.JSON),
        sa.Column("raw", sa.LargeBinary),
        sa.Column("ended_at", sa.DateTime),
    ):
        op.add_column("versions", column)
    op.create_index("ix_versions_ended_at", "versions", ["ended_at", "article_id", "stored_at"])
    op.add_column("passages", sa.Column("other_key", sa.LargeBinary))
    op.create_table(
        "documents",
        sa.Column("root", sa.String, primary_key=True),
        sa.Column("location", sa.String, primary_key=True, index=True),
        sa.Column("stamp", sa.String),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.Column("failures", sa.JSON, nullable=False),
    )
    op.create_table(
        "past_passages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version_pk", sa.Integer, sa.ForeignKey("versions.pk"), nullable=False, index=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("heading", sa.String, nullable=False),
        sa.Column("header", sa.String, nullable=False),
        sa.Column("vector_key", sa.LargeBinary, sa.ForeignKey("vectors.key"), nullable=False, index=True),
    )
    op.create_table(
        "sources",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("location", sa.String, nullable=False, unique=True),
        sa.Column("collection", sa.String, nullable=False),
        sa.Column("every_seconds", sa.Integer),
        sa.Column("added_at", sa.DateTime, nullable=False),
        sa.Column("due_at", sa.DateTime),
        sa.Column("refreshed_at", sa.DateTime),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("error", sa.String),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("about", sa.String, nullable=False),
        sa.Column("argument", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("found", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("started_at", sa.DateTime),
        sa.Column("ended_at", sa.DateTime),
        sa.Column("error", sa.String),
        sa.Column("callback_url", sa.String),
    )
    op.create_table(
        "outcomes",
        sa.Column("job_id", sa.String, sa.ForeignKey("jobs.id"), primary_key=True),
        sa.Column("article_id", sa.String, primary_key=True),
        sa.Column("change", sa.String, nullable=False),
        sa.Column("reason", sa.String),
    )
    op.create_table(
        "requests",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("status", sa.Integer),
        sa.Column("headers", sa.JSON),
        sa.Column("body", sa.LargeBinary),
    )
    op.create_table(
        "stories",
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), primary_key=True),
        sa.Column("collection_id", sa.Integer, sa.ForeignKey("collections.id"), nullable=False),
        sa.Column("story", sa.String, nullable=False, index=True),
        sa.Column("signature", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "story_bands",
        sa.Column("collection_id", sa.Integer, sa.ForeignKey("collections.id"), primary_key=True),
        sa.Column("band", sa.Integer, primary_key=True),
        sa.Column("value", sa.Integer, primary_key=True),
        sa.Column("article_id", sa.String, sa.ForeignKey("articles.id"), primary_key=True),
        sqlite_with_rowid=False,
    )
