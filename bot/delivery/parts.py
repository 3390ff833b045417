"""What the Slack door is put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from slack_sdk import WebClient
from slack_sdk.webhook import WebhookClient

from answer.keeping import AnswersKept
from answer.ports import Answerer
from answer.watches import Watches
from bot.asked import Asked
from bot.delivery.first_signs import FirstSigns
from bot.delivery.patience import Patience
from bot.install.workspaces import Workspaces
from bot.permission.access import Access
from bot.ports import Begin, Health, Permissions, Questions, Shelf, Sources


@dataclass(frozen=True)
class Parts:
    """Ready to use. begin: see to it that a taken question is answered. webhook: to answer at a response_url.
    signs: for whoever waits long. answer_timeout_seconds: then the asker is told that it took too long.
    """

    workspaces: Workspaces
    access: Access
    answerer: Answerer
    questions: Questions
    permissions: Permissions
    answers: AnswersKept
    watches: Watches
    shelf: Shelf
    health: Health
    begin: Begin
    sources: Sources
    webhook: Callable[[str], WebhookClient]
    signs: FirstSigns
    answer_timeout_seconds: float = 60.0

    def client(self, asked: Asked, patience: Patience) -> WebClient:
        """To answer with. Slack may have to be asked whose the token is, or for another one: raises what `patience`
        raises, and NotInstalled."""
        return patience.once(lambda: self.workspaces.client(asked.team, asked.enterprise))
