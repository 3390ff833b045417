"""Installing from a browser: two pages, for as many workspaces as like."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.error import BoltError
from slack_bolt.oauth import OAuthFlow
from slack_bolt.oauth.callback_options import CallbackOptions, FailureArgs, SuccessArgs
from slack_bolt.oauth.oauth_settings import OAuthSettings
from slack_sdk.oauth.installation_store.models.installation import Installation
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from bot.errors import NotInstalled
from bot.install.addresses import INSTALL_PATH, REDIRECT_PATH, authorize_url
from bot.install.installation_store import STATE_SECONDS, States
from bot.install.installations import Installations
from bot.install.manifest import SCOPES
from corpus.lent import Lent

_DONE = "dealdesk is installed. You can close this page: in Slack, mention @dealdesk in a channel, or write to it."
_NOT_ADMITTED = "storage_error"  # Bolt's name for what is not to be kept; that it cannot be raises something else
_REFUSED = {
    "access_denied": (200, "The installation was cancelled in Slack. Nothing was changed."),
    "invalid_browser": (400, "This page was not opened by the browser that began the installation."),
    "invalid_state": (401, "This installation was begun more than ten minutes ago, or has been finished before."),
    "missing_code": (400, "Slack sent no code along."),
    _NOT_ADMITTED: (
        403,
        "This workspace may not install dealdesk. Whoever runs it finds the workspace's id in its log.",
    ),
    "invalid_code": (401, "Slack did not accept the code: it was used before, or the app's credentials are not right."),
}
_OTHERWISE = (400, "Slack did not let the app in.")
_BROKEN = (503, "The installation could not be finished. Whoever runs dealdesk finds the reason in its log.")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",  # the address carries the code
    "X-Content-Type-Options": "nosniff",
}

_log = logging.getLogger(__name__)


def install_routes(installations: Installations, lent: Lent) -> list[Route]:
    """`GET /slack/install` and `GET /slack/oauth_redirect`, to be added to a Starlette or FastAPI app."""
    flow = _Flow(installations, lent)

    async def install(request: Request) -> Response:
        return await _answered(flow.handle_installation, request)

    async def redirect(request: Request) -> Response:
        return await _answered(flow.handle_callback, request)

    return [Route(INSTALL_PATH, install, methods=["GET"]), Route(REDIRECT_PATH, redirect, methods=["GET"])]


class _Flow(OAuthFlow):
    """Bolt's own flow: it issues the state, binds it to the browser by a cookie, and takes it back once."""

    def __init__(self, installations: Installations, lent: Lent) -> None:
        self._installations = installations
        settings = OAuthSettings(
            client_id=installations.client_id,
            client_secret=installations.client_secret,
            scopes=list(SCOPES),
            user_scopes=[],
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            install_page_rendering_enabled=False,
            callback_options=CallbackOptions(success=_installed, failure=_refused),
            authorization_url=authorize_url(installations.clients.api_url),
            state_store=States(lent),
            state_expiration_seconds=STATE_SECONDS,
        )
        # Its log would hold the code, which whoever opens the page can choose.
        silent = logging.Logger("slack_bolt.oauth", logging.CRITICAL)
        super().__init__(client=installations.clients.client(None), logger=silent, settings=settings)

    def build_authorize_url(self, state: str, request: BoltRequest) -> str:
        """Without what Bolt would carry over from the address that was opened."""
        return self.settings.authorize_url_generator.generate(state=state)

    def store_installation(self, request: BoltRequest, installation: Installation) -> None:
        try:
            self._installations.keep(installation)
        except NotInstalled as error:
            _log.warning("%s", error)
            raise BoltError(_NOT_ADMITTED) from error


async def _answered(handle: Callable[[BoltRequest], BoltResponse], request: Request) -> Response:
    """Bolt's answer, as a page of our own words: nothing of the request comes back in it."""
    try:
        asked = BoltRequest(body="", query=request.url.query, headers={"cookie": request.headers.getlist("cookie")})
        told = await asyncio.to_thread(handle, asked)
    except Exception as error:
        # No traceback: behind a database's error stands the statement with what was to be kept.
        _log.error("an installation could not be finished: %s: %.300s", type(error).__name__, error)
        return _page(*_BROKEN)
    response = _page(told.status, told.body) if told.body else Response(status_code=told.status, headers=_HEADERS)
    if told.status == 302:
        response.headers["Location"] = told.first_headers()["location"]
    for cookie in told.headers.get("set-cookie", []):
        response.headers.append("Set-Cookie", f"{cookie}; SameSite=Lax")
    return response


def _installed(arguments: SuccessArgs) -> BoltResponse:
    who = arguments.installation.team_id or arguments.installation.enterprise_id
    _log.warning("the app was installed in the Slack workspace %s", who)
    used = arguments.settings.state_utils.build_set_cookie_for_deletion()
    return BoltResponse(status=200, body=_DONE, headers={"Set-Cookie": [used]})


def _refused(arguments: FailureArgs) -> BoltResponse:
    status, reason = _REFUSED.get(arguments.reason, _OTHERWISE)
    _log.warning("an installation was refused: %s", reason)
    return BoltResponse(status=status, body=reason)


def _page(status: int, said: str) -> Response:
    again = "" if said == _DONE else f'<p><a href="{INSTALL_PATH}">Start again</a></p>'
    page = (
        f"<!doctype html><html lang=en><meta charset=utf-8><title>dealdesk in Slack</title><p>{said}</p>{again}</html>"
    )
    return HTMLResponse(page, status, headers=_HEADERS)
