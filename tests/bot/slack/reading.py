"""What the bot may look up: itself, threads, channels, people and groups."""

from __future__ import annotations

from typing import Any

from tests.bot.slack.messages import Message, moment
from tests.bot.slack.refusing import RateLimited, Refused, is_true, required
from tests.bot.slack.world import ApiCall, Method, World


def auth_test(world: World, call: ApiCall) -> dict[str, Any]:
    bot = call.workspace
    told: dict[str, Any] = {"url": "https://deals.slack.com/", "team": bot.name, "team_id": bot.team}
    told |= {
        "user": "dealdesk",
        "user_id": bot.bot_user,
        "bot_id": bot.bot_id,
        "is_enterprise_install": bot.is_org_wide,
    }
    return told | ({"enterprise_id": bot.enterprise} if bot.enterprise else {})


def replies(world: World, call: ApiCall) -> dict[str, Any]:
    """A thread, a page at a time. A root that no test has let Slack hear is made up, without its text."""
    _hold_back(world)
    place, ts = world.channel(call), required(call.body, "ts")
    if world.messages.is_deleted(place.id, ts):
        raise Refused("thread_not_found")
    heard = world.messages.thread(place.id, ts)
    if not any(message.ts == ts for message in heard):
        heard = [Message(place.id, ts), *heard]
    root, *rest = sorted(heard, key=lambda message: (message.ts != ts, moment(message)))
    rest = [message for message in rest if _within(message, call.body)]
    start, limit = int(call.body.get("cursor") or 0), min(int(call.body.get("limit") or 1_000), world.replies_limit)
    page = [root, *rest][start : start + limit]
    more = start + limit < len(rest) + 1
    with_metadata = is_true(call.body.get("include_all_metadata"))
    told = [_in_thread(message, root, len(rest), with_metadata) for message in page]
    cursor = {"response_metadata": {"next_cursor": str(start + limit)}} if more else {}
    return {"messages": told, "has_more": more, **cursor}


def history(world: World, call: ApiCall) -> dict[str, Any]:
    """What stands in a conversation outside its threads, the newest first."""
    place = world.channel(call)
    said = [said for said in world.messages.visible() if said.channel == place.id and said.thread_ts in ("", said.ts)]
    said = [message for message in reversed(said) if _within(message, call.body)]
    limit, with_metadata = int(call.body.get("limit") or 100), is_true(call.body.get("include_all_metadata"))
    told = [message.as_json(with_metadata=with_metadata) for message in said[:limit]]
    return {"messages": told, "has_more": len(said) > limit}


def open_direct(world: World, call: ApiCall) -> dict[str, Any]:
    """The direct message with one person."""
    user = required(call.body, "users")
    known = [place for place in list(world.channels.values()) if place.kind == "im" and place.user == user]
    if not known:
        raise Refused("user_not_found")
    return {"channel": {"id": known[0].id}, "no_op": True, "already_open": True}


def _in_thread(message: Message, root: Message, replies: int, with_metadata: bool) -> dict[str, Any]:
    told = message.as_json(with_metadata=with_metadata)
    if message is root:
        return told | ({"thread_ts": root.ts, "reply_count": replies} if replies else {})
    return told | {"parent_user_id": root.user}


def _within(message: Message, body: dict[str, Any]) -> bool:
    at, inclusive = float(message.ts), is_true(body.get("inclusive"))
    oldest, latest = float(body.get("oldest") or 0), float(body.get("latest") or "inf")
    return oldest < at < latest or (inclusive and at in (oldest, latest))


def _hold_back(world: World) -> None:
    if world.replies_per_minute is None:
        return
    now = world.clock.now()
    recent = [at for at in world.replies_read_at if now - at < 60]
    if len(recent) >= world.replies_per_minute:
        raise RateLimited(max(1, int(60 - (now - recent[0]))))
    world.replies_read_at[:] = [*recent, now]


def channel_info(world: World, call: ApiCall) -> dict[str, Any]:
    return {"channel": world.channel(call).as_json(call.workspace.team)}


def user_info(world: World, call: ApiCall) -> dict[str, Any]:
    bot = call.workspace
    user = required(call.body, "user")
    if user == bot.bot_user:
        return {"user": {"id": user, "team_id": bot.team, "is_bot": True, "deleted": False}}
    person = world.people.get(user)
    if person is None:
        raise Refused("user_not_found")
    return {"user": person.as_json()}


def own_channels(world: World, call: ApiCall) -> dict[str, Any]:
    """Where the bot is."""
    team = call.workspace.team
    there = [channel for channel in list(world.channels.values()) if team in channel.teams and channel.is_member]
    return {"channels": [channel.as_json(team) for channel in there if channel.kind in ("channel", "group")]}


def usergroups(world: World, call: ApiCall) -> dict[str, Any]:
    groups = [group for group in list(world.usergroups.values()) if group.team == call.workspace.team]
    if not is_true(call.body.get("include_disabled")):
        groups = [group for group in groups if not group.disabled]
    with_users = is_true(call.body.get("include_users"))
    return {"usergroups": [group.as_json(with_users=with_users) for group in groups]}


METHODS: dict[str, Method] = {
    "auth.test": auth_test,
    "conversations.replies": replies,
    "conversations.history": history,
    "conversations.info": channel_info,
    "conversations.open": open_direct,
    "users.info": user_info,
    "users.conversations": own_channels,
    "usergroups.list": usergroups,
}
