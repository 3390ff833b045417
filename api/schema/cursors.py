"""Cursors: where the next page of a list begins, as clients hand it back. Opaque to them."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Annotated

from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from api.schema.words import Form
from corpus.listing import Place

Cursor = Annotated[
    str,
    Field(max_length=20_000, description="`next` of the page before, with the same filters and order."),
    Form("^[A-Za-z0-9_-]+$", "send `next` of the page before as it came"),
]
_PAGING = {"cursor", "limit"}


def cursor_of(wanted: BaseModel, place: Place | None) -> str | None:
    """wanted: the query of a list. place: what its next page begins behind; None: it has none."""
    if place is None:
        return None
    said = json.dumps([_digest(wanted), *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")


def place_of(wanted: BaseModel, cursor: str | None, length: int) -> Place | None:
    """The place, of `length` values, that a cursor stands for. Raises HTTPException 422 for one of another list."""
    if cursor is None:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        digest, *place = json.loads(base64.b64decode(padded, altchars="-_", validate=True))
        json.dumps(place, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, TypeError, RecursionError):
        digest, place = None, []
    is_place = len(place) == length and all(each is None or isinstance(each, str) for each in place)
    if digest != _digest(wanted) or not is_place:
        raise HTTPException(
            422, "the cursor is none of this list: send `next` of its last page with the same filters and order"
        )
    return tuple(place)


def _digest(wanted: BaseModel) -> str:
    asked = wanted.model_dump_json(exclude=_PAGING)
    return hashlib.sha256(asked.encode()).hexdigest()[:12]
