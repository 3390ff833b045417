"""What is told, one after another, while a question is being answered."""

from __future__ import annotations

from dataclasses import dataclass

from pydantic import BaseModel

from answer.ports import Stage
from api.schema.replies import CitationBody


class StatusBody(BaseModel):
    """What is being done now."""

    stage: Stage


class CitationsBody(BaseModel):
    """What proves the statements, by their markers."""

    citations: list[CitationBody]


@dataclass(frozen=True)
class Waiting:
    """Nothing new for a while: time to show that somebody is still there."""
