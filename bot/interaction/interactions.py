"""Everything in Slack besides plain questions: which listener hears what."""

from __future__ import annotations

import asyncio
import logging

from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.request.async_request import AsyncBoltRequest

from bot.delivery.parts import Parts
from bot.delivery.taking import Taking
from bot.install.manifest import COMMAND
from bot.install.workspaces import removed_in
from bot.interaction.admin_commands import AdminCommands
from bot.interaction.attending import Attendant
from bot.interaction.buttons import Buttons
from bot.interaction.caller import caller_of
from bot.interaction.commands import Commands
from bot.interaction.home import Home
from bot.interaction.prompts import Prompts
from bot.interaction.rights import Rights
from bot.interaction.sharing import Sharing
from bot.interaction.shortcut import Shortcut
from bot.interaction.watch_starting import Watching
from bot.permission.channels import Channels
from bot.shown.actions_named import ASK_SHORTCUT, ASK_VIEW, EARLIER_PASSAGES, MORE_PASSAGES, SHOW_MORE

_log = logging.getLogger(__name__)


def listen(bolt: AsyncApp, parts: Parts, taking: Taking) -> Attendant:
    """Register all listeners. Close what is returned when no more comes."""
    attendant, channels = Attendant(parts, taking), Channels(parts.workspaces)
    rights = Rights(parts.access, channels)
    watching = Watching(parts.watches, parts.workspaces, attendant)
    commands = Commands(parts, attendant, rights, watching, AdminCommands(parts, rights, channels))
    home, prompts = Home(parts, attendant, rights), Prompts(parts, attendant, rights)
    buttons = Buttons(parts, attendant, rights, watching, Sharing(parts, attendant, rights))
    shortcut = Shortcut(parts, attendant)

    bolt.command(COMMAND)(commands.heard)
    _listen_to_buttons(bolt, buttons, home)
    bolt.shortcut(ASK_SHORTCUT)(shortcut.used)
    bolt.view(ASK_VIEW)(shortcut.submitted)
    _listen_to_the_app(bolt, home, prompts)
    _listen_to_changes(bolt, parts)
    bolt.error(_failed)
    return attendant


async def _failed(error: Exception) -> None:
    """What came was nothing that our own buttons send. Bolt would log all of it."""
    _log.error("what was pressed or typed in Slack cannot be read: %s", type(error).__name__)


def _listen_to_buttons(bolt: AsyncApp, buttons: Buttons, home: Home) -> None:
    async def pressed(ack: AsyncAck, req: AsyncBoltRequest) -> None:
        view = req.body.get("view")
        if isinstance(view, dict) and view.get("type") == "home":
            await buttons.pressed(ack, req, lambda _: None)  # the home itself shows what became of it
            await home.draw(caller_of(req))
        else:
            await buttons.pressed(ack, req)

    for action in buttons.by_action:
        bolt.action(action)(pressed)
    bolt.action(SHOW_MORE)(buttons.more)
    for action in (MORE_PASSAGES, EARLIER_PASSAGES):
        bolt.action(action)(buttons.paged)


def _listen_to_the_app(bolt: AsyncApp, home: Home, prompts: Prompts) -> None:
    async def opened(req: AsyncBoltRequest) -> None:
        tab = req.body["event"].get("tab")
        if tab == "home":
            await home.opened(req)
        elif tab == "messages":
            await prompts.opened(req)

    bolt.event("app_home_opened")(opened)
    bolt.event("assistant_thread_started")(prompts.started)


def _listen_to_changes(bolt: AsyncApp, parts: Parts) -> None:
    async def somebody_changed(req: AsyncBoltRequest) -> None:
        user = req.body["event"].get("user")
        told = user if isinstance(user, dict) else {}
        parts.access.forget(req.context.team_id or "", str(told.get("id") or ""))

    async def groups_changed(req: AsyncBoltRequest) -> None:
        parts.access.forget(req.context.team_id or "")

    async def removed(req: AsyncBoltRequest) -> None:
        gone = removed_in(req.body)
        if gone:
            await asyncio.to_thread(parts.workspaces.forget, *gone)
            _log.warning("the app was removed from the Slack workspace %s", gone[0] or gone[1])

    bolt.event("user_change")(somebody_changed)
    for changed in ("subteam_updated", "subteam_members_changed"):
        bolt.event(changed)(groups_changed)
    for removal in ("app_uninstalled", "tokens_revoked"):
        bolt.event(removal)(removed)
