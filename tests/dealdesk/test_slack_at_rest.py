"""What Slack leaves in the data folder, and what its routes let in, through the real assembly."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from bot.shown.actions_named import WATCH
from corpus.article import Article
from dealdesk.serving import build_app
from tests.bot.pressing import press_and_hear, typed_for
from tests.bot.slack_events import QUESTION, encoded, mention, signed
from tests.dealdesk.shallow_model import shallow_model
from tests.dealdesk.slack_room import slack_room
from tests.dealdesk.test_maintenance import CANARY, files_with

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]
SECRET = Article("secret", "The plant", f"{CANARY.title()} Energy will operate the plant in Portsmouth. Rain fell.")


async def test_a_purged_article_is_in_no_file_however_often_it_was_quoted_in_slack(tmp_path: Path) -> None:
    home, model = tmp_path / "home", str(shallow_model(tmp_path / "model"))
    with slack_room(home, embedding_model=model) as room:
        room.put(SECRET)
        event = mention(f"<@UBOT> {QUESTION}")
        [reply] = await room.ask(event)
        assert CANARY.title() in str(reply.blocks)
        await room.ask(mention("<@UBOT> And where is it?", "1700000060.000100"))
        await typed_for(room, f"ask {QUESTION}")
        await press_and_hear(room, WATCH, reply)
        assert files_with(home, CANARY)
        await asyncio.to_thread(room.real.purge, ["secret"])
        assert room.questions.get("T1:C1:1700000000.000100")  # what somebody asked is theirs, and stays
    assert files_with(home, CANARY) == []


async def test_slacks_routes_take_nothing_that_a_page_of_another_site_sends(tmp_path: Path) -> None:
    model = str(shallow_model(tmp_path / "model"))
    with slack_room(tmp_path / "home", embedding_model=model) as room:
        app = build_app(room.real, room.real.settings)
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://evil.example") as client:
            body = encoded(mention())
            headers = {"Origin": "http://evil.example", "Content-Type": "text/plain"}
            assert (await client.post("/slack/events", content=body, headers=headers)).status_code == 401
            assert (await client.get("/slack/events")).status_code == 405
            assert (await client.post("/slack/install")).status_code in (404, 405)
            # What is signed comes by the name under which Slack finds us, whatever that is.
            challenge = encoded({"type": "url_verification", "challenge": "c", "token": "legacy"})
            answered = await client.post("/slack/events", content=challenge, headers=signed(challenge))
            assert (answered.status_code, answered.json()) == (200, {"challenge": "c"})
            # All else keeps asking for this server's own names.
            assert (await client.get("/v1/watches")).status_code == 421
