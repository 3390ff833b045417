"""Reading documents in processes of their own: what a hostile file does, it does to one of them."""

from __future__ import annotations

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import LifoQueue
from typing import Protocol

from corpus.readers.limits import MAX_DOCUMENT_BYTES, OUT_OF_MEMORY, Limits
from corpus.readers.reading import Document, Interrupted, Part, Reading, Unreadable

_MAX_PROCESSES = 4
_AHEAD_BYTES = 64_000_000
_MAX_BREAKDOWNS = 3  # a document whose parts bring down this many processes is meant to
TOO_LARGE = f"larger than {MAX_DOCUMENT_BYTES // 1_000_000} MB: split it (JSON lines may be of any size)"
_START = "corpus.readers.child"


class ReadingUnavailable(RuntimeError):
    """No document can be read, whatever is in it: the installation is broken, or the machine is out of means."""


class ReadsDocuments(Protocol):
    """Reads documents of any kind. Never raises for what is in them."""

    def read(self, document: Document) -> list[Reading]:
        """What is in a document and in the documents within it."""
        ...

    def read_all(self, documents: Iterable[Document]) -> Iterator[list[Reading]]:
        """The readings of each, in order; documents ahead are read meanwhile."""
        ...


class DirectReading:
    """In this process, without bounds: for documents of our own."""

    def read(self, document: Document) -> list[Reading]:
        from corpus.readers.documents import open_document  # the libraries take a second: only who reads pays

        return list(_read(document, open_document))

    def read_all(self, documents: Iterable[Document]) -> Iterator[list[Reading]]:
        return map(self.read, documents)


class ReadingPool:
    """In child processes, which start when they are needed. Thread-safe; to be closed.

    A document, or a part of an archive or a mail, that goes beyond the limits or brings its process down is an
    Unreadable, and the next is read by a fresh process.
    """

    def __init__(self, processes: int | None = None, limits: Limits | None = None) -> None:
        count = processes or min(_MAX_PROCESSES, os.cpu_count() or 1)
        self._children = [_Child(limits or Limits()) for _ in range(count)]
        self._idle: LifoQueue[_Child] = LifoQueue()
        for child in self._children:
            self._idle.put(child)
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="reading")

    def read(self, document: Document) -> list[Reading]:
        breakdowns: list[Unreadable] = []

        def opened(part: Document) -> Iterable[Part]:
            if len(breakdowns) >= _MAX_BREAKDOWNS:
                return [
                    Unreadable(part.name, f"not read, after {_MAX_BREAKDOWNS} others within {document.name} failed")
                ]
            return self._open(part, breakdowns)

        return list(_read(document, opened))

    def read_all(self, documents: Iterable[Document]) -> Iterator[list[Reading]]:
        ahead: deque[tuple[Future[list[Reading]], int]] = deque()
        left = iter(documents)
        try:
            while True:
                while len(ahead) < 2 * len(self._children) and sum(size for _, size in ahead) < _AHEAD_BYTES:
                    document = next(left, None)
                    if document is None:
                        break
                    ahead.append((self._threads.submit(self.read, document), len(document.data)))
                if not ahead:
                    return
                yield ahead.popleft()[0].result()
        finally:
            for future, _ in ahead:
                future.cancel()

    def close(self) -> None:
        """Ends the processes, after the documents that are being read."""
        self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.stop()

    def _open(self, document: Document, breakdowns: list[Unreadable]) -> list[Part]:
        if len(document.data) > MAX_DOCUMENT_BYTES:
            return [Unreadable(document.name, TOO_LARGE)]
        child = self._idle.get()
        try:
            parts, failure = child.read(document)
        finally:
            self._idle.put(child)
        if failure is None:
            return parts
        breakdowns.append(failure)
        return [*parts, failure]


class _Child:
    """One process, started when it is first asked, and anew after it broke down."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: BaseProcess | None = None
        self._connection: Connection | None = None

    def read(self, document: Document) -> tuple[list[Part], Unreadable | None]:
        """The parts of the document, as far as they came, and why there are no more."""
        parts: list[Part] = []
        connection = self._running()
        try:
            connection.send(replace(document, data=b""))
            connection.send_bytes(document.data)
            while (part := connection.recv()) is not None:
                parts.append(part)
        except (EOFError, OSError):
            return parts, self._failure(document, self.stop())
        except BaseException:  # such as Ctrl-C: what it still sends is no answer to the next question
            self.stop()
            raise
        return parts, None

    def stop(self) -> int | None:
        """End the process, where it has not ended; its exit status."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if process is None or connection is None:
            return None
        connection.close()
        process.join(1)
        if process.is_alive():
            process.kill()
        process.join()
        return process.exitcode

    def _running(self) -> Connection:
        if self._process is not None and not self._process.is_alive():
            self.stop()
        if self._connection is None:
            context = get_context("forkserver")
            context.set_forkserver_preload([_START])  # so that a fresh process costs milliseconds
            self._connection, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs, self._limits), name="reading", daemon=True)
            self._process.start()
            theirs.close()
            self._await_start(self._connection)
        return self._connection

    def _await_start(self, connection: Connection) -> None:
        try:
            connection.recv()
        except (EOFError, OSError) as error:
            status = self.stop()
            raise ReadingUnavailable(
                f"the process that reads documents does not start (status {status}): its message says why"
            ) from error

    def _failure(self, document: Document, status: int | None) -> Unreadable:
        if status == OUT_OF_MEMORY:
            most = f"{self._limits.memory_bytes >> 20} MB of memory"
            return Unreadable(document.name, f"reading it takes more than {most}: split it, or save it as text")
        reason = f"the process that read it broke down (status {status}): save it anew, or as text"
        if status == -signal.SIGALRM:
            reason = f"reading it takes longer than {self._limits.seconds:g} seconds: split it, or save it as text"
        return Interrupted(document.name, reason)


def _read(document: Document, opened: Callable[[Document], Iterable[Part]]) -> Iterator[Reading]:
    for part in opened(document):
        if isinstance(part, Document):
            yield from _read(part, opened)
        else:
            yield part


def _serve(connection: Connection, limits: Limits) -> None:
    from corpus.readers.child import serve  # never imported by the parent

    serve(connection, limits)
