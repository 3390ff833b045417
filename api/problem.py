"""The JSON of an error."""

from __future__ import annotations

from pydantic import BaseModel


class FieldProblem(BaseModel):
    field: str
    remedy: str


class Problem(BaseModel):
    """RFC 9457. detail: what is wrong and what to do. errors: for 422, the fields concerned."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
