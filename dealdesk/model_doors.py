"""What the commands about embedding models work through: the data folder itself, or the server that owns it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from corpus.jobs import Job, JobKind
from corpus.on_behalf import ITSELF, OnBehalf
from dealdesk.assembly import Desk, open_beside, open_desk
from dealdesk.client import Client
from dealdesk.embedding_model import full_name
from dealdesk.job_view import Followed
from dealdesk.jobs import Jobs
from dealdesk.owner import owner_of
from dealdesk.remote import server_of
from dealdesk.remote_jobs import RemoteArrivals
from dealdesk.settings import Settings
from index.model_state import ModelState
from index.models import Models


class ModelDoor(Protocol):
    """The models, wherever they are."""

    def states(self) -> Sequence[ModelState]: ...

    def use(self, name: str) -> Job: ...


class ModelJobs:
    """Changes the model by a job, which a restart goes on with."""

    def __init__(self, models: Models, jobs: Jobs) -> None:
        self.states = models.states
        self._jobs = jobs

    def use(self, name: str, by: OnBehalf = ITSELF) -> Job:
        name = full_name(name)
        for job in self._jobs.unfinished():  # who asked last decides
            if job.kind is JobKind.MODEL:
                self._jobs.cancel(job.id)
        return self._jobs.ask(JobKind.MODEL, name, {"use": name}, by=by)


class RemoteModels:
    """Those of the running server. Raises ServerFailed."""

    def __init__(self, server: Client, arrivals: RemoteArrivals) -> None:
        self._server = server
        self._arrivals = arrivals

    def states(self) -> Sequence[ModelState]:
        return [ModelState(**each.model_dump()) for each in self._server.list_embedding_models().models]

    def use(self, name: str) -> Job:
        return self._arrivals.seen(self._server.use_embedding_model(use=full_name(name)))


@dataclass(frozen=True)
class Opened:
    """jobs: where the job that changes the model is followed."""

    models: ModelDoor
    jobs: Followed


@contextmanager
def model_door(settings: Settings, command: str, *, changes: bool = False) -> Iterator[Opened]:
    """The running server; else the folder; to look only, also beside another command. Raises HomeInUse."""
    owner = owner_of(settings.home)
    if owner and owner.url:
        with server_of(owner, settings) as server:
            arrivals = RemoteArrivals(server)
            yield Opened(RemoteModels(server, arrivals), arrivals)
    elif changes:
        with open_desk(settings, command) as desk, desk.arrivals.running():
            yield _opened(desk)
    else:
        with open_beside(settings) as desk:
            yield _opened(desk)


def _opened(desk: Desk) -> Opened:
    return Opened(ModelJobs(desk.models, desk.arrivals.jobs), desk.arrivals.jobs)
