"""What the settings say about who may read what in Slack."""

from __future__ import annotations

import re

from bot.permission.access import Policy, Strangers
from dealdesk.errors import BadSetting
from dealdesk.settings import Settings

CHANNEL = re.compile(r"[CG][A-Z0-9]+")
PERSON = re.compile(r"[UW][A-Z0-9]+")
PERSON_OR_GROUP = re.compile(r"[UWS][A-Z0-9]+")


def policy_of(settings: Settings) -> Policy:
    """Raises BadSetting where an id is none. Names are not accepted: they change hands."""
    admins = [admin.strip() for admin in (settings.slack_admins or "").split(",") if admin.strip()]
    _check("DEALDESK_SLACK_CHANNELS", settings.slack_channels, CHANNEL, "a channel, such as C0123ABCD")
    _check("DEALDESK_SLACK_GRANTS", settings.slack_grants, PERSON_OR_GROUP, "a person or user group, such as U0123ABCD")
    _check("DEALDESK_SLACK_ADMINS", admins, PERSON, "a person, such as U0123ABCD")
    return Policy(
        strangers=Strangers(settings.slack_strangers),
        channels=settings.slack_channels,
        grants=settings.slack_grants,
        admins=frozenset(admins),
    )


def _check(setting: str, ids: list[str] | dict[str, tuple[str, ...]], form: re.Pattern[str], wanted: str) -> None:
    for given in ids:
        if not form.fullmatch(given):
            raise BadSetting(f"{setting}: {given[:60]!r} is no id of {wanted}: Slack shows it with the details")
