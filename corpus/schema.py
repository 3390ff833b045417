"""The catalogue's tables. Migrations in corpus/migrations bring a database here; a test compares the two."""

from __future__ import annotations

import sqlalchemy as sa

REVISION = "0005"
"""The newest migration. A database at another revision is migrated when it is opened."""

metadata = sa.MetaData()

collections = sa.Table(
    "collections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("fingerprint", sa.String, nullable=False, server_default="0" * 16),  # of its live versions, 16 hex digits
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
    sa.Column("stored_at", sa.DateTime, nullable=False),  # UTC, as all times here
    sa.Column("byline", sa.String),
    sa.Column("date_found", sa.String),
    sa.Column("language", sa.String),
    sa.Column("pages", sa.JSON),
    sa.Column("raw", sa.LargeBinary),  # zlib, UTF-8: the text before furniture was removed; null where nothing was
    sa.Column("ended_at", sa.DateTime),  # when another version took its place, or the article was removed
    # What a look back asks for, without reading the texts.
    sa.Index("ix_versions_ended_at", "ended_at", "article_id", "stored_at"),
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
    # Under the other embedding model: the one that is being built, or the one before.
    sa.Column("other_key", sa.LargeBinary),
    sqlite_autoincrement=True,
)

# Passages of versions that were live once; only the index of the past knows them. id: of the passage it was, negated.
past_passages = sa.Table(
    "past_passages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("version_pk", sa.ForeignKey("versions.pk"), nullable=False, index=True),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("heading", sa.String, nullable=False),
    sa.Column("header", sa.String, nullable=False),
    sa.Column("vector_key", sa.ForeignKey("vectors.key"), nullable=False, index=True),
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

# What is remembered of each document of a source, so that one that did not change is not read again.
documents = sa.Table(
    "documents",
    metadata,
    sa.Column("root", sa.String, primary_key=True),
    sa.Column("location", sa.String, primary_key=True, index=True),
    sa.Column("stamp", sa.String),
    sa.Column("versions", sa.JSON, nullable=False),  # article id: version
    sa.Column("failures", sa.JSON, nullable=False),  # [name, reason] of what gave no article
)

sources = sa.Table(
    "sources",
    metadata,
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
    sa.Column("asker", sa.String, nullable=False, server_default=""),  # who registered it; "": on this machine
    sa.Column("within", sa.JSON),  # the collections that it may change; null: all
)

jobs = sa.Table(
    "jobs",
    metadata,
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
    sa.Column("asker", sa.String, nullable=False, server_default=""),  # "": this machine
    sa.Column("within", sa.JSON),  # the collections that it may change; null: all
)

# What a job did, written in the transaction that did it: so a job that resumes counts nothing twice.
outcomes = sa.Table(
    "outcomes",
    metadata,
    sa.Column("job_id", sa.ForeignKey("jobs.id"), primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True),
    sa.Column("change", sa.String, nullable=False),
    sa.Column("reason", sa.String),
)

# Requests with an Idempotency-Key, and what was answered; no status while the first is running.
requests = sa.Table(
    "requests",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("status", sa.Integer),
    sa.Column("headers", sa.JSON),
    sa.Column("body", sa.LargeBinary),
)

# Live articles that tell the same story carry the same `story`; one never crosses a collection.
stories = sa.Table(
    "stories",
    metadata,
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True),
    sa.Column("collection_id", sa.ForeignKey("collections.id"), nullable=False),
    sa.Column("story", sa.String, nullable=False, index=True),
    sa.Column("signature", sa.LargeBinary, nullable=False),
)

story_bands = sa.Table(
    "story_bands",
    metadata,
    sa.Column("collection_id", sa.ForeignKey("collections.id"), primary_key=True),
    sa.Column("band", sa.Integer, primary_key=True),
    sa.Column("value", sa.Integer, primary_key=True),
    sa.Column("article_id", sa.ForeignKey("articles.id"), primary_key=True),
    sqlite_with_rowid=False,
)

# What was answered, whole, so that it can be shown, shared and compared again. asker: "slack:TEAM:USER" or a caller
# over HTTP.
answers = sa.Table(
    "answers",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("asked_at", sa.DateTime, nullable=False, index=True),
    sa.Column("asker", sa.String, nullable=False),
    sa.Column("reply", sa.JSON, nullable=False),
)

# The articles that an answer quotes: erasing one erases the answer.
answer_articles = sa.Table(
    "answer_articles",
    metadata,
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("article_id", sa.String, primary_key=True, index=True),
)

feedback = sa.Table(
    "feedback",
    metadata,
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("asker", sa.String, primary_key=True),
    sa.Column("helpful", sa.Boolean, nullable=False),
    sa.Column("given_at", sa.DateTime, nullable=False),
    sa.Column("comment", sa.String),
)

# Questions that are asked again when new articles are indexed. answer_id: what the watcher was told last.
watches = sa.Table(
    "watches",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("asker", sa.String, nullable=False, index=True),
    sa.Column("door", sa.String, nullable=False),
    sa.Column("address", sa.String, nullable=False),
    sa.Column("question", sa.JSON, nullable=False),
    sa.Column("asked_at", sa.DateTime, nullable=False),
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="SET NULL")),
    sa.Column("index_version", sa.String),  # what it was looked at last
    sa.Column("stopped_at", sa.DateTime),
)

# One for each change that a watcher is to be told, written together with the watch's new answer.
notices = sa.Table(
    "notices",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("watch_id", sa.ForeignKey("watches.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("old_answer", sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("new_answer", sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("told_at", sa.DateTime),
    sa.Column("message", sa.String),  # what was posted, where the door has a name for it
)

# Every question taken in Slack, before it is acknowledged. key: "TEAM:CHANNEL:TS".
slack_questions = sa.Table(
    "slack_questions",
    metadata,
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("team", sa.String, nullable=False),
    sa.Column("channel", sa.String, nullable=False),
    sa.Column("thread_ts", sa.String, nullable=False),
    sa.Column("asked", sa.JSON, nullable=False),
    sa.Column("state", sa.String, nullable=False, index=True),
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("message_ts", sa.String),
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="SET NULL")),
    sa.Column("taken_at", sa.DateTime, nullable=False, index=True),
    sa.Column("replied_at", sa.DateTime),
    sa.Column("error", sa.String),
    sa.Index("ix_slack_questions_thread", "team", "channel", "thread_ts", "taken_at"),
)

# Which collections answer where a whole channel reads along.
slack_channels = sa.Table(
    "slack_channels",
    metadata,
    sa.Column("team", sa.String, primary_key=True),
    sa.Column("channel", sa.String, primary_key=True),
    sa.Column("collections", sa.JSON, nullable=False),
    sa.Column("shared", sa.Boolean, nullable=False),  # whether it was bound knowing that another company reads it
    sa.Column("unasked", sa.Boolean, nullable=False),
    sa.Column("bound_by", sa.String, nullable=False),
    sa.Column("bound_at", sa.DateTime, nullable=False),
)

# What one person, or a user group, may read besides the public collection. grantee: a user's or user group's id.
slack_grants = sa.Table(
    "slack_grants",
    metadata,
    sa.Column("team", sa.String, primary_key=True),
    sa.Column("grantee", sa.String, primary_key=True),
    sa.Column("collection", sa.String, primary_key=True),
    sa.Column("granted_by", sa.String, nullable=False),
    sa.Column("granted_at", sa.DateTime, nullable=False),
)

# Who may ask over HTTP. hash: SHA-256 of the whole key, in hex; the key itself is nowhere.
api_keys = sa.Table(
    "api_keys",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("collections", sa.JSON),  # null: all
    sa.Column("hash", sa.String, nullable=False),
    sa.Column("requests_per_minute", sa.Integer),  # null: as for every key
    sa.Column("created_by", sa.String, nullable=False),
    sa.Column("created_at", sa.DateTime, nullable=False),
    sa.Column("expires_at", sa.DateTime),
    sa.Column("revoked_at", sa.DateTime),
    sa.Column("last_used_at", sa.DateTime),
)

# Who asked and changed what. about: what it was done to; text: only where that is switched on.
audit = sa.Table(
    "audit",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False, index=True),
    sa.Column("caller", sa.String, nullable=False, index=True),
    sa.Column("operation", sa.String, nullable=False),  # "POST /v1/ask"
    sa.Column("about", sa.String),
    sa.Column("status", sa.Integer, nullable=False),
    sa.Column("text", sa.String),
    sqlite_autoincrement=True,
)

# A conversation is its answers in their order: what was asked and said stands in them alone.
conversations = sa.Table(
    "conversations",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("asker", sa.String, nullable=False, index=True),
    sa.Column("title", sa.String, nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False, index=True),
)

conversation_answers = sa.Table(
    "conversation_answers",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),  # ascending: the order
    sa.Column("conversation_id", sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("answer_id", sa.ForeignKey("answers.id", ondelete="CASCADE"), nullable=False, unique=True),
    sqlite_autoincrement=True,
)
