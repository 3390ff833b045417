"""What goes to stderr: lines for people, or one JSON object an event. Of what people ask and articles say, nothing."""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TextIO

from api.telemetry.requests import request_id

if TYPE_CHECKING:
    from dealdesk.settings import Settings

OURS = ("corpus", "index", "answer", "api", "bot", "evaluation", "dealdesk", "uvicorn")
"""The loggers that the level counts for. Below WARNING, others tell what passes through them, whole."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def set_up(settings: Settings, *, serves: bool = False, stream: TextIO | None = None) -> None:
    """Write the log of this process to `stream`, by default stderr, unless it is set up already.

    serves: whether it is a server's, which is read by machines where `stream` is no terminal. A record may carry the
    fields of its event, logger.info("...", extra={"fields": {"event": "request", ...}}), and "lines" for people.
    """
    stream = stream or sys.stderr
    as_json = settings.log_format == "json" or (settings.log_format is None and serves and not stream.isatty())
    level = logging.getLevelNamesMapping()[settings.log_level or ("INFO" if as_json else "WARNING")]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_JsonLines(settings.log_texts) if as_json else _Lines(settings.log_texts))
    if not settings.log_texts:
        handler.addFilter(_is_ours_or_grave)
    logging.basicConfig(handlers=[handler], level=level if settings.log_texts else logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(level)
    if level > logging.DEBUG:
        logging.getLogger("uvicorn").setLevel(logging.WARNING)  # that it starts and stops is told already
    if not settings.log_level:
        always = [*(["answer.llm"] if settings.llm else []), *(["dealdesk.serving"] if serves else [])]
        for name in always:  # what each call costs, and what is served where, belongs in every log
            logging.getLogger(name).setLevel(logging.INFO)
    if serves:
        threading.excepthook = _log_thread


def _is_ours_or_grave(record: logging.LogRecord) -> bool:
    """However a library sets its own level, by a variable of its own for one."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] in OURS


def _log_thread(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_type is SystemExit or failed.exc_value is None:
        return
    name = failed.thread.name if failed.thread else "a thread"
    told = (failed.exc_type, failed.exc_value, failed.exc_traceback)
    logging.getLogger(__name__).error("%s ended with an error", name, exc_info=told)


class _Lines(logging.Formatter):
    """The message, on one line; below it where an error came from."""

    def __init__(self, texts: bool) -> None:
        """texts: whether the words of an error may be told: they can be what somebody asked."""
        super().__init__()
        self._texts = texts

    def format(self, record: logging.LogRecord) -> str:
        lines = [record.getMessage(), *getattr(record, "lines", ())]
        trouble = self.trouble(record)
        return "\n".join([*(_CONTROLS.sub(" ", line) for line in lines), *([trouble] if trouble else [])])

    def trouble(self, record: logging.LogRecord) -> str | None:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return None
        return "".join(traceback.format_exception(error)) if self._texts else "\n".join(_places(error))


class _JsonLines(_Lines):
    """One object a line, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "event": "log",
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": request_id(),
            "trouble": self.trouble(record),
            **getattr(record, "fields", {}),
        }
        return json.dumps({name: value for name, value in fields.items() if value is not None}, default=str)


def _places(error: BaseException) -> Iterator[str]:
    """The kind of an error and where it came from, and of those behind it."""
    behind = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if behind:
        yield from _places(behind)
    for each in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
        yield from _places(each)
    yield type(error).__qualname__
    for frame in traceback.extract_tb(error.__traceback__):
        yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
