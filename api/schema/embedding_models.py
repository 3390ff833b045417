"""The JSON of /v1/embedding-models, over HTTP and from the command line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from api.schema.words import NO_NUL, WORDS
from index.model_state import ModelState

_MAX_NAME_CHARS = 1_000


class ModelRequest(BaseModel):
    """use: the bundled model's name, that of one in the machine's cache, or a model's folder."""

    model_config = ConfigDict(extra="forbid", strict=True)

    use: Annotated[str, Field(min_length=1, max_length=_MAX_NAME_CHARS), NO_NUL, WORDS]


class ModelBody(BaseModel):
    """embedded: how many of the live `passages` the model has vectors of. was_live: it was in use before the live one,
    and can be again.
    """

    name: str
    fingerprint: str
    live: bool
    was_live: bool
    embedded: int
    passages: int


class ModelsBody(BaseModel):
    """The live one first."""

    models: list[ModelBody]


def models_body(states: Sequence[ModelState]) -> ModelsBody:
    """The JSON of the models, over HTTP and from the command line."""
    return ModelsBody(
        models=[
            ModelBody(
                name=state.name,
                fingerprint=state.fingerprint,
                live=state.live,
                was_live=state.was_live,
                embedded=state.embedded,
                passages=state.passages,
            )
            for state in states
        ]
    )
