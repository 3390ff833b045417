"""views.* and assistant.threads.*."""

from __future__ import annotations

from typing import Any

from tests.bot.slack.refusing import Refused, required
from tests.bot.slack.surface_limits import prompt_violations, view_violations
from tests.bot.slack.surfaces import Status
from tests.bot.slack.world import ApiCall, Method, World


def open_view(world: World, call: ApiCall) -> dict[str, Any]:
    content = _content(world, call, "modal")
    world.handles.spend_trigger(required(call.body, "trigger_id"))
    return {"view": world.surfaces.opened(content).as_json(call.workspace.team)}


def push_view(world: World, call: ApiCall) -> dict[str, Any]:
    """On the modal that was opened last, as no call says on which."""
    content = _content(world, call, "modal")
    world.handles.spend_trigger(required(call.body, "trigger_id"))
    if not world.surfaces.modals:
        raise Refused("not_found")
    below = list(world.surfaces.modals.values())[-1]
    return {"view": world.surfaces.opened(content, root=below.root or below.id).as_json(call.workspace.team)}


def update_view(world: World, call: ApiCall) -> dict[str, Any]:
    view = world.surfaces.find(str(call.body.get("view_id") or ""), str(call.body.get("external_id") or ""))
    if view is None:
        raise Refused("not_found")
    if call.body.get("hash", view.hash) != view.hash:
        raise Refused("hash_conflict")
    view.content, view.hash = _content(world, call, "home" if view.user else "modal"), world.surfaces.new_hash()
    return {"view": view.as_json(call.workspace.team)}


def publish_view(world: World, call: ApiCall) -> dict[str, Any]:
    user, content = required(call.body, "user_id"), _content(world, call, "home")
    before = world.surfaces.homes.get(user)
    if before and call.body.get("hash", before.hash) != before.hash:
        raise Refused("hash_conflict")
    return {"view": world.surfaces.published(user, content).as_json(call.workspace.team)}


def _content(world: World, call: ApiCall, kind: str) -> dict[str, Any]:
    view = call.body.get("view")
    world.check(view_violations(view), "invalid_arguments")
    assert isinstance(view, dict)
    world.check([] if view["type"] == kind else [f"{call.method} of a {view['type']}"], "invalid_arguments")
    return view


def set_status(world: World, call: ApiCall) -> dict[str, Any]:
    place, thread_ts = world.channel(call, "channel_id"), required(call.body, "thread_ts")
    status, loading = call.body.get("status"), call.body.get("loading_messages") or []
    fits = isinstance(status, str) and len(loading) <= 10 and all(isinstance(said, str) and said for said in loading)
    world.check([] if fits else ["status is no text, or more than 10 loading messages"], "invalid_arguments")
    world.surfaces.set_status(Status(place.id, thread_ts, str(status), tuple(loading)))
    return {}


def set_prompts(world: World, call: ApiCall) -> dict[str, Any]:
    place = world.channel(call, "channel_id")
    world.check(prompt_violations(call.body), "invalid_arguments")
    world.surfaces.prompts[place.id, str(call.body.get("thread_ts") or "")] = call.body["prompts"]
    return {}


def set_title(world: World, call: ApiCall) -> dict[str, Any]:
    place, thread_ts = world.channel(call, "channel_id"), required(call.body, "thread_ts")
    world.surfaces.titles[place.id, thread_ts] = required(call.body, "title")
    return {}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "assistant.threads.setTitle": set_title,
}
