"""What every command runs in."""

from __future__ import annotations

import logging
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from dealdesk.settings import Settings


@contextmanager
def prepared(*, stop_code: int = 128 + signal.SIGTERM, serves: bool = False) -> Iterator[Settings]:
    """Settings, logging to stderr, a clean stop on SIGTERM, and every error of ours as one line.

    stop_code: the exit code after SIGTERM; 0 where being stopped is the ordinary end. serves: whether it is a server.
    """
    from answer.errors import AnswerError
    from bot.errors import BotError
    from corpus.errors import CorpusError
    from dealdesk import log
    from dealdesk.errors import SetupError
    from dealdesk.settings import read_settings
    from evaluation.errors import EvaluationError
    from index.errors import SearchIndexError

    # The default would kill the process in the middle of a write, which Chroma does not survive.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(stop_code))
    try:
        settings = read_settings()
        log.set_up(settings, serves=serves)
        yield settings
    except (SetupError, CorpusError, SearchIndexError, AnswerError, BotError, EvaluationError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    except BrokenPipeError:
        raise  # whoever read our output has stopped, as `head` does: typer ends in silence
    except OSError as error:
        said = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        typer.echo(f"error: {said}", err=True)
        raise typer.Exit(1) from error
    except ValueError as error:
        typer.echo(f"error: {_first_line(error)}", err=True)
        raise typer.Exit(2) from error


@contextmanager
def ending_at_once() -> Iterator[None]:
    """Around `prepared`: a process that was stopped ends as soon as all that is its own is put away.

    Python's own end waits for threads that wait for somebody else, and aborts where one is inside a model.
    """
    try:
        yield
    except SystemExit as stopped:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(stopped.code if isinstance(stopped.code, int) else 1)


def _first_line(error: ValueError) -> str:
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        return "; ".join(
            f"{'.'.join(map(str, e['loc'])) or 'request'}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        )
    return str(error)
