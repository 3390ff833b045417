"""What a request passes before its endpoint sees it: key, media type, size, and JSON that is safe to keep."""

from __future__ import annotations

import hmac
import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi import Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException


def guarded_route(api_key: str | None, max_body_bytes: int) -> type[APIRoute]:
    """A kind of route that asks for `api_key` (None: for none) and takes bodies of up to `max_body_bytes`.

    The key is checked before anything is read, so that strangers cost nothing.
    """

    class GuardedRoute(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
            handle = super().get_route_handler()
            takes_body = self.body_field is not None

            async def guarded(request: Request) -> Response:
                _check_key(request, api_key)
                if takes_body:
                    _check_media_type(request)
                response = await handle(_BoundedRequest(request, max_body_bytes))
                response.headers["X-Content-Type-Options"] = "nosniff"
                response.headers["Cache-Control"] = "no-store"
                return response

            return guarded

    return GuardedRoute


class _BoundedRequest(Request):
    """A request whose body is counted while it is read, and whose JSON is strict.

    The framework's own limit answers in plain text where the length is declared, so it is not used.
    """

    def __init__(self, request: Request, max_body_bytes: int) -> None:
        super().__init__(request.scope, request.receive)
        self._max_body_bytes = max_body_bytes
        self._read: bytes | None = None

    async def body(self) -> bytes:
        if self._read is None:
            declared = self.headers.get("content-length", "")
            if declared.isdecimal() and len(declared) < 20:  # int() refuses thousands of digits
                self._check_size(int(declared))
            body = bytearray()
            async for chunk in self.stream():
                body += chunk
                self._check_size(len(body))
            self._read = bytes(body)
        return self._read

    async def json(self) -> Any:
        # Off the event loop: the largest article takes a good part of a second.
        return await run_in_threadpool(parse_json, await self.body())

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes > self._max_body_bytes:
            raise HTTPException(413, f"the body is larger than {self._max_body_bytes} bytes: send a smaller one")


def parse_json(body: bytes) -> Any:
    """The value that `body` holds. HTTPException 400 for what cannot be kept or sent on as JSON in UTF-8.

    Beyond broken JSON that is: NaN and infinities, half surrogate pairs, and nesting or numbers beyond Python's limits.
    """
    try:
        value = json.loads(body.decode(), parse_constant=_refuse_constant)
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


def _refuse_constant(name: str) -> NoReturn:
    raise _unreadable(f"{name} is no JSON number, send a number or null")


def _unreadable(why: str) -> HTTPException:
    return HTTPException(400, f"the body is not JSON that can be read: {why}")


def _check_key(request: Request, api_key: str | None) -> None:
    if api_key is None:
        return
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    # Header text is Latin-1 by definition: this gives the bytes back that were sent.
    same = hmac.compare_digest(key.strip().encode("latin-1"), api_key.encode())
    if scheme.lower() != "bearer" or not same:
        raise HTTPException(
            401,
            "this address wants the API key of this server: send the header Authorization: Bearer KEY",
            {"WWW-Authenticate": 'Bearer realm="dealdesk"'},
        )


def _check_media_type(request: Request) -> None:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not (kind.startswith("application/") and kind.endswith("+json")):
        raise HTTPException(415, "the body is not declared as JSON: send the header Content-Type: application/json")
