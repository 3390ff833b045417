"""The Idempotency-Key: a write that is sent again is not done again."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from api.door import problems
from api.door.body import Received
from api.door.parameters import caller_of
from api.ports import RequestMemory
from corpus.claim import Claim, KeptReply
from corpus.errors import CorpusError

logger = logging.getLogger(__name__)

Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_KEPT_HEADERS = ("content-type", "location", "preference-applied")

KEYED: dict[str, Any] = {
    "parameters": [
        {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Send the same one with the same request to be sure that it is done once. Kept for a day.",
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
        }
    ]
}
"""What an operation that takes the header adds to the OpenAPI document."""


class Idempotency:
    """Answers a repeated request what the first one was answered."""

    def __init__(self, memory: RequestMemory | None) -> None:
        """memory: None to take no keys."""
        self._memory = memory

    async def once(self, request: Received, handle: Handler) -> Response:
        """What `handle` answers, or answered the first time.

        Raises HTTPException: 400 for a key that is none, 409 while the first one runs, or where it was another one.
        """
        said = _key(request)
        if said is None:
            return await handle(request)
        if self._memory is None:
            raise HTTPException(400, "this server keeps no requests in mind: leave out the header Idempotency-Key")
        key = hashlib.sha256(f"{caller_of(request).id}\0{said}".encode()).hexdigest()  # every caller has their own
        wanted = f"{request.method}\0{request.url.path}\0{request.url.query}\0{await request.digest()}"
        claim = await run_in_threadpool(self._memory.claim, key, hashlib.sha256(wanted.encode()).hexdigest())
        if isinstance(claim, KeptReply):
            return Response(claim.body, claim.status, {**claim.headers, "Idempotency-Replayed": "true"})
        if claim is Claim.RUNNING:
            raise HTTPException(
                409, "the first request with this Idempotency-Key is still running: wait for it", {"Retry-After": "1"}
            )
        if claim is Claim.DIFFERENT:
            raise HTTPException(409, "another request had this Idempotency-Key: use a new one for a new request")
        return await self._first(self._memory, key, request, handle)

    async def _first(self, memory: RequestMemory, key: str, request: Request, handle: Handler) -> Response:
        try:
            try:
                response = await handle(request)
            except Exception as error:
                refused = problems.response_to(request, error)
                if refused is None or refused.status_code >= 500:
                    raise
                response = refused
        except BaseException:
            memory.release(key)  # it is not known what became of it: the next one tries anew
            raise
        if response.status_code >= 500:
            memory.release(key)
            return response
        headers = {name: response.headers[name] for name in _KEPT_HEADERS if name in response.headers}
        try:
            await run_in_threadpool(memory.finish, key, KeptReply(response.status_code, headers, bytes(response.body)))
        except CorpusError as error:  # the work is done all the same
            logger.warning("the answer to a request with an Idempotency-Key is not kept: %s", error)
        return response


def _key(request: Request) -> str | None:
    keys = request.headers.getlist("idempotency-key")
    if not keys:
        return None
    if len(keys) > 1 or not re.fullmatch(r"[!-~]{1,255}", keys[0]):
        raise HTTPException(400, "the Idempotency-Key cannot be used: send one of 1 to 255 visible ASCII characters")
    return keys[0]
