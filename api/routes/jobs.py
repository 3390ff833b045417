"""GET /v1/jobs, /v1/jobs/{id}, its failures and its events, and POST /v1/jobs/{id}/cancel."""

from __future__ import annotations

from collections.abc import AsyncIterator
from threading import Event
from typing import Annotated, Any

import anyio
from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.sse import EventSourceResponse, ServerSentEvent
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.door.callers import Role, stated
from api.door.idempotency import KEYED
from api.door.parameters import Asking
from api.door.problems import GUARDED, WRITING, declare
from api.ports import Jobs
from api.schema.jobs import (
    FailuresBody,
    JobBody,
    JobDetailsBody,
    JobsBody,
    failures_body,
    job_body,
    job_details_body,
)
from api.schema.requests import MAX_PAGE
from api.schema.words import Id, Line
from corpus.jobs import Job

JobId = Annotated[Id, Path(alias="id")]
Behind = Annotated[Line, Field(max_length=4_000)]  # the name of a document, which fits into an address

_SHOWN_FAILURES = 100
_POLL_SECONDS = 0.3

ACCEPTED: dict[int | str, dict[str, Any]] = {
    202: {
        "description": "Begun: a job",
        "model": JobBody,
        "headers": {"Location": {"description": "Where the job is to be followed", "schema": {"type": "string"}}},
    }
}
"""The `responses` entry of an operation that begins a job."""


def accepted(job: Job, **headers: str) -> Response:
    """The answer to a request that began `job`."""
    content = job_body(job).model_dump(mode="json")
    return JSONResponse(content, 202, {"Location": f"/v1/jobs/{job.id}", **headers})


def jobs_router(jobs: Jobs, route: type[APIRoute], stopping: Event) -> APIRouter:
    """stopping: set when the server stops; streams of events end then, and do not keep it up."""
    router = APIRouter(prefix="/v1/jobs", route_class=route, tags=["jobs"])

    def existing(caller: Asking, job_id: JobId) -> Job:
        job = jobs.job(job_id)
        if job is None or not caller.owns(job.by.asker):
            raise HTTPException(404, f"there is no job {job_id[:60]!r}: GET /v1/jobs lists those there are")
        return job

    found = Depends(existing)  # once a stream begins, it is too late to refuse

    def body(job: Job) -> JobBody:
        return job_body(job, jobs.progress(job.id))

    @router.get("", responses=declare(*GUARDED, 422), openapi_extra=stated(Role.WRITER))
    def list_jobs(caller: Asking, limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 50) -> JobsBody:
        """The newest jobs of the caller."""
        return JobsBody(jobs=[body(job) for job in jobs.jobs(limit, None if caller.sees_all else caller.id)])

    @router.get("/{id}", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.WRITER))
    def get_job(job: Job = found) -> JobDetailsBody:
        """How far a job is, and what failed."""
        return job_details_body(body(job), jobs.failures(job.id, None, _SHOWN_FAILURES))

    @router.get("/{id}/failures", responses=declare(*GUARDED, 404, 422), openapi_extra=stated(Role.WRITER))
    def list_failures(
        job: Job = found,
        after: Annotated[Behind | None, Query(description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=MAX_PAGE)] = 100,
    ) -> FailuresBody:
        """What failed and why, in the order of names, a page at a time."""
        return failures_body(jobs.failures(job.id, after, limit + 1), limit)

    @router.post("/{id}/cancel", responses=declare(*WRITING, 404), openapi_extra=stated(Role.WRITER, KEYED))
    def cancel_job(job: Job = found) -> JobBody:
        """End a job that waits or runs. What it did stays done."""
        return body(jobs.cancel(job.id) or job)

    @router.get(
        "/{id}/events",
        response_class=EventSourceResponse,
        responses=declare(*GUARDED, 404, 422),
        openapi_extra=stated(Role.WRITER),
    )
    async def follow_job(job: Job = found) -> AsyncIterator[ServerSentEvent]:
        """Server-sent events: `progress` with the job as JSON at each change, and `end` when it is over."""
        told: dict[str, Any] | None = None
        while not stopping.is_set():
            present = await run_in_threadpool(jobs.job, job.id)
            if present is None:
                return  # it ended so long ago that it is forgotten
            seen = body(present)
            if seen.state.is_over:
                yield ServerSentEvent(data=seen, event="end")
                return
            state = seen.model_dump(exclude={"articles_per_second", "seconds_left"})
            if state != told:
                yield ServerSentEvent(data=seen, event="progress")
                told = state
            await anyio.sleep(_POLL_SECONDS)

    return router
