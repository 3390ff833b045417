"""A desk in Slack: the real door over real records, durable work and a loopback Slack; the replies are scripted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
from starlette.applications import Starlette

from answer.ports import Answerer
from bot.delivery.first_signs import SECONDS
from bot.delivery.speech import EVENT_TYPE
from bot.ports import State
from bot.transport.http import PATH
from corpus.article import Article
from dealdesk.durable import Durable
from dealdesk.records.answers import SqlAnswers
from dealdesk.records.permissions import SqlPermissions
from dealdesk.records.questions import SqlQuestions
from dealdesk.records.watches import SqlWatches
from dealdesk.settings import Settings
from dealdesk.slack import SlackDoor
from index.health import IndexHealth, VectorState
from tests.bot.loopback_slack import BOT_TOKEN, LoopbackSlack
from tests.bot.replies import ScriptedAnswerer, citation
from tests.bot.slack.messages import Message
from tests.bot.slack_events import SIGNING_SECRET, encoded, signed
from tests.index.bench import Bench, bench

_PAUSE_SECONDS = 0.02


class Ready:
    """The index, in good health."""

    def health(self) -> IndexHealth:
        return IndexHealth(VectorState.READY, 1, 1, "index-1")


@dataclass(frozen=True)
class OpenDesk:
    """door: the door; index: where articles lie; questions, permissions, ...: the records."""

    door: SlackDoor
    durable: Durable
    index: Bench
    answers: SqlAnswers
    watches: SqlWatches
    questions: SqlQuestions
    permissions: SqlPermissions

    def put(self, *articles: Article) -> None:
        for article in articles:
            self.index.refresher.put(article)

    @contextmanager
    def running(self) -> Iterator[None]:
        """What was asked is answered while the block runs."""
        launching = Thread(target=self.durable.launch)  # not on the loop of a test, on which DBOS looks nothing up
        launching.start()
        launching.join()
        assert self.durable.is_running
        try:
            yield
        finally:
            self.durable.stop()


@dataclass(frozen=True)
class SlackDesk(OpenDesk):
    """slack: what Slack saw."""

    slack: LoopbackSlack

    async def send(self, payload: dict[str, Any], **headers: str) -> httpx.Response:
        """Send a signed event over HTTP to the real route."""
        self.slack.hear(payload)
        body = encoded(payload)
        return await self.post(body, signed(body) | headers)

    async def ask(self, *payloads: dict[str, Any]) -> list[Message]:
        """Send events that are one question's, and wait for the reply. Returns all that stands in its thread."""
        for payload in payloads:
            assert (await self.send(payload)).status_code == 200
        event = payloads[0]["event"]
        return await self.replied(event["channel"], event.get("thread_ts") or event["ts"])

    async def replied(self, channel: str, thread_ts: str, count: int = 1) -> list[Message]:
        """What we said in a thread, once it has that many whole replies."""
        await self.slack.until(lambda: len(self.whole(channel, thread_ts)) >= count)
        return self.slack.replies_to(channel, thread_ts)

    def whole(self, channel: str, thread_ts: str) -> list[Message]:
        """The replies in a thread that are complete."""
        replies = self.slack.replies_to(channel, thread_ts)
        return [reply for reply in replies if reply.metadata.get("event_type") == EVENT_TYPE]

    async def ended(self, *payloads: dict[str, Any]) -> None:
        """Wait until nothing is left to do for these events."""
        for payload in payloads:
            key = f"{payload['team_id']}:{payload['event']['channel']}:{payload['event']['ts']}"
            await self.slack.until(lambda key=key: (t := self.questions.get(key)) is None or t.state is not State.TAKEN)  # type: ignore[misc]

    async def retry(self, payload: dict[str, Any], number: int) -> httpx.Response:
        headers = {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": "http_timeout"}
        return await self.send(payload, **headers)

    async def post(self, body: bytes, headers: dict[str, str]) -> httpx.Response:
        transport = httpx.ASGITransport(Starlette(routes=self.door.routes()))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            return await client.post(PATH, content=body, headers=headers)


def settings_of(home: Path, api_url: str, **more: Any) -> Settings:
    given = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": SIGNING_SECRET, "slack_api_url": api_url}
    return Settings(home=home, _env_file=None, **(given | more))


@contextmanager
def open_desk(
    home: Path,
    api_url: str,
    answerer: Answerer | None = None,
    *,
    timeout_seconds: float = 60.0,
    sign_seconds: float = SECONDS,
    **settings: Any,
) -> Iterator[OpenDesk]:
    """A desk over `home`, which may be one that another left. Its articles are those of `replies.citation`."""
    home.mkdir(exist_ok=True)
    with bench(home / "catalogue.sqlite3") as index:
        database = index.catalogue.database
        durable = Durable(home / "jobs.sqlite3")
        answers, watches = SqlAnswers(index.catalogue), SqlWatches(database)
        door = SlackDoor(
            settings_of(home, api_url, **settings),
            durable,
            database,
            answerer or ScriptedAnswerer(),
            answers,
            watches,
            index.catalogue,
            Ready(),
            timeout_seconds,
            # What Slack asks to wait is waited, but in this test's short seconds.
            lambda seconds: durable.pause(min(seconds, _PAUSE_SECONDS)),
            sign_seconds,
        )
        desk = OpenDesk(door, durable, index, answers, watches, SqlQuestions(database), SqlPermissions(database))
        desk.put(*(citation(marker).article for marker in range(1, 4)))
        try:
            yield desk
        finally:
            door.bot.close()


@contextmanager
def slack_desk(home: Path, slack: LoopbackSlack, answerer: Answerer | None = None, **more: Any) -> Iterator[SlackDesk]:
    """The same, and the Slack that it speaks to."""
    with open_desk(home, slack.api_url, answerer, **more) as desk:
        yield SlackDesk(**vars(desk), slack=slack)
