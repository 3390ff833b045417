"""What admins type: which collections answer in a channel, and what a person or user group may read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from itertools import groupby

from bot.delivery.parts import Parts
from bot.interaction.caller import Caller
from bot.interaction.rights import Rights
from bot.interaction.typed import NotUnderstood, channel_in, collections_in, flags_in, grantee_in
from bot.permission.access import Access
from bot.permission.channels import Channels
from bot.ports import Binding
from bot.said import Said
from bot.shown.blocks import Message, notice
from corpus.article import Selection

SHARED, UNASKED = "--shared", "--unasked"

Command = Callable[[Caller, str], Message]


class AdminCommands:
    """By their first words, each with what stands behind it. Raises NotUnderstood and LookUpFailed."""

    def __init__(self, parts: Parts, rights: Rights, channels: Channels) -> None:
        self._access: Access = parts.access
        self._permissions = parts.permissions
        self._shelf = parts.shelf
        self._rights = rights
        self._channels = channels

    def by_word(self) -> Mapping[str, Command]:
        commands: Mapping[str, Command] = {
            "bind": self._bind,
            "unbind": self._unbind,
            "grant": self._grant,
            "revoke": self._revoke,
            "grants": self._grants,
        }
        return {word: partial(self._for_admins, command) for word, command in commands.items()}

    def _for_admins(self, command: Command, caller: Caller, rest: str) -> Message:
        return command(caller, rest) if self._rights.is_admin(caller) else notice(Said.ADMINS_ONLY)

    def _bind(self, caller: Caller, rest: str) -> Message:
        words, flags = flags_in(rest, (SHARED, UNASKED))
        channel, names = self._channel(caller, words)
        if not names:
            return notice(self._bound(caller, channel))
        binding = Binding(collections_in(names), SHARED in flags, UNASKED in flags)
        self._permissions.bind(caller.team, channel, binding, caller.user)
        said = [self._bound(caller, channel), self._empty(binding.collections)]
        if not binding.shared and self._channels.is_shared(caller.team, channel, caller.enterprise):
            said.append(
                f"Another company reads it, so only the public collection answers: bind with {SHARED} to let it"
            )
        return notice("\n".join(filter(None, said)))

    def _unbind(self, caller: Caller, rest: str) -> Message:
        channel, _ = self._channel(caller, rest)
        self._permissions.bind(caller.team, channel, None, caller.user)
        return notice(self._bound(caller, channel))

    def _grant(self, caller: Caller, rest: str) -> Message:
        grantee, names = grantee_in(rest)
        collections = collections_in(names)
        self._permissions.grant(caller.team, grantee, collections, caller.user)
        said = f"{grantee} may read {', '.join(collections)}, in direct messages and in what nobody else sees."
        return notice("\n".join(filter(None, [said, self._empty(collections)])))

    def _revoke(self, caller: Caller, rest: str) -> Message:
        """Of the collections that are named or, where none is, of all."""
        grantee, names = grantee_in(rest)
        granted = [name for who, name in self._permissions.grants(caller.team) if who == grantee]
        wanted = collections_in(names) if names else tuple(granted)
        taken = [name for name in wanted if name in granted]
        self._permissions.revoke(caller.team, grantee, taken)
        return notice(
            f"{grantee} may not read {', '.join(taken)} any more." if taken else f"{grantee} was not granted it."
        )

    def _grants(self, caller: Caller, _: str) -> Message:
        rows = groupby(self._permissions.grants(caller.team), key=lambda row: row[0])
        lines = [f"{grantee}: {', '.join(name for _, name in granted)}" for grantee, granted in rows]
        return notice("\n".join(lines) or "Nobody was granted anything here. The settings may grant more.")

    def _channel(self, caller: Caller, words: str) -> tuple[str, str]:
        """The channel that is named or, where none is, the one where it was typed."""
        channel, rest = channel_in(words)
        channel = channel or caller.channel
        if not channel or channel.startswith("D"):
            raise NotUnderstood(
                "Type this in the channel it is for. In direct messages, grants decide: /dealdesk grant"
            )
        return channel, rest

    def _bound(self, caller: Caller, channel: str) -> str:
        binding = self._access.binding(caller.team, channel)
        if binding is None:
            return f"{channel} is bound to nothing: the public collection answers there."
        marks = ["also while another company reads it"] * binding.shared
        marks += ["also what nobody asked me, where I am sure"] * binding.unasked
        return f"{channel} is answered from {', '.join(binding.collections)}" + (
            f" ({'; '.join(marks)})." if marks else "."
        )

    def _empty(self, collections: tuple[str, ...]) -> str:
        """What is said of collections that hold nothing, which are perhaps misspelt."""
        empty = [name for name in collections if not self._shelf.count(Selection(collections=(name,)))]
        return f"No article is in {', '.join(empty)} yet: check the spelling." if empty else ""
