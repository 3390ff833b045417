"""How the body of a request comes in: of the declared type, within its size, and safe to keep."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, NoReturn, Protocol

import anyio
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive

_AT_ONCE_BYTES = 20_000  # parsed in less time than a thread takes to begin


@dataclass(frozen=True)
class Pace:
    """How fast a body has to come: whole in body_seconds, or at bytes_per_second from then on, and never with nothing
    for quiet_seconds.
    """

    body_seconds: float = 30.0
    quiet_seconds: float = 10.0
    bytes_per_second: int = 20_000

    def kept_by(self, receive: Receive) -> Receive:
        """`receive`, which raises HTTPException 408 until the body is there."""
        began: float | None = None
        size_bytes = 0
        is_whole = False

        async def paced() -> Message:
            nonlocal began, size_bytes, is_whole
            if is_whole:
                return await receive()
            began = began or time.monotonic()
            left = began + self.body_seconds + size_bytes / self.bytes_per_second - time.monotonic()
            with anyio.move_on_after(min(left, self.quiet_seconds)):
                message = await receive()
                size_bytes += len(message.get("body", b""))
                is_whole = not message.get("more_body", False)
                return message
            raise HTTPException(
                408,
                f"the body comes too slowly: send it in {self.body_seconds:g} seconds, or at "
                f"{self.bytes_per_second:,} bytes a second",
                {"Connection": "close"},
            )

        return paced


class Received(Request):
    """A request whose body is counted and timed while it is read.

    The framework's own limit answers in plain text where the length is declared, so it is not used.
    """

    def __init__(self, request: Request, max_body_bytes: int, pace: Pace) -> None:
        super().__init__(request.scope, pace.kept_by(request.receive))
        self._max_body_bytes = max_body_bytes

    async def stream(self) -> AsyncGenerator[bytes, None]:
        declared = self.headers.get("content-length", "")
        if declared.isdecimal() and len(declared) < 20:  # int() refuses thousands of digits
            self._check_size(int(declared))
        size_bytes = 0
        try:
            async for chunk in super().stream():
                size_bytes += len(chunk)
                self._check_size(size_bytes)
                yield chunk
        except ClientDisconnect:  # nobody is there to read this: it is for the log
            raise HTTPException(400, "the body ended too early: send all of it") from None

    async def digest(self) -> str:
        """Equal exactly when another request says the same in its body."""
        return hashlib.sha256(await self.body()).hexdigest()

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes > self._max_body_bytes:
            raise HTTPException(413, f"the body is larger than {self._max_body_bytes} bytes: send a smaller one")


class Intake(Protocol):
    """Takes the bodies of a route's requests in."""

    @property
    def reads_lazily(self) -> bool:
        """Whether a body is only taken in where the endpoint asks for one."""
        ...

    def check_type(self, request: Request) -> None:
        """Raises HTTPException 415 for a body that is not declared as what the route takes."""
        ...

    def receive(self, request: Request) -> AbstractAsyncContextManager[Received]:
        """The request as the route may read it."""
        ...


class JsonIntake:
    """Bodies that are read whole, as strict JSON."""

    reads_lazily = True

    def __init__(self, max_body_bytes: int, pace: Pace) -> None:
        self._max_body_bytes = max_body_bytes
        self._pace = pace

    def check_type(self, request: Request) -> None:
        kind = media_type(request)
        if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
            raise HTTPException(415, "the body is not declared as JSON: send the header Content-Type: application/json")

    @asynccontextmanager
    async def receive(self, request: Request) -> AsyncIterator[Received]:
        yield _JsonRequest(request, self._max_body_bytes, self._pace)


class _JsonRequest(Received):
    async def json(self) -> Any:
        body = await self.body()
        if len(body) <= _AT_ONCE_BYTES:
            return parse_json(body)
        # Off the event loop: the largest article takes a good part of a second.
        return await run_in_threadpool(parse_json, body)


def media_type(request: Request) -> str:
    """The declared type of the body, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def parse_json(body: bytes) -> Any:
    """The value that `body` holds. HTTPException 400 for what cannot be kept or sent on as JSON in UTF-8.

    Beyond broken JSON that is: NaN and infinities, half surrogate pairs, names that stand twice in one object, and
    nesting or numbers beyond Python's limits.
    """
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant, object_pairs_hook=_object)
        if b"\\u" in body:  # the only way for half a surrogate pair to come in
            json.dumps(value, ensure_ascii=False).encode()
        return value
    except UnicodeEncodeError:
        raise _unreadable("a \\u escape is half of a surrogate pair, send both halves") from None
    except UnicodeDecodeError as error:
        raise _unreadable(f"byte {error.start} is not UTF-8, encode the body in UTF-8") from None
    except json.JSONDecodeError as error:
        raise _unreadable(f"{error.msg} at line {error.lineno}, column {error.colno}") from None
    except RecursionError:
        raise _unreadable("it is nested too deeply, send it flatter") from None
    except ValueError:
        raise _unreadable("a whole number in it has thousands of digits, send a smaller one") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _unreadable("an object in it has the same name twice, give every name once")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise _unreadable(f"{name} is no JSON number, send a number or null")


def _unreadable(why: str) -> HTTPException:
    return HTTPException(400, f"the body is not JSON that can be read: {why}")
