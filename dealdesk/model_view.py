"""How the embedding models are shown."""

from __future__ import annotations

import json
from collections.abc import Sequence

import typer

from api.schema.embedding_models import models_body
from index.model_state import ModelState


def show_models(states: Sequence[ModelState], *, as_json: bool) -> None:
    """One line a model, the live one first."""
    if as_json:
        body = models_body(states).model_dump(mode="json")
        typer.echo(json.dumps(body, ensure_ascii=False, indent=2))
        return
    for state in states:
        typer.echo(f"{state.name}: {_told(state)}, {state.embedded} of {state.passages} passages")


def _told(state: ModelState) -> str:
    if state.live:
        return "in use"
    return "in use before: `dealdesk models rollback`" if state.was_live else "not complete"
