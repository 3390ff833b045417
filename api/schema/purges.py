"""The JSON of POST /v1/purges, over HTTP and from the command line."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schema.words import Id
from corpus.stored import Erased

_MAX_ARTICLES = 1_000  # of the longest ids: as much as the body of a request may hold


class PurgeRequest(BaseModel):
    """articles: their ids; without any, what was removed or has expired before is erased."""

    model_config = ConfigDict(extra="forbid", strict=True)

    articles: Annotated[list[Id], Field(max_length=_MAX_ARTICLES)] = []


class ErasedBody(BaseModel):
    """removed: articles that were live until then; unknown: ids that nothing was kept of. versions, vectors: how many
    were erased, with what was due anyway; null for a key of some collections. leaves_traces: whether something of them
    may still stand in the files until the next maintenance.
    """

    removed: list[str]
    unknown: list[str]
    versions: int | None
    vectors: int | None
    leaves_traces: bool


def erased_body(erased: Erased, *, in_all: bool = True) -> ErasedBody:
    """What was erased, over HTTP and from the command line. in_all: whether to say how much, in all collections."""
    return ErasedBody(
        removed=list(erased.removed),
        unknown=list(erased.unknown),
        versions=erased.versions if in_all else None,
        vectors=erased.vectors if in_all else None,
        leaves_traces=erased.leaves_traces,
    )
