"""What the LLM is asked to send, and how it is read: this is the edge where its JSON becomes ours."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from answer.errors import ChatModelFailed

MAX_REPLY_CHARS = 100_000
_FENCED = re.compile(r"\s*```(?:json)?\s*\n(?P<inside>.*)\n\s*```\s*", re.DOTALL)


class DraftCitation(BaseModel):
    """A passage by its key, and words of it."""

    model_config = ConfigDict(extra="forbid")

    key: Annotated[str, Field(description="The key of the passage that holds the quote.")]
    quote: Annotated[str, Field(description="Whole sentences copied from that passage, character for character.")]


class DraftStatement(BaseModel):
    """A statement that nobody has checked yet."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(description="One short sentence that the quotes prove.")]
    citations: Annotated[list[DraftCitation], Field(description="The quotes that prove it.")]


class Draft(BaseModel):
    """The reply as the LLM wrote it."""

    model_config = ConfigDict(extra="forbid")

    answered: Annotated[bool, Field(description="Whether the passages answer the question.")]
    statements: Annotated[list[DraftStatement], Field(description="Best first; none when not answered.")]


def draft_schema() -> Mapping[str, object]:
    """JSON Schema of a draft."""
    return Draft.model_json_schema()


def read_draft(text: str) -> Draft:
    """The draft in an LLM's reply. Raises ChatModelFailed for a reply that is empty, too long or of another form."""
    if not text.strip():
        raise ChatModelFailed("it replied with nothing")
    if len(text) > MAX_REPLY_CHARS:
        raise ChatModelFailed(f"its reply was longer than {MAX_REPLY_CHARS:,} characters")
    fenced = _FENCED.fullmatch(text)
    try:
        return Draft.model_validate_json(fenced["inside"] if fenced else text)
    except ValidationError:
        # Nothing of the reply goes into the message: it may repeat whatever a document planted.
        raise ChatModelFailed("its reply was not in the form asked for") from None
