"""The JSON of jobs, over HTTP and from the command line. Fields keep their order in the JSON."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from pydantic import BaseModel

from corpus.change import Change, Outcome
from corpus.jobs import Job, JobKind, JobState


class EmbeddingBody(BaseModel):
    """Passages of the articles that are being embedded together."""

    done: int
    total: int


class FailureBody(BaseModel):
    """article: its id, or the name of a document that gave none."""

    article: str
    reason: str | None


class JobBody(BaseModel):
    """found: how many articles there are to see to, as far as is known; done: how many of them are seen to, whatever
    became of them. articles_per_second: of those, since the job began; seconds_left: at the pace of those that were
    not unchanged, null while nothing tells. error: why it failed, or what it waits for.
    """

    id: str
    kind: JobKind
    about: str
    state: JobState
    found: int
    done: int
    unchanged: int
    added: int
    replaced: int
    removed: int
    failed: int
    articles_per_second: float | None
    seconds_left: float | None
    embedding: EmbeddingBody | None
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    error: str | None


class JobDetailsBody(JobBody):
    """failures: the first 100; the rest at /failures."""

    failures: list[FailureBody]


class JobsBody(BaseModel):
    """The newest first."""

    jobs: list[JobBody]


class FailuresBody(BaseModel):
    """next: what to send as `after` for the next page, or null on the last."""

    failures: list[FailureBody]
    next: str | None


def job_body(job: Job, embedding: tuple[int, int] | None = None, now: datetime | None = None) -> JobBody:
    """A job as it goes out. embedding: passages done, of how many; now: another moment than this one."""
    now = job.ended_at or now or datetime.now(UTC)
    return JobBody(
        id=job.id,
        kind=job.kind,
        about=job.about,
        state=job.state,
        found=job.found,
        done=job.done,
        unchanged=job.count(Change.UNCHANGED),
        added=job.count(Change.ADDED),
        replaced=job.count(Change.REPLACED),
        removed=job.count(Change.REMOVED),
        failed=job.count(Change.FAILED),
        articles_per_second=_rate(job, job.done, now),
        seconds_left=_seconds_left(job, embedding, now),
        embedding=EmbeddingBody(done=embedding[0], total=embedding[1]) if embedding else None,
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        error=job.error,
    )


def job_details_body(body: JobBody, failures: Sequence[Outcome]) -> JobDetailsBody:
    return JobDetailsBody(**body.model_dump(), failures=_failures(failures))


def failures_body(found: Sequence[Outcome], limit: int) -> FailuresBody:
    """One page of up to `limit` + 1 failures: the one beyond `limit` only says that there is a next page."""
    page = found[:limit]
    return FailuresBody(failures=_failures(page), next=page[-1].article_id if len(found) > limit else None)


def _failures(outcomes: Sequence[Outcome]) -> list[FailureBody]:
    return [FailureBody(article=outcome.article_id, reason=outcome.reason) for outcome in outcomes]


def _rate(job: Job, count: int, now: datetime) -> float | None:
    seconds = (now - job.started_at).total_seconds() if job.started_at else 0.0
    return round(count / seconds, 3) if count and seconds > 0 else None


def _seconds_left(job: Job, embedding: tuple[int, int] | None, now: datetime) -> float | None:
    """What is unchanged is seen to at once, and first: the pace of the rest says how long the rest takes. What failed
    alone says nothing, for the work is in what did not.
    """
    if job.state.is_over:
        return 0.0
    if job.state is not JobState.RUNNING:
        return None
    left, seen = job.found - job.done, job.done - job.count(Change.UNCHANGED)
    if job.done == 0 and embedding and job.found <= 1:  # one article, or none: its passages are the work
        left, seen = embedding[1] - embedding[0], embedding[0]
    elif seen == job.count(Change.FAILED):
        return None
    pace = _rate(job, seen, now)
    return round(max(left, 0) / pace, 1) if pace and job.found + bool(embedding) else None
