"""Answers are kept, questions watched; Slack's questions, channels and grants."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "answers",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("asked_at", sa.DateTime, nullable=False, index=True),
        sa.Column("asker", sa.String, nullable=False),
        sa.Column("reply", sa.JSON, nullable=False),
    )
    op.create_table(
        "answer_articles",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("article_id", sa.String, primary_key=True, index=True),
    )
    op.create_table(
        "feedback",
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("asker", sa.String, primary_key=True),
        sa.Column("helpful", sa.Boolean, nullable=False),
        sa.Column("given_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "watches",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("asker", sa.String, nullable=False, index=True),
        sa.Column("door", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("question", sa.JSON, nullable=False),
        sa.Column("asked_at", sa.DateTime, nullable=False),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="SET NULL")),
        sa.Column("index_version", sa.String),
        sa.Column("stopped_at", sa.DateTime),
    )
    op.create_table(
        "notices",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("watch_id", sa.String, sa.ForeignKey("watches.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("old_answer", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("new_answer", sa.String, sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
        sa.Column("made_at", sa.DateTime, nullable=False),
        sa.Column("told_at", sa.DateTime),
        sa.Column("message", sa.String),
    )
    op.create_table(
        "slack_questions",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column("team", sa.String, nullable=False),
        sa.Column("channel", sa.String, nullable=False),
        sa.Column("thread_ts", sa.String, nullable=False),
        sa.Column("asked", sa.JSON, nullable=False),
        sa.Column("state", sa.String, nullable=False, index=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("message_ts", sa.String),
        sa.Column("answer_id", sa.String, sa.ForeignKey("answers.id", ondelete="SET NULL")),
        sa.Column("taken_at", sa.DateTime, nullable=False, index=True),
        sa.Column("replied_at", sa.DateTime),
        sa.Column("error", sa.String),
        sa.Index("ix_slack_questions_thread", "team", "channel", "thread_ts", "taken_at"),
    )
    op.create_table(
        "slack_channels",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("channel", sa.String, primary_key=True),
        sa.Column("collections", sa.JSON, nullable=False),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("unasked", sa.Boolean, nullable=False),
        sa.Column("bound_by", sa.String, nullable=False),
        sa.Column("bound_at", sa.DateTime, nullable=False),
    )
    op.create_table(
        "slack_grants",
        sa.Column("team", sa.String, primary_key=True),
        sa.Column("grantee", sa.String, primary_key=True),
        sa.Column("collection", sa.String, primary_key=True),
        sa.Column("granted_by", sa.String, nullable=False),
        sa.Column("granted_at", sa.DateTime, nullable=False),
    )
