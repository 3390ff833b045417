"""The JSON of sources and of requests to refresh them, over HTTP and from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from api.schema.requests import StrictBody
from api.schema.words import WHOLE, Address, Collection, Folder, Id, Location
from corpus.article import PUBLIC
from corpus.source import RegisteredSource, SourceKind

MAX_SOURCES = 1_000
_YEAR_SECONDS = 366 * 24 * 3_600

CallbackUrl = Annotated[Address | None, Field(description="Is told the end of the job.")]
_BOTH: JsonDict = {
    "required": ["sources", "path"],
    "properties": {"sources": {"type": "array"}, "path": {"type": "string"}},
}


_KINDS: JsonDict = {
    "anyOf": [
        {"properties": {"location": {"pattern": "^/"}, "kind": {"enum": ["folder", None]}}},
        {"properties": {"location": {"pattern": "^[Hh]"}, "kind": {"enum": ["feed", "url", None]}}},
    ]
}


class SourceRequest(StrictBody):
    model_config = ConfigDict(json_schema_extra=_KINDS)

    location: Location = Field(description="A folder or file on the server's machine, or an http or https address.")
    kind: SourceKind | None = Field(None, strict=False, description="Left out: seen from the location.")
    collection: Collection | None = Field(None, description=f"Left out: {PUBLIC}.")
    every_seconds: Annotated[int, Field(ge=1, le=_YEAR_SECONDS), WHOLE] | None = Field(
        None, description="Left out: as is usual for its kind."
    )


class RefreshRequest(StrictBody):
    """Neither `sources` nor `path`: all sources that there are for the caller."""

    model_config = ConfigDict(json_schema_extra={"not": _BOTH})

    sources: Annotated[list[Id], Field(min_length=1, max_length=MAX_SOURCES)] | None = Field(
        None, description="Ids; left out: all."
    )
    path: Folder | None = Field(None, description="A folder or file on the server's machine, instead of sources.")
    callback_url: CallbackUrl = None

    @model_validator(mode="after")
    def _one_of_both(self) -> RefreshRequest:
        if self.sources is not None and self.path is not None:
            raise ValueError("give sources or path and leave out the other")
        return self


class SourceBody(BaseModel):
    """every_seconds: null for when it is asked for, and for a folder when something changes in it. error: why it could
    not be refreshed the last time, after how many failures in a row.
    """

    id: str
    kind: SourceKind
    location: str
    collection: str
    every_seconds: int | None
    added_at: datetime
    due_at: datetime | None
    refreshed_at: datetime | None
    failures: int
    error: str | None


class SourcesBody(BaseModel):
    sources: list[SourceBody]


def source_body(source: RegisteredSource) -> SourceBody:
    return SourceBody(
        id=source.id,
        kind=source.kind,
        location=source.location,
        collection=source.collection,
        every_seconds=source.every_seconds,
        added_at=source.added_at,
        due_at=source.due_at,
        refreshed_at=source.refreshed_at,
        failures=source.failures,
        error=source.error,
    )


def sources_body(sources: Sequence[RegisteredSource]) -> SourcesBody:
    return SourcesBody(sources=[source_body(source) for source in sources])
