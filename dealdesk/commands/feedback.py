"""The command about what people think of answers: feedback."""

from __future__ import annotations

from typing import Annotated

import typer

from dealdesk.commands.options import Json
from dealdesk.commands.running import prepared


def feedback(limit: Annotated[int, typer.Option(min=1, help="How many at most.")] = 100, as_json: Json = False) -> None:
    """List what people think of the answers, the newest first. Works beside a running server."""
    with prepared() as settings:
        from dealdesk import feedback_view
        from dealdesk.feedback import latest_feedback

        feedback_view.show_feedback(latest_feedback(settings, limit), as_json=as_json)
