"""Every method of the Web API that is here, and the scope it wants."""

from __future__ import annotations

from typing import Any

from tests.bot.slack import chat, reading, streams, views
from tests.bot.slack.refusing import Refused
from tests.bot.slack.world import ApiCall, Method, World

METHODS: dict[str, Method] = chat.METHODS | streams.METHODS | reading.METHODS | views.METHODS
_SCOPES = {
    **dict.fromkeys([*chat.METHODS, *streams.METHODS, "assistant.threads.setStatus"], "chat:write"),
    "users.info": "users:read",
    "usergroups.list": "usergroups:read",
    "conversations.open": "im:write",
    "assistant.threads.setSuggestedPrompts": "assistant:write",
    "assistant.threads.setTitle": "assistant:write",
}
_BY_CHANNEL = {
    "conversations.replies": "history",
    "conversations.history": "history",
    "conversations.info": "read",
}
_FAMILY = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}


def answer(world: World, call: ApiCall) -> dict[str, Any]:
    """What the method returns, without "ok". Raises Refused."""
    method = METHODS.get(call.method)
    if method is None:
        raise Refused("unknown_method")
    granted, needed = call.workspace.scopes, _needed(world, call)
    if needed and granted is not None and needed not in granted:
        raise Refused("missing_scope", needed=needed, provided=",".join(granted))
    return method(world, call)


def _needed(world: World, call: ApiCall) -> str:
    if call.method in _BY_CHANNEL:
        place = world.channels.get(str(call.body.get("channel")))
        return f"{_FAMILY[place.kind]}:{_BY_CHANNEL[call.method]}" if place else ""
    return _SCOPES.get(call.method, "")
