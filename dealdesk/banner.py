"""What a server says of itself when it starts."""

from __future__ import annotations

import logging

from api.door.callers import Callers
from dealdesk.assembly import Desk
from dealdesk.settings import Settings

logger = logging.getLogger("dealdesk.serving")  # which is heard at any level that is not chosen


def say_what_is_served(desk: Desk, settings: Settings, url: str, callers: Callers) -> None:
    """One event, and as text a few lines."""
    articles, passages = desk.catalogue.count_live()
    keys = "not needed on this machine" if callers.open() else "needed"
    slack, llm = _slack(settings), settings.llm or "none"
    fields = {"url": url, "articles": articles, "passages": passages, "keys": keys, "slack": slack, "llm": llm}
    lines = (f"  {articles:,} articles, {passages:,} passages", f"  API keys: {keys}; Slack: {slack}; LLM: {llm}")
    logger.info("dealdesk listens at %s", url, extra={"fields": {"event": "start", **fields}, "lines": lines})


def _slack(settings: Settings) -> str:
    if not settings.uses_slack():
        return "off"
    return "over Socket Mode" if settings.slack_app_token else "over HTTP, POST /slack/events"
