"""The web page: files of this package, and the rules a browser is to hold them to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

_FOLDER = Path(__file__).parent.parent / "page"

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

_FILES = {
    "/": ("index.html", "text/html"),
    "/page/app.js": ("app.js", "text/javascript"),
    "/page/dom.js": ("dom.js", "text/javascript"),
    "/page/client.js": ("client.js", "text/javascript"),
    "/page/reply.js": ("reply.js", "text/javascript"),
    "/page/reader.js": ("reader.js", "text/javascript"),
    "/page/style.css": ("style.css", "text/css"),
    "/page/icon.svg": ("icon.svg", "image/svg+xml"),
}


def page_router() -> APIRouter:
    """The page at / and its parts under /page/. No key is asked for: they hold nothing but the page itself."""
    router = APIRouter(include_in_schema=False)
    for path, (name, media_type) in _FILES.items():
        router.add_api_route(path, _sender(name, media_type), methods=["GET", "HEAD"])
    return router


def _sender(name: str, media_type: str) -> Callable[[], FileResponse]:
    def send() -> FileResponse:
        return FileResponse(_FOLDER / name, media_type=media_type, headers=_HEADERS)

    return send
