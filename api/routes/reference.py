"""The API's reference at /reference: drawn by Swagger UI from /openapi.json, and from this server alone."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse

_OWN = Path(__file__).parent.parent / "reference"

# Swagger UI sets styles on elements, draws its icons from data and builds markup: of its own, and of our document.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
}


def reference_router() -> APIRouter:
    """No key is asked for: it holds nothing but what every installation has."""
    # The package is only there for the files that it carries: its code would load them by inline scripts.
    carried = Path(str(files("fastapi_offline"))) / "static"
    router = APIRouter(include_in_schema=False)
    for path, file, media_type in (
        ("/reference", _OWN / "index.html", "text/html"),
        ("/reference/reference.js", _OWN / "reference.js", "text/javascript"),
        ("/reference/reference.css", _OWN / "reference.css", "text/css"),
        ("/reference/swagger-ui-bundle.js", carried / "swagger-ui-bundle.js", "text/javascript"),
        ("/reference/swagger-ui.css", carried / "swagger-ui.css", "text/css"),
    ):
        router.add_api_route(path, _sender(file, media_type), methods=["GET", "HEAD"])
    return router


def _sender(file: Path, media_type: str) -> Callable[[], FileResponse]:
    def send() -> FileResponse:
        return FileResponse(file, media_type=media_type, headers=_HEADERS)

    return send
