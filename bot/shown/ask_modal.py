"""What the message shortcut "Ask about this" opens, and what comes back from it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.errors import Malformed
from bot.shown.actions_named import ASK_VIEW
from bot.shown.elements import View, modal, plain, remark
from bot.shown.room import clipped
from corpus.cleaning import clean

MAX_INPUT_CHARS = 3_000
_QUESTION = "question"
_CHANNEL = re.compile(r"[CDG][A-Z0-9]*")


@dataclass(frozen=True)
class Submitted:
    """What was asked in the modal. response_url, channel: as `ask_modal` was given them."""

    question: str
    response_url: str
    channel: str


def ask_modal(text: str, response_url: str, channel: str) -> View:
    """text: the message as a person reads it. One that is a question itself stands in the input already."""
    said = clean(text).strip()
    field: dict[str, Any] = {
        "type": "plain_text_input",
        "action_id": _QUESTION,
        "multiline": True,
        "max_length": MAX_INPUT_CHARS,
        "placeholder": plain("Who will operate the Ohio plant?"),
    }
    if said.endswith("?") and len(said) <= MAX_INPUT_CHARS:
        field["initial_value"] = said
    asks = {"type": "input", "block_id": _QUESTION, "label": plain("Your question"), "element": field}
    about = [remark(clipped(f"About: {said}", 1_000))] if said else []
    answered = remark("Only you see the answer, and can share it.")
    where = json.dumps({"response_url": response_url, "channel": channel})
    return modal("Ask about this", [*about, asks, answered], submit="Ask", callback_id=ASK_VIEW, private_metadata=where)


def submitted(view: Mapping[str, Any]) -> Submitted:
    """What a view_submission of the modal says. Raises Malformed for what was not filled in as it was made."""
    try:
        where = json.loads(view["private_metadata"])
        response_url, channel = where["response_url"], where["channel"]
        question = view["state"]["values"][_QUESTION][_QUESTION].get("value") or ""
        if not isinstance(response_url, str) or not _CHANNEL.fullmatch(channel) or len(question) > MAX_INPUT_CHARS:
            raise ValueError("is not as it was made")
        return Submitted(question.strip(), response_url, channel)
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise Malformed("the modal is not as it was made") from error
