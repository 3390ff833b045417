"""From what Slack sends to a question: who addressed us, where, and what they said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bot.asked import Asked, How, Place

KnowsThread = Callable[[str, str, str], bool]
"""Whether anybody addressed us in a thread, by team, channel and thread_ts."""

_TOKEN = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")
_ESCAPES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))  # & last, or "&amp;lt;" would be decoded twice
_A_PERSONS_WORDS = (None, "thread_broadcast", "file_share")  # every other subtype is an edit, a join, a bot ...
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>")
_ASKING = re.compile(
    r"\s*(?:(?:and|but|so|ok|okay|please|hi|hello|hey)\b[\s,]*)*(?:who|whom|whose|what|when|where|which|why|how|is|are"
    r"|was|were|do|does|did|has|have|had|can|could|will|would|should|tell|show|list|give|explain|compare|summari[sz]e"
    r"|find|name)\b",
    re.IGNORECASE,
)


def asked_in(payload: Mapping[str, Any], knows_thread: KnowsThread) -> Asked | None:
    """The question in an Events API payload; None for what no person said, and for what is not for us.

    What was said to nobody is a question all the same (`How.UNASKED`) where it has the form of one.
    """
    event = payload.get("event")
    if not isinstance(event, dict) or not _is_a_persons_own_message(event):
        return None
    ours = _authorization(payload)
    team, channel, ts, user = ours.get("team_id"), event.get("channel"), event.get("ts"), event.get("user")
    text, thread_ts = event.get("text") or "", event.get("thread_ts") or event.get("ts")
    if not all(isinstance(part, str) and part for part in (team, channel, ts, user, thread_ts)):
        return None
    own = _named(ours, "user_id")
    if not isinstance(text, str) or user == own:
        return None
    place = _place(event)
    how = _how(event, str(text), own, place, lambda: knows_thread(str(team), str(channel), str(thread_ts)))
    if how is None:
        return None
    return Asked(
        team=str(team),
        channel=str(channel),
        ts=str(ts),
        thread_ts=str(thread_ts),
        text=spoken(text),
        user=str(user),
        how=how,
        place=place,
        user_team=_named(event, "user_team") or _named(event, "team"),
        enterprise=_named(ours, "enterprise_id"),
        shared=bool(payload.get("is_ext_shared_channel")),
        bot_user=own,
    )


def spoken(text: str) -> str:
    """Slack's message text as a person reads it: mentions of people gone, links as their labels, escapes decoded."""
    said = _TOKEN.sub(_shown, text)
    for escape, character in _ESCAPES:
        said = said.replace(escape, character)
    return " ".join(said.split())


def is_a_question(text: str) -> bool:
    """Whether words have the form of a question or of a request to tell something."""
    return "?" in text or bool(_ASKING.match(text))


def is_only_overheard(asked: Asked) -> bool:
    """Whether it was put to nobody, so that nobody waits for an answer."""
    return asked.how is How.UNASKED or (asked.how is How.FOLLOW_UP and not is_a_question(asked.text))


def _how(event: Mapping[str, Any], text: str, own: str, place: Place, knows_thread: Callable[[], bool]) -> How | None:
    mentioned = _MENTION.findall(text)
    if place is Place.DIRECT:
        return How.DIRECT
    if event.get("type") == "app_mention" or own in mentioned:
        return How.MENTION
    if mentioned:
        return None  # it is for somebody else
    if event.get("thread_ts") and knows_thread():
        return How.FOLLOW_UP
    return How.UNASKED if is_a_question(spoken(text)) else None


def _place(event: Mapping[str, Any]) -> Place:
    """A mention does not say where it was made; only that it was in a direct message can be told from the id."""
    kind = event.get("channel_type")
    if kind in tuple(Place):
        return Place(kind)
    return Place.DIRECT if str(event.get("channel") or "").startswith("D") else Place.CHANNEL


def _authorization(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """Through which of our installations an event comes: its team and organisation, and our own user there.

    What stands around the event can be the other company's, in a channel that is shared with one.
    """
    authorizations = payload.get("authorizations")
    first = authorizations[0] if isinstance(authorizations, list) and authorizations else None
    if not isinstance(first, dict):
        return {name: payload.get(name) for name in ("team_id", "enterprise_id")}
    return {**first, "team_id": first.get("team_id") or payload.get("team_id")}


def _named(of: Mapping[str, Any], name: str) -> str:
    value = of.get(name)
    return value if isinstance(value, str) else ""


def _shown(token: re.Match[str]) -> str:
    target, label = token[1], token[2]
    if target.startswith("@"):
        return " "
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    return label or target.removeprefix("!")


def _is_a_persons_own_message(event: Mapping[str, Any]) -> bool:
    """An edit that adds a mention has only `edited`; bots have a bot_id."""
    machine_made = any(event.get(mark) for mark in ("bot_id", "bot_profile", "edited", "hidden"))
    said = event.get("type") in ("app_mention", "message") and event.get("subtype") in _A_PERSONS_WORDS
    return said and not machine_made and event.get("user") != "USLACKBOT"
