"""What Slack sent, taken apart strictly: Bolt, and whoever reads on, takes its shape for granted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn
from urllib.parse import parse_qsl

from slack_bolt.request.async_request import AsyncBoltRequest

from bot.errors import Malformed

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_MAX_FIELDS = 100
_MAX_DEPTH = 100
_OF_A_MESSAGE = ("app_mention", "message")
_OBJECTS = ("team", "enterprise", "channel", "view", "message", "container")
_BOLTS = ("team_id", "enterprise_id", "user_id", "channel_id", "thread_ts", "response_url")
_BROKEN = (AttributeError, IndexError, KeyError, TypeError, ValueError, RecursionError)

Payload = dict[str, Any]


def payload_in(body: bytes, content_type: str) -> Payload:
    """An HTTP body as an object: JSON, the JSON in a form's field `payload`, or a form's fields. Raises Malformed.

    Slack signs the body and not the content type, so the body decides, and the content type must agree with it.
    """
    kind = content_type.partition(";")[0].strip().lower()
    try:
        text = body.decode("utf-8")
        if text.lstrip().startswith("{"):
            if kind != JSON:
                raise Malformed(f"the body is JSON, but the content type is not {JSON}")
            return parsed(text)
        if kind != FORM:
            raise Malformed("the body is neither a JSON object nor a form")
        fields = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MAX_FIELDS
        )
        form = _each_once(fields)
    except ValueError as error:
        raise Malformed("the body is no text in UTF-8, or no form") from error
    return parsed(form["payload"]) if "payload" in form else form


def parsed(text: str) -> Payload:
    """A JSON object with each key once, no NaN and no number out of range. Raises Malformed."""
    try:
        payload = json.loads(text, object_pairs_hook=_each_once, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise Malformed("not well-formed JSON") from error
    if not isinstance(payload, dict):
        raise Malformed("the JSON is not an object")
    return payload


def for_bolt(payload: Payload) -> AsyncBoltRequest:
    """What Bolt is given, whatever the transport: what we read and checked, and no header. Raises Malformed."""
    try:
        json.dumps(payload, allow_nan=False, ensure_ascii=False).encode("utf-8")  # half a surrogate pair is no text
        _check_depth(payload)
        _check(payload)
        request = AsyncBoltRequest(body=payload, mode="socket_mode")  # the mode in which Bolt does not parse once more
    except _BROKEN as error:
        raise Malformed("not of the shape that Slack sends") from error
    if not _texts(request.context, *_BOLTS):
        raise Malformed("names its team, user or channel with something else than a text")
    return request


def _check_depth(payload: Payload) -> None:
    """What we can just about read may be too deep for who reads on."""
    level: list[Any] = [payload]
    for _ in range(_MAX_DEPTH):
        things = (thing.values() if isinstance(thing, dict) else thing for thing in level)
        level = [inner for thing in things for inner in thing if isinstance(inner, dict | list)]
        if not level:
            return
    raise Malformed("nested too deep")


def _check(payload: Payload) -> None:
    kind = payload.get("type")
    if kind == "event_callback":
        _check_event(payload)
    elif kind == "url_verification":
        _need(payload, "challenge")
    elif kind == "app_rate_limited" or payload.get("ssl_check") == "1":
        pass
    elif "command" in payload:
        _need(payload, "command", "user_id", "channel_id")
        _need_team(payload)
    else:
        _check_action(payload)


def _check_event(payload: Payload) -> None:
    event = _object(payload["event"])
    _need_team(payload)
    _need(event, "type")
    if event["type"] in _OF_A_MESSAGE:
        _need(event, "channel", "ts")
        if not _texts(event, "user", "text", "thread_ts", "subtype", "bot_id", "channel_type", "user_team", "team"):
            raise Malformed("a message with something else than a text where Slack has one")
        if not any(event.get(name) for name in ("user", "subtype", "bot_id")):
            raise Malformed("a message by nobody")


def _check_action(payload: Payload) -> None:
    """Buttons, modals and shortcuts. An app that is installed for a whole organisation gets no team here."""
    _need(payload, "type")
    user = _object(payload["user"])
    _need(user, "id")
    inner = {name: _object(payload[name]) for name in _OBJECTS if payload.get(name) is not None}
    for name in inner.keys() & {"team", "enterprise", "channel"}:
        _need(inner[name], "id")
    if not inner.keys() & {"team", "enterprise"}:
        _need_team(user)
    for action in payload.get("actions") or ():
        _need(_object(action), "action_id")


def _need_team(payload: Mapping[str, Any]) -> None:
    names = ("team_id", "enterprise_id")
    if not _texts(payload, *names) or not any(payload.get(name) for name in names):
        raise Malformed("names no team")


def _need(thing: Mapping[str, Any], *names: str) -> None:
    for name in names:
        if not thing.get(name) or not isinstance(thing[name], str):
            raise Malformed(f"has no text as its {name}")


def _texts(thing: Mapping[str, Any], *names: str) -> bool:
    """Whether each of these is a text or absent."""
    return all(isinstance(thing.get(name), str | None) for name in names)


def _object(thing: object) -> Mapping[str, Any]:
    if not isinstance(thing, dict):
        raise Malformed("something else than an object where Slack has one")
    return thing


def _each_once(pairs: Sequence[tuple[str, Any]]) -> Payload:
    """Two readers of an object that has a key twice may each see another value."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
