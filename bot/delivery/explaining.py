"""Why there is nothing to show, in a sentence for whoever asked."""

from __future__ import annotations

import logging
import traceback
import uuid

from answer.errors import AnswerError
from bot.errors import LookUpFailed
from bot.said import Said
from corpus.errors import CorpusError
from index.errors import SearchIndexError

_log = logging.getLogger(__name__)


class Denied(Exception):
    """The asker may read nothing that could answer."""


class TooManyQuestions(Exception):
    """As many as can be answered at once are being answered."""


_EXPLAINED: tuple[tuple[type[Exception], Said], ...] = (
    (Denied, Said.DENIED),
    (LookUpFailed, Said.LOOK_UP_FAILED),
    (TooManyQuestions, Said.BUSY),
    (TimeoutError, Said.TOO_LONG),
    (AnswerError, Said.CANNOT_ANSWER),
    (SearchIndexError, Said.CANNOT_SEARCH),
    (CorpusError, Said.CANNOT_SEARCH),
)


def explanation(error: Exception, about: str) -> str:
    """about: what failed, for the log. What nobody foresaw gets a reference, under which the log has it."""
    for kind, said in _EXPLAINED:
        if isinstance(error, kind):
            # Of our own errors it is known that they hold no text of anybody's; where files lie is for the log alone.
            _log.warning("%s failed: %s: %.500s", about, type(error).__name__, error)
            return said.format(error=error)
    reference = uuid.uuid4().hex[:8]
    _log.error("%s failed, reference %s: %s", about, reference, told_of(error))
    return Said.FAILED.format(reference=reference)


def told_of(error: BaseException) -> str:
    """For the log: what kind of error it was, and where in the program; not its message, which may quote what was asked
    or read."""
    where = "".join(traceback.format_tb(error.__traceback__))
    cause = error.__cause__
    return f"{type(error).__name__}{f', after {type(cause).__name__}' if cause else ''}\n{where}".rstrip()
