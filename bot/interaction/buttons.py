"""What happens when somebody presses a button below an answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from answer.keeping import Kept
from bot.delivery.parts import Parts
from bot.interaction.attending import Attendant
from bot.interaction.caller import Caller, caller_of
from bot.interaction.rights import Rights
from bot.interaction.sharing import Sharing
from bot.interaction.typed import whole_number
from bot.interaction.watch_starting import Watching
from bot.permission.access import may_read
from bot.said import Said
from bot.shown.actions_named import FEEDBACK, NO, SHARE, UNWATCH, WATCH, YES, parted
from bot.shown.blocks import Message, notice
from bot.shown.elements import View, modal
from bot.shown.passages_modal import passages_modal, words_modal

Pressed = Callable[[Caller, str], Message | None]
_OPENING = "I am looking the passages up …"


class Buttons:
    """By the names of their actions. Whoever presses is answered with their own rights, as they are now."""

    def __init__(
        self, parts: Parts, attendant: Attendant, rights: Rights, watching: Watching, sharing: Sharing
    ) -> None:
        self._parts = parts
        self._attendant = attendant
        self._rights = rights
        self._watching = watching
        self._sharing = sharing
        self.by_action: Mapping[str, Pressed] = {
            FEEDBACK: self._rate,
            WATCH: self._watch,
            UNWATCH: watching.stop,
            SHARE: sharing.share,
        }

    async def pressed(
        self, ack: AsyncAck, req: AsyncBoltRequest, tell: Callable[[Message], None] | None = None
    ) -> None:
        """One of `by_action`. tell: as that of an Attendant."""
        await ack()
        caller, action = caller_of(req), _action(req)
        press = self.by_action[str(action.get("action_id"))]
        await self._attendant.see_to(caller, lambda: press(caller, str(action.get("value") or "")), tell)

    async def more(self, ack: AsyncAck, req: AsyncBoltRequest) -> None:
        """The modal is opened at once, since it can be for 3 seconds only; then it is filled."""
        await ack()
        caller, answer_id = caller_of(req), str(_action(req).get("value") or "")
        opened: list[str] = []

        def show() -> Message | None:
            opened.append(self._open(caller))
            self._change(caller, opened[0], self._passages(caller, answer_id, 0))
            return None

        def say(why: Message) -> None:
            if opened:
                self._change(caller, opened[0], _why_not(why))
            else:
                self._attendant.tell(caller, why)

        await self._attendant.see_to(caller, show, say)

    async def paged(self, ack: AsyncAck, req: AsyncBoltRequest) -> None:
        """In the modal: the passages before or behind those shown."""
        await ack()
        caller, (answer_id, first) = caller_of(req), parted(str(_action(req).get("value") or ""))
        number = whole_number(first)

        def show() -> Message | None:
            self._change(caller, caller.view, self._passages(caller, answer_id, number))
            return None

        await self._attendant.see_to(caller, show, lambda why: self._change(caller, caller.view, _why_not(why)))

    def _passages(self, caller: Caller, answer_id: str, first: int) -> View:
        kept = self._kept(caller, answer_id)
        if kept is None:
            return words_modal(Said.ANSWER_GONE)
        if not may_read(self._rights.here(caller), kept):
            return words_modal(Said.ANSWER_DENIED)
        # The channel is what decides about the rights, also when the next page is asked for.
        return passages_modal(kept.reply, first) | {"private_metadata": caller.channel if caller.is_visible else ""}

    def _open(self, caller: Caller) -> str:
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        return str(client.views_open(trigger_id=caller.trigger, view=words_modal(_OPENING))["view"]["id"])

    def _change(self, caller: Caller, view_id: str, view: View) -> None:
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        self._attendant.patience().once(partial(client.views_update, view_id=view_id, view=view))

    def _rate(self, caller: Caller, value: str) -> Message:
        answer_id, verdict = parted(value)
        is_one = verdict in (YES, NO) and self._kept(caller, answer_id) is not None
        kept = is_one and self._parts.answers.rate(answer_id, caller.asker, verdict == YES)
        return notice(Said.THANKS if kept else Said.ANSWER_GONE)

    def _watch(self, caller: Caller, answer_id: str) -> Message:
        kept = self._kept(caller, answer_id)
        if kept is None:
            return notice(Said.ANSWER_GONE)
        if not may_read(self._rights.here(caller), kept):
            return notice(Said.ANSWER_DENIED)
        return self._watching.start(caller, kept.reply.question, kept.reply)

    def _kept(self, caller: Caller, answer_id: str) -> Kept | None:
        """None also for an answer that was given in another workspace: the value of a button is what a client says."""
        kept = self._parts.answers.get(answer_id)
        return kept if kept and caller.is_at_home_with(kept.asker) else None


def _action(request: AsyncBoltRequest) -> Mapping[str, Any]:
    actions = request.body.get("actions")
    first = actions[0] if isinstance(actions, list) and actions else None
    return first if isinstance(first, dict) else {}


def _why_not(why: Message) -> View:
    return modal("Passages", why.blocks)
