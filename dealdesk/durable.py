"""Workflows that outlive the process. The only file that knows DBOS."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from threading import Condition, Event, Thread
from typing import TYPE_CHECKING

from dealdesk.processes import Processes, name_of, number_of

if TYPE_CHECKING:
    from dbos import DBOSConfig, WorkflowStatus

logger = logging.getLogger(__name__)

_VERSION = "1"  # of what is resumed: a workflow that was begun under another one would never be
_ATTEMPTS = 1_000_000  # however often the process is killed
_TRIES = 5
_RUNS, _WAITS = "PENDING", "ENQUEUED"
_OVER = ("SUCCESS", "ERROR", "CANCELLED")
_POLLING_SECONDS = 0.2
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 2.0  # between two looks for processes that were killed
_SWEEP_SECONDS = 30.0  # then what was left is looked for though nobody was killed
_LOST_SECONDS = 60.0  # what nobody has in hand for so long is begun anew
_FORGET_DAYS = 1
_FORGOTTEN_AT_ONCE = 10_000


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

    def __init__(
        self,
        file: Path,
        pause_seconds: float = 2.0,
        lost_seconds: float = _LOST_SECONDS,
        sweep_seconds: float = _SWEEP_SECONDS,
    ) -> None:
        """pause_seconds: after the first time that telling failed; ever longer after others. lost_seconds: what nobody
        has in hand for so long is begun anew. sweep_seconds: between two looks for it."""
        self._file = file
        self._pause_seconds = pause_seconds
        self._lost_seconds = lost_seconds
        self._sweep_seconds = sweep_seconds
        self._processes = Processes(file)
        self._tasks = {kind: _Task(_for_another, lambda _: None) for kind in Kind}
        self._runs: dict[Kind, Callable[[str], None]] = {}
        self._starting_left: list[Callable[[], None]] = []
        self._stopping = Event()
        self._changed = Condition()
        self._at_work: set[str] = set()
        self._later: dict[str, Kind] = {}  # what could not be noted to have begun
        self._launched_at = 0.0
        self._watcher: Thread | None = None

    def teach(
        self,
        kind: Kind,
        work: Callable[[str], bool],
        tell: Callable[[str], None] = lambda _: None,
        left: Callable[[], None] | None = None,
    ) -> None:
        """Before the launch. work: begins again where it finds things, and answers whether there is something to tell.

        left: called after the launch, when another process was killed and now and then, to begin what was asked for and
        nobody `has_in_hand`. One process calls it at a time.
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
        self._processes.join()
        self._launched_at = time.time()
        DBOS(config=_config(self._file, self._processes.own))
        self._runs = {kind: self._workflow(kind, task) for kind, task in self._tasks.items()}
        DBOS.launch()
        self._start_left()
        self._watcher = Thread(target=self._watch, name="durable", daemon=True)
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
            self._later[work_id] = kind

    def has_in_hand(self, work_id: str) -> bool:
        """Whether it is being done, or begins by itself. If not it can be begun: what is noted of it is forgotten."""
        from dbos import DBOS

        with self._changed:
            if work_id in self._at_work:
                return True
        status = DBOS.get_workflow_status(work_id)
        if status is None:
            return False
        if not self._is_in_hand(status):
            self.forget([work_id])
            return False
        return True

    def _is_in_hand(self, status: WorkflowStatus) -> bool:
        """Of what is not at work in this process."""
        if status.status not in (_RUNS, _WAITS):
            return False
        # Between two processes, and until it is at work, it belongs to nobody for a moment.
        noted_at = max((status.updated_at or 0) / 1000, self._launched_at)
        if time.time() - noted_at < self._lost_seconds:
            return True
        number = number_of(status.executor_id)
        return status.status == _RUNS and number != self._processes.own and self._processes.lives(number)

    def forget(self, work_ids: Iterable[str]) -> None:
        """Of what is over."""
        from dbos import DBOS

        DBOS.delete_workflows(list(work_ids))

    def forget_over(self) -> int:
        """Forget the replies and notices that were over yesterday: what became of them is kept elsewhere. Returns how
        many; none while nothing runs, and no more at once than one statement can name."""
        from dbos import DBOS

        if not self.is_running:
            return 0
        before = (datetime.now(UTC) - timedelta(days=_FORGET_DAYS)).isoformat()
        told, over = [str(Kind.REPLY), str(Kind.NOTICE)], list(_OVER)
        found = DBOS.list_workflows(name=told, status=over, completed_before=before, limit=_FORGOTTEN_AT_ONCE)
        self.forget(one.workflow_id for one in found)
        return len(found)

    def stop(self) -> None:
        """Give what runs a moment to come to a stop; it is begun again by the next process."""
        from dbos import DBOS

        if not self._runs:
            return
        self._stopping.set()
        if self._watcher:
            self._watcher.join(_STOP_SECONDS)
        with self._changed:
            self._changed.wait_for(lambda: not self._at_work, _STOP_SECONDS)
        DBOS.destroy(destroy_registry=True)
        self._runs = {}
        self._processes.leave()

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

    def _workflow(self, kind: Kind, task: _Task) -> Callable[[str], None]:
        from dbos import DBOS

        @DBOS.step(name=f"tell {kind}" if kind is not Kind.JOB else "tell")
        def told(work_id: str) -> None:
            task.tell(work_id)

        @DBOS.workflow(name=str(kind), max_recovery_attempts=_ATTEMPTS)
        def run(work_id: str) -> None:
            with self._working(work_id) as is_alone:
                if is_alone and task.work(work_id):
                    self._see_it_told(told, work_id)

        return run

    @contextmanager
    def _working(self, work_id: str) -> Iterator[bool]:
        """Whether nobody in this process is at it already."""
        with self._changed:
            is_alone = work_id not in self._at_work
            self._at_work.add(work_id)
        try:
            yield is_alone
        finally:
            if is_alone:
                with self._changed:
                    self._at_work.discard(work_id)
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

    def _watch(self) -> None:
        """Begin what could not begin before, and take over what killed processes left."""
        from dbos import DBOS

        sweep_at, dead = time.monotonic() + self._sweep_seconds, set[int]()
        while not self._stopping.wait(_LOOK_SECONDS):
            known = dead
            try:
                self._begin_later()
                dead = set()
                for number in self._processes.dead():
                    DBOS._recover_pending_workflows([name_of(number)])
                    dead.add(number)
                if dead - known or time.monotonic() >= sweep_at:
                    self._start_left()
                    sweep_at = time.monotonic() + self._sweep_seconds
            except Exception as error:  # whatever the file or its folder is like just now
                logger.warning("what other processes left cannot be looked at now: %s", type(error).__name__)

    def _begin_later(self) -> None:
        for work_id, kind in list(self._later.items()):
            self._start(kind, work_id)
            del self._later[work_id]

    def _start_left(self) -> None:
        for start in self._starting_left:
            try:
                with self._processes.turn():
                    start()
            except Exception as error:  # those of DBOS's database come through as they are
                logger.warning("what was left cannot be looked at now: %s", error)


def _config(file: Path, number: int) -> DBOSConfig:
    logging.getLogger("dbos").propagate = False  # what goes wrong in a job is said by the job
    return {
        "name": "dealdesk",
        "system_database_url": f"sqlite:///{file.resolve()}",
        "application_version": _VERSION,
        "executor_id": name_of(number),
        "enable_otlp": False,
        "log_level": "CRITICAL",
        "notification_listener_polling_interval_sec": _POLLING_SECONDS,
    }
