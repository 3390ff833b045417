"""chat.startStream, appendStream and stopStream: one message that grows, and is judged as a whole each time."""

from __future__ import annotations

from typing import Any

from tests.bot.slack.chat import owned
from tests.bot.slack.elements import HOUSE
from tests.bot.slack.messages import Block, Message, moment
from tests.bot.slack.refusing import Refused, required
from tests.bot.slack.world import ApiCall, Method, World
from tests.bot.slack_limits import MAX_MARKDOWN_CHARS, block_violations, metadata_violations

STREAM_SECONDS = 300  # Slack ends a stream by itself, though it is still being written to
_TASK_STATES = ("pending", "in_progress", "complete", "error")


def start(world: World, call: ApiCall) -> dict[str, Any]:
    place, thread_ts = world.writable(call), required(call.body, "thread_ts")
    if place.kind != "im":
        for name in ("recipient_team_id", "recipient_user_id"):
            if not call.body.get(name):
                raise Refused(f"missing_{name}")
    message = Message(
        place.id,
        world.clock.stamp(),
        user=call.workspace.bot_user,
        bot_id=call.workspace.bot_id,
        team=call.workspace.team,
        thread_ts=thread_ts,
        state="streaming",
    )
    _grow(world, message, call.body)
    world.messages.add(message)
    world.surfaces.message_came(place.id, thread_ts)
    return {"channel": place.id, "ts": message.ts}


def append(world: World, call: ApiCall) -> dict[str, Any]:
    message = _streaming(world, call)
    if not call.body.get("markdown_text") and not call.body.get("chunks"):
        raise Refused("no_text")
    _grow(world, message, call.body)
    return {"channel": message.channel, "ts": message.ts}


def stop(world: World, call: ApiCall) -> dict[str, Any]:
    message = _streaming(world, call)
    world.check(metadata_violations(call.body.get("metadata")), "invalid_metadata_format")
    _grow(world, message, call.body, list(call.body.get("blocks") or []))
    message.state = "stopped"
    message.metadata = dict(call.body.get("metadata") or {})
    shown = message.as_json(with_metadata=True)
    return {"channel": message.channel, "ts": message.ts, "message": shown}


def _streaming(world: World, call: ApiCall) -> Message:
    message = owned(world, call, "message_not_owned_by_app")
    if message.state == "streaming" and world.clock.now() - moment(message)[0] > STREAM_SECONDS:
        message.state = "stopped"
    if message.state != "streaming":
        raise Refused("message_not_in_streaming_state")
    return message


def _grow(world: World, message: Message, body: dict[str, Any], last: list[Block] | None = None) -> None:
    """Add what a call brings, or leave the message as it was."""
    text, chunks = str(body.get("markdown_text") or ""), list(body.get("chunks") or [])
    if text and chunks:
        raise Refused("invalid_arguments")
    mode = "text" if text else "chunks" if chunks else message.mode
    if message.mode and mode != message.mode:
        raise Refused("streaming_mode_mismatch")
    found = [HOUSE + "markdown_text renders what others wrote"] if text else []
    found += ["markdown_text is too long"] if len(text) > MAX_MARKDOWN_CHARS else []
    blocks = [dict(block) for block in message.blocks]
    written = text
    for chunk in chunks:
        found += _chunk_violations(chunk)
        written += str(chunk.get("text", "")) if chunk.get("type") == "markdown_text" else ""
        blocks = _with_chunk(blocks, chunk)
    blocks += last or []
    world.check(found, "invalid_chunks")
    world.check(block_violations([block for block in blocks if block.get("type") not in ("task_card", "plan")]))
    message.mode, message.text, message.blocks = mode, message.text + written, blocks


def _chunk_violations(chunk: Any) -> list[str]:
    kind = chunk.get("type") if isinstance(chunk, dict) else None
    if kind == "markdown_text":
        fits = isinstance(chunk.get("text"), str) and len(chunk["text"]) <= MAX_MARKDOWN_CHARS
        return [HOUSE + "markdown_text renders what others wrote", *([] if fits else ["bad markdown_text chunk"])]
    if kind == "task_update":
        fits = isinstance(chunk.get("id"), str) and chunk.get("status") in _TASK_STATES
        return [] if fits and 1 <= len(chunk.get("title", "")) <= 256 else ["bad task_update chunk"]
    if kind == "plan_update":
        return [] if 1 <= len(chunk.get("title", "")) <= 256 else ["bad plan_update chunk"]
    fits = kind == "blocks" and isinstance(chunk.get("blocks"), list) and bool(chunk["blocks"])
    return [] if fits else [f"bad chunk {kind}"]


def _with_chunk(blocks: list[Block], chunk: dict[str, Any]) -> list[Block]:
    """The blocks after one chunk: text joins the text before it, a task takes the place of its earlier state."""
    kind = chunk.get("type")
    if kind == "blocks":
        return blocks + list(chunk["blocks"])
    if kind == "markdown_text":
        if blocks and blocks[-1].get("type") == "markdown":
            return [*blocks[:-1], {"type": "markdown", "text": blocks[-1]["text"] + chunk["text"]}]
        return [*blocks, {"type": "markdown", "text": chunk["text"]}]
    told = {key: value for key, value in chunk.items() if key not in ("type", "id")}
    card = {"type": "plan"} if kind == "plan_update" else {"type": "task_card", "task_id": chunk.get("id")}
    same = [place for place, block in enumerate(blocks) if card.items() <= block.items()]
    if same:
        return [*blocks[: same[0]], blocks[same[0]] | told, *blocks[same[0] + 1 :]]
    return [*blocks, card | told]


METHODS: dict[str, Method] = {"chat.startStream": start, "chat.appendStream": append, "chat.stopStream": stop}
