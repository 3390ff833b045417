"""HTTP as the Web API speaks it: bodies in every form the SDK sends, tokens, and answers that fail on purpose."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.bot.slack.chat import respond
from tests.bot.slack.faults import Fault, Faults
from tests.bot.slack.methods import answer
from tests.bot.slack.refusing import RateLimited, Refused, is_true
from tests.bot.slack.tokens import APP_TOKEN, Workspace
from tests.bot.slack.waiting import Changes
from tests.bot.slack.world import ApiCall, World

_IN_JSON = ("blocks", "view", "metadata", "chunks", "prompts", "attachments", "loading_messages")


@dataclass(frozen=True)
class Call:
    """One call of the Web API, as it arrived. at: in seconds of time.monotonic, which no test moves."""

    method: str
    body: dict[str, Any]
    token: str = field(default="", repr=False)
    at: float = field(default_factory=time.monotonic, compare=False)


class Exchange:
    """Takes the requests. link_url: where sockets are to be opened, known once the server runs."""

    def __init__(self, world: World, faults: Faults, changes: Changes) -> None:
        self.calls: list[Call] = []
        self.responded: list[dict[str, Any]] = []
        self.link_url = ""
        self._world, self._faults, self._changes = world, faults, changes

    async def api(self, request: web.Request) -> web.StreamResponse:
        body = await _body(request)
        call = Call(request.match_info["method"], body, _token(request, body))
        self.calls.append(call)
        self._changes.happened()
        try:
            workspace = self._speaker(call)
        except Refused as refused:
            return web.json_response(refused.as_json())
        fault = self._faults.next_for(call.method, str(body.get("channel") or body.get("channel_id") or ""))
        return await self._with_fault(request, fault, lambda: self._answered(call, workspace), workspace)

    async def response_url(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.responded.append(body)
        self._changes.happened()
        return await self._with_fault(
            request, self._faults.next_for("response_url", ""), lambda: self._responded(request, body), Workspace()
        )

    async def _with_fault(
        self, request: web.Request, fault: Fault, effect: Callable[[], web.Response], workspace: Workspace
    ) -> web.Response:
        if fault.before:
            await fault.before.passed()
        if fault.drop_before:
            _cut(request)
            return web.Response()
        if fault.retry_after is not None:
            return _too_many(fault.retry_after)
        if fault.status:
            return web.Response(status=fault.status, text="<html>upstream error</html>", content_type="text/html")
        response = web.json_response({"ok": False, "error": fault.error}) if fault.error else effect()
        response.headers["x-oauth-scopes"] = ",".join(workspace.scopes or ())
        self._changes.happened()
        if fault.after:
            await fault.after.passed()
        if fault.drop:
            _cut(request)
        return response

    def _answered(self, call: Call, workspace: Workspace) -> web.Response:
        try:
            return web.json_response({"ok": True, **self._told(call, workspace)})
        except RateLimited as limited:
            return _too_many(str(limited.seconds))
        except Refused as refused:
            return web.json_response(refused.as_json())

    def _told(self, call: Call, workspace: Workspace) -> dict[str, Any]:
        if call.method == "apps.connections.open":
            return {"url": self.link_url}
        if call.method == "oauth.v2.access":
            return self._world.tokens.exchange(call.body)
        if call.method == "auth.revoke":
            if not is_true(call.body.get("test")):
                self._world.tokens.revoke(call.token)
            return {"revoked": not is_true(call.body.get("test"))}
        return answer(self._world, ApiCall(call.method, call.body, workspace))

    def _responded(self, request: web.Request, body: dict[str, Any]) -> web.Response:
        try:
            place = self._world.handles.use_response(request.match_info["name"])
            team = self._world.channels[place.channel].teams[0]
            respond(self._world, place, body, self._world.tokens.workspace_in(team))
        except Refused as refused:
            return web.json_response(refused.as_json(), status=404 if refused.error.endswith("url") else 200)
        return web.json_response({"ok": True})

    def _speaker(self, call: Call) -> Workspace:
        """Whose token it is. Sockets are opened with the app's own, and installing needs none."""
        if call.method == "oauth.v2.access":
            return Workspace()
        if call.method == "apps.connections.open":
            if call.token != APP_TOKEN:
                raise Refused("invalid_auth" if call.token else "not_authed")
            return Workspace()
        return self._world.tokens.workspace_of(call.token)


async def _body(request: web.Request) -> dict[str, Any]:
    sent: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        sent |= json.loads(await request.text() or "{}")
        return sent
    sent |= dict(await request.post())
    for name in _IN_JSON:
        if isinstance(sent.get(name), str):
            sent[name] = json.loads(sent[name])
    kind, _, credentials = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        sent["client_id"], _, sent["client_secret"] = base64.b64decode(credentials).decode().partition(":")
    return sent


def _token(request: web.Request, body: dict[str, Any]) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else str(body.get("token") or "")


def _too_many(retry_after: str) -> web.Response:
    refused = {"ok": False, "error": "ratelimited"}
    return web.json_response(refused, status=429, headers={"Retry-After": retry_after})


def _cut(request: web.Request) -> None:
    if isinstance(request.transport, asyncio.Transport):  # None where the client has left already
        request.transport.abort()
