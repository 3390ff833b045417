"""The replies that were given, and what people thought of them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from answer.errors import VersionGone
from answer.keeping import Kept, Rating, cited, drawn_from
from answer.reply import Reply
from answer.reply_json import reply_from, reply_json
from corpus.catalogue import Catalogue, utc_now
from corpus.database import Transaction
from corpus.erasing import overwrite_what_goes
from corpus.listing import Place
from corpus.moments import said_utc
from corpus.queries import batches
from corpus.schema import (
    answer_articles,
    answers,
    articles,
    collections,
    conversation_answers,
    feedback,
    versions,
    watches,
)
from dealdesk.records.paging import newest_first, place_at

logger = logging.getLogger(__name__)

_WITH_CONVERSATION = sa.select(answers, conversation_answers.c.conversation_id).outerjoin(conversation_answers)


class SqlAnswers:
    """answer.keeping.AnswersKept over the catalogue. keep_days: for how long."""

    def __init__(self, catalogue: Catalogue, keep_days: int = 365, now: Callable[[], datetime] = utc_now) -> None:
        """now: the present moment, UTC without saying so."""
        self._catalogue = catalogue
        self._keep_days = keep_days
        self._now = now

    def keep(self, reply: Reply, asker: str) -> None:
        """Raises VersionGone when something that the reply quotes was erased while it was made."""
        row = {"id": reply.id, "asked_at": self._now(), "asker": asker, "reply": reply_json(reply)}
        quoted = cited(reply)
        named = {citation.article.id for citation in quoted} | {o.article_id for c in quoted for o in c.also_in}
        with self._catalogue.writing() as tx:
            for article in {citation.article for citation in quoted}:
                held = versions.c.article_id == article.id, versions.c.version == article.version
                if not tx.scalar(sa.select(versions.c.pk).where(*held).limit(1)):
                    raise VersionGone(f"article {article.id!r} was erased while it was quoted: ask again")
            if tx.execute(insert(answers).values(row).on_conflict_do_nothing()).rowcount and named:
                tx.execute(answer_articles.insert(), [{"answer_id": reply.id, "article_id": i} for i in named])

    def get(self, answer_id: str) -> Kept | None:
        with self._catalogue.reading() as tx:
            row = tx.execute(_WITH_CONVERSATION.where(answers.c.id == answer_id)).first()
            if row is None:
                return None
            try:
                reply = reply_from(row.reply, self._text_of)
            except VersionGone as error:
                logger.info("answer %s cannot be shown: %s", answer_id, error)
                return None
            read_from = drawn_from(reply) | self._present(tx, reply)
        return Kept(reply, row.asker, said_utc(row.asked_at), read_from, row.conversation_id)

    def rate(self, answer_id: str, asker: str, helpful: bool, comment: str | None = None) -> bool:
        said = {"helpful": helpful, "comment": comment, "given_at": self._now()}
        statement = insert(feedback).values(answer_id=answer_id, asker=asker, **said)
        with self._catalogue.writing() as tx:
            if not tx.scalar(sa.select(answers.c.id).where(answers.c.id == answer_id)):
                return False
            tx.execute(statement.on_conflict_do_update(index_elements=["answer_id", "asker"], set_=said))
            return True

    def ratings(self, behind: Place | None, limit: int) -> tuple[Sequence[Rating], Place | None]:
        order = feedback.c.given_at, feedback.c.answer_id, feedback.c.asker
        with self._catalogue.reading() as tx:
            rows = tx.execute(newest_first(sa.select(feedback), order, behind).limit(limit + 1)).all()
        page = [_rating(row) for row in rows[:limit]]
        last = page[-1] if len(rows) > limit else None
        return page, place_at(last.given_at, last.answer_id, last.asker) if last else None

    def forget_old(self) -> int:
        """Forget what was answered longer ago than answers are kept, but for what watchers know. Returns how many."""
        limit = self._now() - timedelta(days=self._keep_days)
        known = sa.select(watches.c.answer_id).where(watches.c.stopped_at.is_(None), watches.c.answer_id.is_not(None))
        with self._catalogue.writing() as tx:
            return tx.execute(answers.delete().where(answers.c.asked_at < limit, answers.c.id.not_in(known))).rowcount

    def erase(self, tx: Transaction) -> int:
        """Erase the answers that quote, or name as a copy, what is not kept any more, and those given later in the
        same conversations, for they repeat what was answered before. Returns how many.
        """
        overwrite_what_goes(tx)
        doomed = {row.id: row.reply for row in tx.execute(sa.select(answers.c.id, answers.c.reply).where(_gone()))}
        said = [text for reply in doomed.values() for text, *_ in reply.get("statements", ())]
        if said:
            turns = sa.func.json_array_length(answers.c.reply, "$.question.history")
            for row in tx.execute(sa.select(answers.c.id, answers.c.reply).where(turns > 0)):
                history = [text for _, text in row.reply["question"]["history"]]
                if any(text in turn for turn in history for text in said):
                    doomed[row.id] = row.reply
        for batch in batches(list(doomed)):
            tx.execute(answers.delete().where(answers.c.id.in_(batch)))
        return len(doomed)

    def _present(self, tx: Transaction, reply: Reply) -> frozenset[str]:
        """The collections that the quoted articles are in now: one may have been moved since."""
        quoted = {citation.article.id for citation in cited(reply)}
        query = sa.select(collections.c.name).select_from(
            articles.join(versions, versions.c.pk == articles.c.live).join(
                collections, collections.c.id == versions.c.collection_id
            )
        )
        return frozenset(tx.scalars(query.where(articles.c.id.in_(quoted))))

    def _text_of(self, article_id: str, version: str) -> str | None:
        stored = self._catalogue.version(article_id, version)
        return stored.article.text if stored else None


def _rating(row: sa.Row[Any]) -> Rating:
    return Rating(row.answer_id, row.asker, row.helpful, row.comment, said_utc(row.given_at))


def _gone() -> sa.ColumnElement[bool]:
    """Of an answer: that an article or a version it was drawn from is not kept."""
    erased = answer_articles.c.article_id.not_in(sa.select(versions.c.article_id))
    cited = sa.func.json_each(answers.c.reply, "$.articles").table_valued("value").alias("cited")
    held = sa.exists().where(
        versions.c.article_id == sa.func.json_extract(cited.c.value, "$.id"),
        versions.c.version == sa.func.json_extract(cited.c.value, "$.version"),
    )
    quotes_what_is_gone = sa.exists(sa.select(1).select_from(cited).where(~held))
    return answers.c.id.in_(sa.select(answer_articles.c.answer_id).where(erased)) | quotes_what_is_gone
