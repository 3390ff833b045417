"""The Web API for threads: as slack_sdk has it, but with our repeats, no proxy to this machine, and renewed tokens."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.request import OpenerDirector, ProxyHandler, Request, build_opener

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse
from slack_sdk.webhook import WebhookClient, WebhookResponse

from bot.errors import Malformed
from bot.install.addresses import SLACK_API_URL, is_loopback, is_slacks
from bot.install.retries import RepeatSafely

LOG = "bot.slack"  # what the SDK and Bolt say
_CODE = re.compile(r"[a-z0-9_]{1,100}")

Renew = Callable[[str], str]
"""From a token that has expired to the one in its place."""


@dataclass(frozen=True)
class Clients:
    """Makes clients. api_url: another Web API than Slack's own; timeout_seconds: what one call may take."""

    api_url: str | None = None
    timeout_seconds: int = 5

    def client(self, token: str | None, renew: Renew | None = None) -> WebClient:
        """A client of one's own, since the SDK's keeps state."""
        return _Client(token, self.api_url or SLACK_API_URL, self.timeout_seconds, renew)

    def webhook(self, response_url: str) -> WebhookClient:
        """To answer what was pressed or commanded. It never repeats. Raises Malformed for an address that is not
        Slack's: it comes back to us through clients, and somebody's could name another machine that only we reach."""
        if not is_slacks(response_url, self.api_url or SLACK_API_URL):
            raise Malformed("the address for the answer is not Slack's")
        return _Webhook(response_url, timeout=self.timeout_seconds, logger=quiet_log(), retry_handlers=[])


def quiet_log() -> logging.Logger:
    """For the SDK and Bolt, which at DEBUG write all that is said, with the addresses that let anybody answer, and as
    a warning what a client made up."""
    log = logging.getLogger(LOG)
    log.setLevel(max(log.level, logging.ERROR))
    return log


def refusal(error: SlackApiError) -> str:
    """The code with which Slack refused a call, such as channel_not_found; "" where it gave none."""
    data = getattr(error.response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, Mapping) else ""
    # For what is no JSON the SDK makes one of its own, with the body in it.
    return code if _CODE.fullmatch(code) else ""


class _Client(WebClient):
    def __init__(self, token: str | None, api_url: str, timeout_seconds: int, renew: Renew | None) -> None:
        log = quiet_log()
        super().__init__(token, api_url, timeout_seconds, logger=log, retry_handlers=[RepeatSafely()])
        self._renew = renew
        self._direct: OpenerDirector | None = None
        if is_loopback(api_url):
            self.proxy = None  # the SDK takes HTTPS_PROXY from the environment, whatever the host
            self._direct = build_opener(ProxyHandler({}))  # and where it does not, urllib would

    def api_call(self, api_method: str, **arguments: Any) -> SlackResponse:
        try:
            return super().api_call(api_method, **arguments)
        except SlackApiError as error:
            # What was refused had no effect, and may be asked again.
            if self._renew is None or self.token is None or refusal(error) != "token_expired":
                raise
            self.token = self._renew(self.token)
            return super().api_call(api_method, **arguments)

    def _perform_urllib_http_request_internal(self, url: str, req: Request) -> dict[str, Any]:
        if self._direct is None:
            return super()._perform_urllib_http_request_internal(url, req)
        with self._direct.open(req, timeout=self.timeout) as response:
            charset = response.headers.get_content_charset() or "utf-8"
            return {"status": response.code, "headers": response.headers, "body": response.read().decode(charset)}


class _Webhook(WebhookClient):
    def _perform_http_request_internal(self, url: str, req: Request) -> WebhookResponse:
        if not is_loopback(url):
            return super()._perform_http_request_internal(url, req)  # type: ignore[no-any-return]
        with build_opener(ProxyHandler({})).open(req, timeout=self.timeout) as response:
            body = response.read().decode("utf-8", "replace")
            return WebhookResponse(url=url, status_code=response.code, body=body, headers=dict(response.headers))
