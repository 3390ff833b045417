"""Jobs, sources and watches that fit the ports and live in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Lock

from answer.differences import Difference, Kind, Told
from answer.reply import Answer, Question, Reply
from answer.watches import Notice, Watch
from api.door.callers import Caller
from api.ports import Jobs, Sources
from api.routes.embedding_models import Models
from api.routes.watches import WatchedQuestions
from corpus.article import EVERYTHING, PUBLIC, Article, Selection
from corpus.change import Change, Outcome
from corpus.errors import FetchRefused, InvalidSource, LocationTaken
from corpus.jobs import Job, JobKind, JobState
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.source import RegisteredSource, SourceKind
from index.model_state import ModelState
from tests.api.fakes import INDEX_VERSION, Script

ASKED_AT = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)


@dataclass
class Desk(Jobs):
    """Keeps what it is asked for and does nothing. failure: what asking raises."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    asked: list[tuple[object, ...]] = field(default_factory=list)
    failed: list[Outcome] = field(default_factory=list)
    embedded: tuple[int, int] | None = None
    failure: Exception | None = None
    looks: int = 0
    _jobs: dict[str, Job] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def refresh(
        self,
        source_ids: Sequence[str] = (),
        path: Path | None = None,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        return self._begin(by, JobKind.REFRESH, tuple(source_ids), path, callback_url)

    def upload(
        self,
        files: Sequence[tuple[str, Path]],
        collection: str = PUBLIC,
        callback_url: str | None = None,
        by: OnBehalf = ITSELF,
    ) -> Job:
        job = self._begin(by, JobKind.UPLOAD, collection, callback_url)
        self._take(files)
        return job

    def push(
        self, spooled: Path, collection: str = PUBLIC, callback_url: str | None = None, by: OnBehalf = ITSELF
    ) -> Job:
        job = self._begin(by, JobKind.PUSH, collection, callback_url)
        self._take([("", spooled)])
        return job

    def put(
        self, article: Article, source: str | None = None, callback_url: str | None = None, by: OnBehalf = ITSELF
    ) -> Job:
        return self._begin(by, JobKind.PUT, article, source)

    def job(self, job_id: str) -> Job | None:
        self.looks += 1
        return self._jobs.get(job_id)

    def jobs(self, limit: int, asker: str | None = None) -> list[Job]:
        return [job for job in list(self._jobs.values())[::-1] if asker in (None, job.by.asker)][:limit]

    def failures(self, job_id: str, after: str | None = None, limit: int = 100) -> list[Outcome]:
        return [outcome for outcome in self.failed if after is None or outcome.article_id > after][:limit]

    def progress(self, job_id: str) -> tuple[int, int] | None:
        return self.embedded

    def cancel(self, job_id: str) -> Job | None:
        if job_id in self._jobs:
            self.set(job_id, JobState.CANCELLED)
        return self._jobs.get(job_id)

    def set(self, job_id: str, state: JobState, found: int = 0, **counts: int) -> None:
        """The job as it is from now on."""
        told = {Change(name): count for name, count in counts.items()}
        started = None if state is JobState.QUEUED else ASKED_AT
        self._jobs[job_id] = replace(
            self._jobs[job_id],
            state=state,
            found=found,
            counts=told,
            started_at=started,
            ended_at=ASKED_AT + timedelta(minutes=30) if state.is_over else None,
        )

    def _begin(self, by: OnBehalf, kind: JobKind, *asked: object) -> Job:
        if self.failure:
            raise self.failure
        with self._lock:
            self.asked.append((kind.value, *asked))
            job = Job(f"job-{len(self._jobs) + 1}", kind, "what it is about", ASKED_AT, by=by)
            self._jobs[job.id] = job
        return job

    def _take(self, files: Sequence[tuple[str, Path]]) -> None:
        for name, file in files:
            self.taken.append((name, file.read_bytes()))
            file.unlink()  # as if it were moved away


@dataclass
class Places(Sources):
    """The sources, in a dictionary."""

    kept: dict[str, RegisteredSource] = field(default_factory=dict)
    removed: list[tuple[str, bool]] = field(default_factory=list)

    def add(
        self,
        location: str,
        kind: SourceKind | None,
        collection: str,
        every_seconds: int | None,
        by: OnBehalf = ITSELF,
    ) -> RegisteredSource:
        if location.endswith("#"):
            raise InvalidSource("give another address")
        if any(location == kept.location and not by.within.admits(kept.collection) for kept in self.list()):
            raise LocationTaken("name another one")
        seen = kind or (SourceKind.FEED if location.startswith("http") else SourceKind.FOLDER)
        source = RegisteredSource(f"s{len(self.kept)}", seen, location, collection, ASKED_AT, every_seconds, by=by)
        return self.kept.setdefault(source.id, source)

    def list(self) -> Sequence[RegisteredSource]:
        return list(self.kept.values())

    def get(self, source_id: str) -> RegisteredSource | None:
        return self.kept.get(source_id)

    def remove(self, source_id: str, with_articles: bool, within: Selection = EVERYTHING) -> bool:
        self.removed.append((source_id, with_articles))
        return self.kept.pop(source_id, None) is not None


@dataclass
class Choice(Models):
    """Two models, of which one is live; begins jobs that nobody runs."""

    jobs: Desk = field(default_factory=Desk)

    def states(self) -> Sequence[ModelState]:
        return [
            ModelState("bundled", "bundled@123456789012/384", True, False, 70, 70),
            ModelState("/models/earlier", "/models/earlier@210987654321/384", False, True, 66, 70),
        ]

    def use(self, name: str, by: OnBehalf = ITSELF) -> Job:
        return self.jobs.refresh([name], by=by)


@dataclass
class Register(WatchedQuestions):
    """Watches in a dictionary; every one had one change."""

    script: Script
    kept: dict[str, Watch] = field(default_factory=dict)
    erased: bool = False

    def start(self, caller: Caller, question: Question, callback_url: str | None) -> Watch:
        if callback_url == "ftp://example.com":
            raise FetchRefused("give an http or https address")
        watch = Watch(
            f"w{len(self.kept)}", caller.id, "http", callback_url or "", question, ASKED_AT, "reply-1", INDEX_VERSION
        )
        return self.kept.setdefault(watch.id, watch)

    def list(self, caller: Caller) -> Sequence[Watch]:
        return [watch for watch in self.kept.values() if caller.owns(watch.asker)]

    def get(self, caller: Caller, watch_id: str) -> Watch | None:
        return next((watch for watch in self.list(caller) if watch.id == watch_id), None)

    def stop(self, caller: Caller, watch_id: str) -> bool:
        return self.get(caller, watch_id) is not None and self.kept.pop(watch_id, None) is not None

    def known(self, caller: Caller, watch: Watch) -> Reply | None:
        return None if self.erased else self.script.ask(watch.question)

    def changes(self, caller: Caller, watch: Watch) -> Sequence[tuple[Notice, Difference]]:
        reply = self.script.ask(watch.question)
        assert isinstance(reply, Answer)
        old, new = (Told(value, cited) for value, cited in zip(("$33 billion", None), reply.citations, strict=True))
        notice = Notice("n1", watch.id, "reply-0", "reply-1", ASKED_AT)
        return [(notice, Difference(Kind.DISAGREEMENT, (old,), (new,)))]
