"""chat.postMessage and its kin, and what comes to a response URL."""

from __future__ import annotations

from typing import Any

from tests.bot.slack.handles import ResponsePlace
from tests.bot.slack.messages import Ephemeral, Message
from tests.bot.slack.refusing import Refused, required
from tests.bot.slack.tokens import Workspace
from tests.bot.slack.world import ApiCall, Method, World
from tests.bot.slack_limits import metadata_violations, violations

SETTINGS = ("unfurl_links", "unfurl_media", "mrkdwn", "link_names", "reply_broadcast")


def post(world: World, call: ApiCall) -> dict[str, Any]:
    place = world.writable(call)
    world.check(metadata_violations(call.body.get("metadata")), "invalid_metadata_format")
    world.check(violations(call.body))
    message = world.messages.add(_message(world, call.workspace, place.id, call.body))
    world.surfaces.message_came(place.id, message.thread_ts)
    shown = message.as_json(with_metadata=True)
    return {"channel": place.id, "ts": message.ts, "message": shown}


def post_ephemeral(world: World, call: ApiCall) -> dict[str, Any]:
    place, user = world.writable(call), required(call.body, "user")
    world.check(violations(call.body, "ephemeral"))
    shown = _ephemeral(world, place.id, user, call.body, "chat.postEphemeral")
    return {"message_ts": shown.ts}


def update(world: World, call: ApiCall) -> dict[str, Any]:
    message = owned(world, call)
    if message.state == "streaming":
        raise Refused("streaming_state_conflict")
    world.check(metadata_violations(call.body.get("metadata")), "invalid_metadata_format")
    world.check(violations(call.body, "update"))
    _replace(message, call.body)
    shown = message.as_json(with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "text": message.text, "message": shown}


def delete(world: World, call: ApiCall) -> dict[str, Any]:
    message = owned(world, call, "cant_delete_message")
    message.deleted = True
    return {"channel": message.channel, "ts": message.ts}


def owned(world: World, call: ApiCall, otherwise: str = "cant_update_message") -> Message:
    """The message a call names, where it is the bot's own."""
    place = world.channel(call)
    message = world.messages.find(place.id, required(call.body, "ts"))
    if message is None:
        raise Refused("message_not_found")
    if message.bot_id != call.workspace.bot_id:
        raise Refused(otherwise)
    return message


def respond(world: World, place: ResponsePlace, body: dict[str, Any], workspace: Workspace) -> None:
    """What a response URL was sent: ephemeral unless it says in_channel, in place of what was clicked if it says so."""
    original = world.messages.find(place.channel, place.original)
    private = next((seen for seen in world.ephemerals if seen.ts == place.original and not seen.deleted), None)
    if body.get("delete_original"):
        for shown in (original, private):
            if shown:
                shown.deleted = True
        return
    world.check(violations(body, "response"))
    if body.get("replace_original") and (original or private):
        _replace(original or private, body)
    elif body.get("response_type") == "in_channel":
        world.messages.add(_message(world, workspace, place.channel, body))
    else:
        _ephemeral(world, place.channel, place.user, body, "response_url")


def _message(world: World, workspace: Workspace, channel: str, body: dict[str, Any]) -> Message:
    return Message(
        channel,
        world.clock.stamp(),
        str(body.get("text", "")),
        list(body.get("blocks", [])),
        user=workspace.bot_user,
        bot_id=workspace.bot_id,
        team=workspace.team,
        thread_ts=str(body.get("thread_ts") or ""),
        metadata=dict(body.get("metadata") or {}),
        settings={name: body[name] for name in SETTINGS if name in body},
    )


def _ephemeral(world: World, channel: str, user: str, body: dict[str, Any], source: str) -> Ephemeral:
    text, blocks = str(body.get("text", "")), list(body.get("blocks", []))
    thread_ts = str(body.get("thread_ts") or "")
    world.ephemerals.append(Ephemeral(channel, user, world.clock.stamp(), text, blocks, thread_ts, source))
    return world.ephemerals[-1]


def _replace(shown: Message | Ephemeral | None, body: dict[str, Any]) -> None:
    assert shown
    shown.text, shown.blocks = str(body.get("text", "")), list(body.get("blocks", []))
    shown.edits += 1
    if isinstance(shown, Message) and "metadata" in body:
        shown.metadata = dict(body["metadata"])


METHODS: dict[str, Method] = {
    "chat.postMessage": post,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
