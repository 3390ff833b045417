"""What a server measures whenever its metrics are read: cheap, and without an end to what goes wrong on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

from api.ports import HealthCheck
from api.telemetry.metrics import Measured
from corpus import history
from corpus.catalogue import utc_now
from corpus.errors import CorpusError
from corpus.jobs import JobState
from dealdesk.assembly import Desk
from index.health import Readiness, ServerHealth, VectorState


def figures_of(desk: Desk, health: HealthCheck) -> Callable[[], list[Measured]]:
    """For metrics: how the server is, its index and what waits. What cannot be looked at now is left out."""

    def measure() -> list[Measured]:
        found = health.health()
        figures = [*_of_health(found), *_of_index(found)]
        for more in (_of_past, _of_jobs):
            try:
                figures += more(desk)
            except CorpusError:
                continue  # it is told by a check
        if desk.llm:
            figures.append(Measured("llm_left_alone", "1 while calls of the LLM fail.", desk.llm_breaker.is_open))
        return figures

    return measure


def _of_health(found: ServerHealth) -> Iterator[Measured]:
    yield Measured("ready", "1 while questions should come here.", found.readiness is not Readiness.NOT_READY)
    for check in found.checks:
        yield Measured("check_ok", "1 where what /readyz looks at is well.", check.ok, ("check", check.name))


def _of_index(found: ServerHealth) -> Iterator[Measured]:
    index = found.index
    if index:
        yield Measured("articles", "Articles.", index.articles, ("state", "live"))
        yield Measured("passages", "Passages.", index.passages, ("state", "live"))
        for state in VectorState:
            means = "1 for how the vectors are."
            yield Measured("vectors_state", means, index.vectors is state, ("state", state.value))


def _of_past(desk: Desk) -> Iterator[Measured]:
    with desk.catalogue.reading() as tx:
        past, changed = history.count(tx), history.last_change(tx)
    yield Measured("passages", "Passages.", past, ("state", "past"))
    if changed:
        age = max(utc_now() - changed, timedelta(0))
        yield Measured("index_age_seconds", "Since an article was stored or replaced.", age.total_seconds())


def _of_jobs(desk: Desk) -> Iterator[Measured]:
    counted = Counter(job.state for job in desk.arrivals.jobs.unfinished())
    for state in (JobState.QUEUED, JobState.RUNNING):
        yield Measured("jobs", "Jobs that are not over.", counted[state], ("state", state.value))
