"""Workflows that outlive the process. The only file that knows DBOS."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dbos import DBOSConfig

logger = logging.getLogger(__name__)

_VERSION = "1"  # of what is resumed: a workflow that was begun under another one would never be
_ATTEMPTS = 1_000_000  # however often the process is killed
_TRIES = 5
_IN_HAND = ("PENDING", "ENQUEUED")
_POLLING_SECONDS = 0.2


class Stopping(BaseException):
    """The process is being stopped. Whoever raises it out of `work` is begun again by the next process.

    No Exception: nothing that mends mistakes on its way takes it for one.
    """


class Durable:
    """Runs `work(job_id)`, then `tell(job_id)`, once to the end: a process that is killed in between leaves the rest to
    the next one over the same file. There is one at a time in a process.

    work: begins again where it finds things, and answers whether there is something to tell. tell: tried again when it
    raises, with pauses of `pause_seconds` and ever longer.
    """

    def __init__(
        self, file: Path, work: Callable[[str], bool], tell: Callable[[str], None], pause_seconds: float = 2.0
    ) -> None:
        from dbos import DBOS

        DBOS(config=_config(file))

        @DBOS.step(name="tell")
        def told(job_id: str) -> None:
            tell(job_id)

        @DBOS.workflow(name="run", max_recovery_attempts=_ATTEMPTS)
        def run(job_id: str) -> None:
            if work(job_id):
                self._see_it_told(told, job_id, pause_seconds)

        self._run = run
        self._stopping = Event()
        DBOS.launch()

    def start(self, job_id: str) -> None:
        """Begin, and return at once. Raises OSError when it cannot be written down that it began."""
        from dbos import DBOS, SetWorkflowID

        try:
            with SetWorkflowID(job_id):
                DBOS.start_workflow(self._run, job_id)
        except Exception as error:  # those of its database come through as they are
            raise OSError(f"job {job_id} cannot begin yet: {type(error).__name__}") from error

    def has_in_hand(self, job_id: str) -> bool:
        """Whether the job was begun by an earlier process, and goes on by itself. If it does not, it can be begun."""
        from dbos import DBOS

        status = DBOS.get_workflow_status(job_id)
        if status is not None and status.status not in _IN_HAND:
            self.forget([job_id])
        return status is not None and status.status in _IN_HAND

    def forget(self, job_ids: Iterable[str]) -> None:
        """Of jobs that are over."""
        from dbos import DBOS

        DBOS.delete_workflows(list(job_ids))

    def stop(self) -> None:
        """Call it when nothing runs any more: what was stopped before its end is begun again by the next process."""
        from dbos import DBOS

        self._stopping.set()
        DBOS.destroy(destroy_registry=True)

    def _see_it_told(self, told: Callable[[str], None], job_id: str, pause_seconds: float) -> None:
        """Each try is a step. Its pauses are ours: those between the tries of one step would hold up who stops."""
        for pause in (*(pause_seconds * 4**n for n in range(_TRIES - 1)), None):
            try:
                told(job_id)
            except Exception as error:
                if pause is None:
                    logger.warning("nobody could be told that job %s is over: %s", job_id, error)
                elif self._stopping.wait(pause):
                    raise Stopping from error
            else:
                return


def _config(file: Path) -> DBOSConfig:
    logging.getLogger("dbos").propagate = False  # what goes wrong in a job is said by the job
    return {
        "name": "dealdesk",
        "system_database_url": f"sqlite:///{file.resolve()}",
        "application_version": _VERSION,
        "enable_otlp": False,
        "log_level": "CRITICAL",
        "notification_listener_polling_interval_sec": _POLLING_SECONDS,
    }
