"""ETags of articles, and the conditions that requests make with them (RFC 9110). The ETag is the version in quotes."""

from __future__ import annotations

import re
from typing import Any

from fastapi import Request, Response
from starlette.exceptions import HTTPException

from corpus.precondition import ANY, Precondition

_TAG = r'(?:W/)?"[\x21\x23-\x7e\x80-\xff]*"'
_TAGS = re.compile(rf"{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")
_PARTS = re.compile(r'(?P<weak>W/)?"(?P<version>[^"]*)"')


_SHOWN_TAG = r'(W/)?"[!#-~\u0080-\u00ff]*"'
_SHOWN_TAGS = rf"^(\*|{_SHOWN_TAG}([ \t]*,[ \t]*{_SHOWN_TAG})*)?$"


def _header(name: str, told: str) -> dict[str, Any]:
    schema = {"type": "string", "pattern": _SHOWN_TAGS, "maxLength": 4_000}
    return {"name": name, "in": "header", "description": told, "schema": schema}


REVALIDATED = {
    "parameters": [_header("If-None-Match", "The ETag of what the client has: answered 304 where it is still that.")]
}
"""What an operation that shows something with an ETag adds to the OpenAPI document."""

IF_MATCH = _header("If-Match", "ETags: done only while one of them is live, else 412. *: only if there is one at all.")
IF_NONE_MATCH = _header("If-None-Match", "*: done only where there is no such article, else 412.")

SHOWN: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {"ETag": {"description": "The version, in quotes", "schema": {"type": "string"}}},
        "description": "Shown",
    },
    304: {"description": "Still what the client has"},
}
"""The `responses` entries of such an operation."""


def unchanged(request: Request, response: Response, version: str) -> Response | None:
    """The answer to a client that has this version already; None, and `response` says what it is, for any other."""
    headers = {"ETag": f'"{version}"', "Cache-Control": "private, no-cache"}
    known = _versions(request, "If-None-Match", strongly=False)
    if known is not None and (ANY in known or version in known):
        return Response(status_code=304, headers=headers)
    response.headers.update(headers)
    return None


def supposed(request: Request) -> Precondition:
    """What a change supposes of its article. Raises HTTPException 400 for a header that cannot be read."""
    return Precondition(
        _versions(request, "If-Match", strongly=True), _versions(request, "If-None-Match", strongly=False)
    )


def _versions(request: Request, name: str, *, strongly: bool) -> tuple[str, ...] | None:
    """The versions that a header names. strongly: without those whose tags are weak, which equal nothing."""
    said = ",".join(request.headers.getlist(name)).strip()
    if not said:
        return None
    if said == ANY:
        return (ANY,)
    if not _TAGS.fullmatch(said):
        raise HTTPException(400, f"{name} cannot be read: send the ETag as it came, in its quotes, or *")
    return tuple(tag["version"] for tag in _PARTS.finditer(said) if not (strongly and tag["weak"]))
