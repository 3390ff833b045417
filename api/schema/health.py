"""How the server is, as JSON."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from index.health import Readiness, ServerHealth, VectorState


class AliveBody(BaseModel):
    status: Literal["alive"] = "alive"


class CheckBody(BaseModel):
    """One thing that was looked at. detail: how it is and, where it is not well, what to do."""

    name: str
    ok: bool
    detail: str


class ReadyBody(BaseModel):
    """not_ready: send questions elsewhere. degraded: they are answered, by words alone.

    vectors, articles, passages, index_version: null while they cannot be told.
    """

    status: Readiness
    checks: list[CheckBody] = Field(examples=[[{"name": "model", "ok": True, "detail": "loaded"}]])
    vectors: VectorState | None
    articles: int | None
    passages: int | None
    index_version: str | None


def ready_body(health: ServerHealth) -> ReadyBody:
    """The health as it goes out."""
    index = health.index
    return ReadyBody(
        status=health.readiness,
        checks=[CheckBody(name=check.name, ok=check.ok, detail=check.detail) for check in health.checks],
        vectors=index.vectors if index else None,
        articles=index.articles if index else None,
        passages=index.passages if index else None,
        index_version=index.index_version if index else None,
    )
