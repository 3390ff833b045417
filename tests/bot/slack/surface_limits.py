"""What Slack refuses of views, suggested prompts and statuses."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bot.slack.elements import named, plain
from tests.bot.slack_limits import block_violations

MAX_VIEW_BLOCKS = 100
MAX_VIEW_CHARS = 250_000
MAX_PROMPTS = 4
_MESSAGES_ONLY = {"context_actions", "markdown", "table"}


def view_violations(view: Any) -> list[str]:
    """Every limit or house rule that a modal or a home tab breaks."""
    if not isinstance(view, Mapping) or view.get("type") not in ("modal", "home"):
        return ["no modal and no home"]
    return [*_frame(view), *_blocks(view), *(_modal(view) if view["type"] == "modal" else [])]


def prompt_violations(body: Mapping[str, Any]) -> list[str]:
    """Of assistant.threads.setSuggestedPrompts."""
    prompts = body.get("prompts")
    if not isinstance(prompts, list) or not 1 <= len(prompts) <= MAX_PROMPTS:
        return [f"not a list of 1 to {MAX_PROMPTS} prompts"]
    full = all(isinstance(prompt.get(key), str) and prompt[key] for prompt in prompts for key in ("title", "message"))
    return [] if full else ["prompt without title or message"]


def _frame(view: Mapping[str, Any]) -> Iterator[str]:
    yield from named(view, "callback_id")
    yield from named(view, "external_id")
    if len(view.get("private_metadata", "")) > 3_000:
        yield "private_metadata is too long"
    if len(json.dumps(view, ensure_ascii=False)) > MAX_VIEW_CHARS:
        yield "view_too_large"


def _blocks(view: Mapping[str, Any]) -> Iterator[str]:
    blocks = view.get("blocks")
    yield from block_violations(blocks, MAX_VIEW_BLOCKS, MAX_VIEW_CHARS)
    kinds = {str(block.get("type")) for block in blocks or [] if isinstance(block, Mapping)}
    yield from (f"{kind} is for messages alone" for kind in sorted(kinds & _MESSAGES_ONLY))


def _modal(view: Mapping[str, Any]) -> Iterator[str]:
    yield from plain(view.get("title"), 24, "title")
    for key in ("submit", "close"):
        if key in view:
            yield from plain(view[key], 24, key)
    if "submit" not in view and any(block.get("type") == "input" for block in view.get("blocks") or []):
        yield "input without submit"
