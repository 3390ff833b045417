"""The web page: files of this package, and the rules a browser is to hold them to."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

_FOLDER = Path(__file__).parent.parent / "page"
_INDEX = "index.html"

# Nothing inline, nothing from elsewhere, and no text that becomes markup: the page holds texts of strangers.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)

_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}

_MEDIA_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True)
class _File:
    content: bytes
    media_type: str
    etag: str


def page_router() -> APIRouter:
    """The page at / and its parts under /page/. No key is asked for: they hold nothing but the page itself.

    The files are read here, once: a request's path is looked up in a table and never touches the disk.
    """
    router = APIRouter(include_in_schema=False)
    files = _files()
    index = files.pop(_INDEX)

    @router.api_route("/", methods=["GET", "HEAD"])
    async def page(request: Request) -> Response:
        return _sent(index, request)

    @router.api_route("/page/{name:path}", methods=["GET", "HEAD"])
    async def part(name: str, request: Request) -> Response:
        if name not in files:
            raise HTTPException(404)
        return _sent(files[name], request)

    return router


def _files() -> dict[str, _File]:
    """By their names from the folder on, as "parts/dom.js"."""
    found = {}
    for path in _FOLDER.rglob("*"):
        if path.suffix in _MEDIA_TYPES:
            content = path.read_bytes()
            etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
            found[path.relative_to(_FOLDER).as_posix()] = _File(content, _MEDIA_TYPES[path.suffix], etag)
    return found


def _sent(file: _File, request: Request) -> Response:
    headers = {**_HEADERS, "ETag": file.etag}
    if request.headers.get("if-none-match") == file.etag:
        return Response(status_code=304, headers=headers)
    return Response(file.content, headers=headers, media_type=file.media_type)
