"""Workflows that outlive the process. The only file that knows DBOS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from corpus.errors import CorpusError

if TYPE_CHECKING:
    from dbos import DBOSConfig

logger = logging.getLogger(__name__)

_VERSION = "1"  # of what is resumed: a workflow that was begun under another one would never be
_ATTEMPTS = 1_000_000  # however often the process is killed
_TRIES = 5
_IN_HAND = ("PENDING", "ENQUEUED")
_POLLING_SECONDS = 0.2
_ROOM_SECONDS = 3.0  # between two tries to note that something began
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 2.0  # between two looks for processes that were killed


class Kind(StrEnum):
    """What a workflow does. The values are written down with the workflows."""

    JOB = "run"
    REPLY = "reply"  # to a question in Slack
    NOTICE = "notice"  # to somebody who watches a question


class Stopping(BaseException):
    """The process is being stopped. Whoever raises it out of `work` is begun again by the next process.

    No Exception: nothing that mends mistakes on its way takes it for one.
    """


@dataclass(frozen=True)
class _Task:
    work: Callable[[str], bool]
    tell: Callable[[str], None]


def _for_another(_: str) -> bool:
    """What this process does not know how to do is left to one that does."""
    raise Stopping


class Durable:
    """Runs what it was taught, `work(id)` and then `tell(id)`, once to the end: what a killed process leaves is gone on
    with by another one over the same file, or by the next. There is one at a time in a process.
    """

    def __init__(self, file: Path, pause_seconds: float = 2.0) -> None:
        """pause_seconds: after the first time that telling failed; ever longer after others."""
        self._file = file
        self._pause_seconds = pause_seconds
        self._tasks = {kind: _Task(_for_another, lambda _: None) for kind in Kind}
        self._runs: dict[Kind, Callable[[str], None]] = {}
        self._starting_left: list[Callable[[], None]] = []
        self._stopping = Event()
        self._changed = Condition()
        self._running = 0
        self._lock: FileLock | None = None
        self._watcher: Thread | None = None

    def teach(
        self,
        kind: Kind,
        work: Callable[[str], bool],
        tell: Callable[[str], None] = lambda _: None,
        left: Callable[[], None] | None = None,
    ) -> None:
        """Before the launch. work: begins again where it finds things, and answers whether there is something to tell.

        left: called after the launch, and when another process was killed, to start what was asked for and never begun.
        """
        self._tasks[kind] = _Task(work, tell)
        if left:
            self._starting_left.append(left)

    @property
    def is_running(self) -> bool:
        return bool(self._runs) and not self._stopping.is_set()

    def launch(self) -> None:
        """Go on with what was left. Nothing can be started before."""
        from dbos import DBOS

        self._stopping.clear()
        number, self._lock = self._number()
        DBOS(config=_config(self._file, number))
        self._runs = {kind: self._workflow(kind, task) for kind, task in self._tasks.items()}
        DBOS.launch()
        self._start_left()
        self._watcher = Thread(target=self._look_for_the_dead, args=[number], name="durable", daemon=True)
        self._watcher.start()

    def begin(self, kind: Kind, work_id: str) -> None:
        """Begin what is kept, and return at once; twice is once. Where there is no room to note that it began, it
        begins as soon as there is; before the launch, with the launch.
        """
        if not self.is_running:
            return
        try:
            self._start(kind, work_id)
        except OSError as error:
            logger.warning("%s", error)
            Thread(target=self._begin_later, args=[kind, work_id], name="begin later", daemon=True).start()

    def has_in_hand(self, work_id: str) -> bool:
        """Whether it was begun by an earlier process, and goes on by itself. If it does not, it can be begun."""
        from dbos import DBOS

        status = DBOS.get_workflow_status(work_id)
        if status is not None and status.status not in _IN_HAND:
            self.forget([work_id])
        return status is not None and status.status in _IN_HAND

    def forget(self, work_ids: Iterable[str]) -> None:
        """Of what is over."""
        from dbos import DBOS

        DBOS.delete_workflows(list(work_ids))

    def stop(self) -> None:
        """Give what runs a moment to come to a stop; it is begun again by the next process."""
        from dbos import DBOS

        if not self._runs:
            return
        self._stopping.set()
        if self._watcher:
            self._watcher.join()
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0, _STOP_SECONDS)
        DBOS.destroy(destroy_registry=True)
        self._runs = {}
        if self._lock:
            self._lock.release()

    def pause(self, seconds: float) -> None:
        """Sleep within `work`. Raises Stopping when the process is stopped meanwhile."""
        if self._stopping.wait(seconds):
            raise Stopping

    def _start(self, kind: Kind, work_id: str) -> None:
        """Raises OSError when it cannot be written down that it began."""
        from dbos import DBOS, SetWorkflowID

        try:
            with SetWorkflowID(work_id):
                DBOS.start_workflow(self._runs[kind], work_id)
        except Exception as error:  # those of its database come through as they are
            raise OSError(f"{kind} {work_id} cannot begin yet: {type(error).__name__}") from error

    def _begin_later(self, kind: Kind, work_id: str) -> None:
        while not self._stopping.wait(_ROOM_SECONDS):
            try:
                self._start(kind, work_id)
            except OSError:
                continue
            return

    def _workflow(self, kind: Kind, task: _Task) -> Callable[[str], None]:
        from dbos import DBOS

        @DBOS.step(name=f"tell {kind}" if kind is not Kind.JOB else "tell")
        def told(work_id: str) -> None:
            task.tell(work_id)

        @DBOS.workflow(name=str(kind), max_recovery_attempts=_ATTEMPTS)
        def run(work_id: str) -> None:
            with self._at_work():
                if task.work(work_id):
                    self._see_it_told(told, work_id)

        return run

    @contextmanager
    def _at_work(self) -> Iterator[None]:
        with self._changed:
            self._running += 1
        try:
            yield
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def _see_it_told(self, told: Callable[[str], None], work_id: str) -> None:
        """Each try is a step. Its pauses are ours: those between the tries of one step would hold up who stops."""
        for pause in (*(self._pause_seconds * 4**n for n in range(_TRIES - 1)), None):
            try:
                told(work_id)
            except Exception as error:
                if pause is None:
                    logger.warning("nobody could be told of %s: %s", work_id, error)
                else:
                    self.pause(pause)
            else:
                return

    def _number(self) -> tuple[int, FileLock]:
        """The first that no living process has: so the next process after a killed one goes on with its work."""
        number = 0
        while True:
            lock = self._lock_of(number)
            try:
                lock.acquire(timeout=0)
                return number, lock
            except Timeout:
                number += 1

    def _look_for_the_dead(self, own: int) -> None:
        while not self._stopping.wait(_LOOK_SECONDS):
            others = len(list(self._file.parent.glob(self._lock_name("*"))))
            if sum(self._go_on_for(number) for number in range(others) if number != own):
                self._start_left()

    def _go_on_for(self, number: int) -> bool:
        """Take over what another process over the same file left, if it is dead."""
        from dbos import DBOS

        try:
            with self._lock_of(number).acquire(timeout=0):
                DBOS._recover_pending_workflows([_name(number)])
                return True
        except Timeout:
            return False

    def _start_left(self) -> None:
        for start in self._starting_left:
            try:
                start()
            except (CorpusError, OSError) as error:
                logger.warning("what was left cannot be looked at now: %s", error)

    def _lock_of(self, number: int) -> FileLock:
        return FileLock(self._file.with_name(self._lock_name(str(number))), thread_local=False)

    def _lock_name(self, number: str) -> str:
        return f"{self._file.stem}.process-{number}.lock"


def _name(number: int) -> str:
    """Of a process, in the file."""
    return str(number) if number else "local"


def _config(file: Path, number: int) -> DBOSConfig:
    logging.getLogger("dbos").propagate = False  # what goes wrong in a job is said by the job
    return {
        "name": "dealdesk",
        "system_database_url": f"sqlite:///{file.resolve()}",
        "application_version": _VERSION,
        "executor_id": _name(number),
        "enable_otlp": False,
        "log_level": "CRITICAL",
        "notification_listener_polling_interval_sec": _POLLING_SECONDS,
    }
