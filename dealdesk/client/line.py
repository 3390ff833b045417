"""What both clients share: where the server is, who asks, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Generic, TypeVar

import httpx
from pydantic import ValidationError

from api.problem import Problem
from dealdesk.client.calls import Call
from dealdesk.client.errors import ApiError, Unreachable, Unreadable, error_of
from dealdesk.client.event_stream import EventStream
from dealdesk.client.retries import Attempts, fault, retry_after

T = TypeVar("T")

_EVENTS = "text/event-stream"


class Line:
    """The way to one server."""

    def __init__(self, url: str, api_key: str | None, headers: Mapping[str, str] | None, retries: int) -> None:
        self.url = url.rstrip("/")
        self._retries = retries
        # As bytes: a key need not be ASCII, and the server takes it for UTF-8.
        self._headers = httpx.Headers([(b"Authorization", f"Bearer {api_key}".encode())] if api_key else [])
        self._headers.update(headers)

    def request(self, http: httpx.Client | httpx.AsyncClient, call: Call[T], opened: ExitStack) -> httpx.Request:
        return call.request(http, self.url, self._headers, opened)

    def attempts(self, call: Call[T]) -> Attempts:
        return Attempts(self._retries, call.may_repeat, call.taken)

    def answer(self, call: Call[T], response: httpx.Response) -> T:
        """What a response that is read means. Raises ApiError and Unreadable."""
        if response.status_code not in call.taken:
            self._check(response)
        return self._read(call, "", response.content)  # type: ignore[return-value]

    def events(self, call: Call[T], response: httpx.Response) -> Reading[T]:
        """What reads its events. Raises ApiError and Unreadable for a response that has none."""
        self._check(response)
        if response.headers.get("content-type", "").partition(";")[0] != _EVENTS:
            raise Unreadable(f"the server at {self.url} answers without events: see what is listening there")
        return Reading(self, call)

    def event(self, call: Call[T], name: str, data: bytes) -> T | None:
        """What an event means, None where its name is not known. Raises ApiError and Unreadable."""
        if name == "error":
            with self._readable():
                problem = Problem.model_validate_json(data)
            raise self._error(problem)
        return self._read(call, name, data)

    def cut(self) -> Unreachable:
        return Unreachable(f"the server at {self.url} ended its events before the end: see whether it still runs")

    def _check(self, response: httpx.Response) -> None:
        if response.is_success:
            return
        try:
            problem = Problem.model_validate_json(response.content)
        except ValueError:  # something between here and the server
            problem = Problem(
                title=response.reason_phrase, status=response.status_code, detail=f"HTTP {response.status_code}"
            )
        raise self._error(problem, retry_after(response.headers))

    def _error(self, problem: Problem, retry_after: float | None = None) -> ApiError:
        errors = [(each.field, each.remedy) for each in problem.errors or ()]
        said = f"the server at {self.url} says: {problem.detail}"
        return error_of(problem.status)(said, problem.status, problem.title, problem.detail, errors, retry_after)

    def _read(self, call: Call[T], name: str, data: bytes) -> T | None:
        with self._readable():
            return call.read(name, data)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except ValidationError as error:
            raise Unreadable(
                f"the server at {self.url} answers what this client cannot read: use the client of its version"
            ) from error


class Reading(Generic[T]):
    """The events of one response, from its bytes. has_ended: whether the last one has come."""

    def __init__(self, line: Line, call: Call[T]) -> None:
        self._line = line
        self._call = call
        self._stream = EventStream()
        self.has_ended = False

    def feed(self, chunk: bytes) -> Iterator[T]:
        for name, data in self._stream.feed(chunk):
            event = self._line.event(self._call, name, data)
            self.has_ended = name in self._call.last
            if event is not None:
                yield event
            if self.has_ended:
                return


@contextmanager
def faults_named() -> Iterator[None]:
    """Connections that break in the block are Unreachable."""
    try:
        yield
    except httpx.HTTPError as error:
        raise fault(error) from error
