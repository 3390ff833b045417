"""What the catalogue knows of its jobs: what was asked for, how far each is, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite import insert

from corpus.change import Change, Outcome
from corpus.database import Database, Transaction
from corpus.jobs import Job, JobKind, JobState
from corpus.moments import said_utc
from corpus.on_behalf import OnBehalf
from corpus.queries import batches
from corpus.schema import jobs, outcomes

_UNFINISHED = jobs.c.state.in_([state for state in JobState if not state.is_over])
_GIVES_WAY = (Change.FAILED, Change.REMOVED)  # what is told of the article later is nearer the truth


class Ledger:
    """Thread-safe. Counts are of outcomes told in the transactions that made them, so nothing is counted twice."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, job: Job) -> None:
        """Keep a job that was asked for."""
        row = {
            "id": job.id,
            "kind": job.kind,
            "about": job.about,
            "argument": job.argument,
            "state": job.state,
            "found": 0,
            "unchanged": 0,
            "asked_at": job.asked_at,
            "callback_url": job.callback_url,
            "asker": job.by.asker,
            "within": job.by.collections,
        }
        with self._database.writing() as tx:
            tx.execute(jobs.insert(), row)

    def start(self, job_id: str, now: datetime) -> None:
        """The job runs, for the first time or again: what it finds unchanged is counted anew."""
        started = sa.func.coalesce(jobs.c.started_at, now)
        self._set(job_id, state=JobState.RUNNING, started_at=started, found=0, unchanged=0, error=None)

    def end(
        self, job_id: str, state: JobState, now: datetime, error: str | None = None, found: int | None = None
    ) -> bool:
        """The job is over. found: how many articles there were to see to. False when it was over: it stays so."""
        last = {} if found is None else {"found": found}
        return self._set(job_id, state=state, ended_at=now, error=error, **last)

    def record(self, tx: Transaction, job_id: str, told: Sequence[Outcome], found: int | None = None) -> None:
        """Count what became of articles, each once however often the job begins again.

        found: how many there are to see to, to be kept along.
        """
        before = _recorded(tx, job_id, [outcome.article_id for outcome in told])
        unchanged = sum(o.change is Change.UNCHANGED and o.article_id not in before for o in told)
        rows = [_row(job_id, o, before) for o in told if o.change is not Change.UNCHANGED]
        if rows:
            statement = insert(outcomes)
            new = {name: statement.excluded[name] for name in ("change", "reason")}
            keys, weak = ["job_id", "article_id"], sa.or_(*(outcomes.c.change == change for change in _GIVES_WAY))
            tx.execute(statement.on_conflict_do_update(index_elements=keys, set_=new, where=weak), rows)
        kept = {"unchanged": jobs.c.unchanged + unchanged, **({} if found is None else {"found": found})}
        tx.execute(jobs.update().where(jobs.c.id == job_id).values(kept))

    def job(self, job_id: str) -> Job | None:
        """The job with its counts."""
        found = self._jobs(sa.select(jobs).where(jobs.c.id == job_id))
        return found[0] if found else None

    def jobs(self, limit: int = 100, asker: str | None = None) -> list[Job]:
        """The newest first, those that were asked for by one caller, or all."""
        query = sa.select(jobs).order_by(jobs.c.asked_at.desc(), jobs.c.id.desc()).limit(limit)
        return self._jobs(query if asker is None else query.where(jobs.c.asker == asker))

    def unfinished(self) -> list[Job]:
        """Those that wait or run, in the order in which they were asked for."""
        return self._jobs(sa.select(jobs).where(_UNFINISHED).order_by(jobs.c.asked_at, jobs.c.id))

    def failures(self, job_id: str, after: str | None = None, limit: int = 100) -> list[Outcome]:
        """At most `limit` failures in the order of their names, beginning behind `after`."""
        wanted = [outcomes.c.job_id == job_id, outcomes.c.change == Change.FAILED]
        if after is not None:
            wanted.append(outcomes.c.article_id > after)
        with self._database.reading() as tx:
            rows = tx.execute(sa.select(outcomes).where(*wanted).order_by(outcomes.c.article_id).limit(limit)).all()
        return [Outcome(row.article_id, Change.FAILED, row.reason) for row in rows]

    def ended_before(self, moment: datetime) -> list[str]:
        """The jobs that were over before then."""
        with self._database.reading() as tx:
            return list(tx.scalars(sa.select(jobs.c.id).where(jobs.c.ended_at < moment)))

    def forget(self, job_ids: Sequence[str]) -> None:
        """Forget jobs and what came of them."""
        with self._database.writing() as tx:
            for batch in batches(job_ids):
                tx.execute(outcomes.delete().where(outcomes.c.job_id.in_(batch)))
                tx.execute(jobs.delete().where(jobs.c.id.in_(batch)))

    def _set(self, job_id: str, **values: Any) -> bool:
        with self._database.writing() as tx:
            return tx.execute(jobs.update().where(jobs.c.id == job_id, _UNFINISHED).values(values)).rowcount > 0

    def _jobs(self, query: sa.Select[Any]) -> list[Job]:
        with self._database.reading() as tx:
            rows = tx.execute(query).all()
            counts = _counts(tx, [row.id for row in rows])
        return [_job(row, counts.get(row.id, {})) for row in rows]


def _recorded(tx: Transaction, job_id: str, article_ids: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for batch in batches(article_ids):
        wanted = sa.select(outcomes.c.article_id, outcomes.c.change).where(
            outcomes.c.job_id == job_id, outcomes.c.article_id.in_(batch)
        )
        found.update((row.article_id, row.change) for row in tx.execute(wanted))
    return found


def _row(job_id: str, outcome: Outcome, before: Mapping[str, str]) -> dict[str, Any]:
    """A failure beside a change of the same article is another document's: its id stands twice."""
    twice = outcome.change is Change.FAILED and before.get(outcome.article_id) in (Change.ADDED, Change.REPLACED)
    name = f"{outcome.article_id} (again)" if twice else outcome.article_id
    return {"job_id": job_id, "article_id": name, "change": outcome.change, "reason": outcome.reason}


def _counts(tx: Transaction, job_ids: Sequence[str]) -> dict[str, dict[Change, int]]:
    counts: dict[str, dict[Change, int]] = {}
    for batch in batches(job_ids):
        query = (
            sa.select(outcomes.c.job_id, outcomes.c.change, sa.func.count())
            .where(outcomes.c.job_id.in_(batch))
            .group_by(outcomes.c.job_id, outcomes.c.change)
        )
        for job_id, change, count in tx.execute(query):
            counts.setdefault(job_id, {})[Change(change)] = count
    return counts


def _job(row: sa.Row[Any], counts: dict[Change, int]) -> Job:
    if row.unchanged:
        counts = counts | {Change.UNCHANGED: row.unchanged}
    return Job(
        id=row.id,
        kind=JobKind(row.kind),
        about=row.about,
        asked_at=said_utc(row.asked_at),
        argument=row.argument,
        state=JobState(row.state),
        found=row.found,
        counts=counts,
        started_at=said_utc(row.started_at),
        ended_at=said_utc(row.ended_at),
        error=row.error,
        callback_url=row.callback_url,
        by=OnBehalf(row.asker, None if row.within is None else tuple(row.within)),
    )
