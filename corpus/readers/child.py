"""The process that reads: one document after the other, within bounds that the kernel holds it to."""

from __future__ import annotations

import logging
import os
import resource
import signal
import warnings
from contextlib import suppress
from dataclasses import replace
from multiprocessing.connection import Connection

from corpus.readers.documents import open_document
from corpus.readers.limits import OUT_OF_MEMORY, Limits
from corpus.readers.reading import Document


def serve(connection: Connection, limits: Limits) -> None:
    """Say None when it has started; then answer each document with its parts and None, until the other end closes.

    The process ends by SIGALRM where a document takes longer, also when nobody is left to end it, and in whatever loop
    it is caught; and with OUT_OF_MEMORY.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    logging.disable()  # what libraries say about broken files is told as a reason
    warnings.simplefilter("ignore")
    for bound, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_FSIZE, 0),  # it reads, and so it never writes a file
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has each of them
            resource.setrlimit(bound, (most, most))
    with suppress(EOFError, OSError):
        connection.send(None)  # it has started
        while True:
            _answer(connection, limits.seconds)


def _answer(connection: Connection, seconds: float) -> None:
    try:
        document: Document = connection.recv()
        data = connection.recv_bytes()  # apart, so that it is in memory once
        signal.setitimer(signal.ITIMER_REAL, seconds)
        for part in open_document(replace(document, data=data)):
            connection.send(part)
        signal.setitimer(signal.ITIMER_REAL, 0)
        connection.send(None)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
