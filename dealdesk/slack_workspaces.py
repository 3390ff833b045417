"""Which workspaces the Slack bot speaks to: the settings' own one, or those that installed the app."""

from __future__ import annotations

from collections.abc import Callable

from bot.errors import SlackNotConfigured
from bot.install.clients import Clients
from bot.install.installations import Installations
from bot.install.sealing import Seal
from bot.install.single import OneWorkspace
from corpus.lent import Lent
from dealdesk.settings import Settings, secret


def several(settings: Settings) -> bool:
    """Whether workspaces install the app themselves."""
    return bool(settings.slack_client_id)


def clients_of(settings: Settings, timeout_seconds: int = 5) -> Clients:
    return Clients(settings.slack_api_url, timeout_seconds)


def workspaces_of(settings: Settings, clients: Clients, lent: Callable[[], Lent]) -> OneWorkspace | Installations:
    """lent: the catalogue's database, opened only where several workspaces' tokens are in it.

    Raises SlackNotConfigured.
    """
    token = secret(settings.slack_bot_token)
    if several(settings):
        if token:
            raise SlackNotConfigured(
                "DEALDESK_SLACK_BOT_TOKEN and DEALDESK_SLACK_CLIENT_ID are both set: a token serves one workspace, a "
                "client id lets several install the app; take one of them away"
            )
        return Installations(
            lent(),
            Seal(secret(settings.slack_encryption_key) or ""),
            clients,
            client_id=settings.slack_client_id or "",
            client_secret=secret(settings.slack_client_secret) or "",
            admitted=[one.strip() for one in (settings.slack_workspaces or "").split(",") if one.strip()],
        )
    return OneWorkspace(token or "", clients)
