"""Where Slack is, and where it finds us."""

from __future__ import annotations

import ipaddress
from urllib.parse import urljoin, urlsplit

SLACK_API_URL = "https://slack.com/api/"
EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"


def is_loopback(url: str) -> bool:
    """Whether an address leads to this machine, to which no proxy may come between."""
    host = urlsplit(url).hostname or ""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_slacks(url: str, api_url: str) -> bool:
    """Whether an address is one where Slack waits for answers: on the host of the Web API, or its `hooks`."""
    try:
        given, own = urlsplit(url), urlsplit(api_url)
        same = (given.scheme, given.port) == (own.scheme, own.port)
    except ValueError:
        return False
    return same and given.hostname in (own.hostname, f"hooks.{own.hostname}")


def authorize_url(api_url: str | None) -> str:
    """Where somebody allows the app in: on the host of the Web API."""
    return urljoin(api_url or SLACK_API_URL, "/oauth/v2/authorize")
