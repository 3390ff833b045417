"""Share in channel: what one person was told alone, for everybody in the channel to see."""

from __future__ import annotations

import logging
from threading import Lock

from answer.keeping import Kept
from bot.delivery.once import Once
from bot.delivery.parts import Parts
from bot.delivery.patience import Refused
from bot.delivery.speech import EVENT_TYPE, QUIET
from bot.delivery.standing import Mark
from bot.interaction.attending import Attendant
from bot.interaction.caller import Caller
from bot.interaction.rights import Rights
from bot.permission.access import may_read
from bot.said import Said
from bot.shown.blocks import Message, message_for, notice, with_question

_NOT_THERE = ("channel_not_found", "not_in_channel", "is_archived", "restricted_action", "read_only_channel")

_log = logging.getLogger(__name__)


class Sharing:
    """Thread-safe."""

    def __init__(self, parts: Parts, attendant: Attendant, rights: Rights) -> None:
        self._parts = parts
        self._attendant = attendant
        self._rights = rights
        self._at_it: set[tuple[str, str]] = set()
        self._lock = Lock()

    def share(self, caller: Caller, answer_id: str) -> Message | None:
        """Returns what the caller is told, None where it stands in the place of what was shared."""
        kept = self._parts.answers.get(answer_id)
        if kept is None:
            return notice(Said.ANSWER_GONE)
        if not caller.is_asker(kept.asker):
            return notice(Said.NOT_YOURS_TO_SHARE)
        if not may_read(self._rights.alone(caller), kept):
            return notice(Said.ANSWER_DENIED)
        if not may_read(self._rights.of_channel(caller), kept):
            return notice(Said.SHARE_DENIED)
        try:
            if not self._post_once(caller, kept):
                return None
        except Refused as error:
            if error.code not in _NOT_THERE:
                raise
            return notice(Said.CANNOT_SHARE)
        return None if self._replaced(caller) else notice(Said.SHARED)

    def _post_once(self, caller: Caller, kept: Kept) -> bool:
        """False where it is being posted already, since somebody pressed twice."""
        key = caller.channel, kept.reply.id
        with self._lock:
            if key in self._at_it:
                return False
            self._at_it.add(key)
        try:
            self._post(caller, kept)
        finally:
            with self._lock:
                self._at_it.discard(key)
        return True

    def _post(self, caller: Caller, kept: Kept) -> None:
        client = self._parts.workspaces.client(caller.team, caller.enterprise)
        mark = Mark(EVENT_TYPE, "key", f"shared:{kept.reply.id}")
        once = Once(client, caller.channel, "", mark, kept.asked_at, self._attendant.patience())
        once.post(with_question(message_for(kept.reply), kept.reply.question.text))

    def _replaced(self, caller: Caller) -> bool:
        """Whether the answer that only the caller saw could be taken away."""
        said = notice(Said.SHARED)
        shown = {"replace_original": True, "text": said.text, "blocks": list(said.blocks), **QUIET}
        try:
            status = self._parts.webhook(caller.response_url).send_dict(shown).status_code
        except Exception as error:
            _log.info("what was shared cannot be taken away where it was alone: %s", type(error).__name__)
            return False
        return bool(status < 300)
