"""Why there is nothing to show, in a sentence for whoever asked."""

from __future__ import annotations

import logging
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
            _log.warning("%s failed: %s", about, type(error).__name__)
            return said.format(error=error)
    reference = uuid.uuid4().hex[:8]
    _log.error("%s failed, reference %s", about, reference, exc_info=error)
    return Said.FAILED.format(reference=reference)
