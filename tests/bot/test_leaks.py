"""What must not get out: into the log, into messages, onto the disk."""

from __future__ import annotations

import logging
import re
import tarfile
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from starlette.applications import Starlette

from answer.reply import Question, Reply
from bot.install.oauth import install_routes
from bot.shown.actions_named import SHARE, SHOW_MORE, WATCH
from corpus.schema import slack_questions
from dealdesk.backup import back_up
from tests.bot.desk import SlackDesk, settings_of, slack_desk
from tests.bot.installing import database_at, installations_in
from tests.bot.loopback_slack import BOT_TOKEN, Fault, LoopbackSlack
from tests.bot.pressing import press, press_and_hear, typed, typed_for
from tests.bot.replies import QUOTE, ScriptedAnswerer
from tests.bot.slack.tokens import CLIENT_SECRET, Workspace
from tests.bot.slack_events import SIGNING_SECRET, mention


@pytest.mark.asyncio
async def test_where_files_lie_and_what_the_database_says_is_told_to_nobody(
    desk: SlackDesk, answerer: ScriptedAnswerer, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has it, for whoever runs the program."""
    [reply] = await desk.ask(mention())
    with desk.index.catalogue.writing() as tx:
        for table in ("answers", "watches", "slack_grants", "slack_channels", "slack_questions"):
            tx.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {table}_gone")
    for text in ("ask who?", "articles", "watch list", "watch who?", "sources"):
        await typed(desk, text)
    for action in (WATCH, SHOW_MORE):
        await press(desk, action, reply)
    await desk.send(mention(ts="1700000000.000700"))
    await desk.slack.until(lambda: desk.slack.posts and len(desk.slack.ephemerals) >= 6)
    await desk.slack.until(lambda: any("cannot" in str(view.content) for view in desk.slack.surfaces.modals.values()))
    with desk.index.catalogue.writing() as tx:
        for table in ("answers", "watches", "slack_grants", "slack_channels", "slack_questions"):
            tx.exec_driver_sql(f"ALTER TABLE {table}_gone RENAME TO {table}")
    told = str([desk.slack.calls, desk.slack.responded, desk.slack.ephemerals])
    assert re.findall(r"sqlite|SELECT|no such table|catalogue\.|/home|/tmp", told) == []
    assert "no such table" in caplog.text


SECRETS = (BOT_TOKEN, SIGNING_SECRET, "/response/", "xoxb-", "xapp-")


@pytest.mark.asyncio
async def test_no_line_of_the_log_holds_what_was_asked_or_read_or_a_secret_however_much_is_logged(
    slack: LoopbackSlack, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    answerer = ScriptedAnswerer()
    with slack_desk(tmp_path / "home", slack, answerer) as desk, desk.running():
        [reply] = await desk.ask(mention("<@UBOT> Who runs the canary plant?"))
        seen = await typed_for(desk, "ask Who runs the canary plant?")
        await press(desk, SHARE, seen)
        await press(desk, SHOW_MORE, reply)
        await press_and_hear(desk, WATCH, reply)
        await typed(desk, "watch Who runs the canary plant?")
        await typed(desk, "articles canary")
        await typed(desk, "canary\nERROR forged")
        slack.faults.add("chat.startStream", Fault(drop=True))
        await desk.ask(mention("<@UBOT> And the canary mill?", "1700000000.000300"))

        def fails(question: Question) -> Reply:
            raise RuntimeError(f"cannot read {question.text!r}")

        answerer.reply = fails
        await desk.ask(mention("<@UBOT> And the canary barn?", "1700000000.000400"))
        await desk.slack.until(lambda: desk.slack.posts)
    lines = [f"{record.getMessage()} {record.exc_text or ''}" for record in caplog.records]
    assert len(lines) > 10
    assert [line for line in lines if "canary" in line or QUOTE in line] == []
    assert [line for line in lines if any(secret in line for secret in SECRETS)] == []


@pytest.mark.asyncio
async def test_the_work_is_kept_without_words_and_the_address_for_an_answer_no_longer_than_it_is_needed(
    slack: LoopbackSlack, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    with slack_desk(home, slack) as desk, desk.running():
        await desk.ask(mention("<@UBOT> Who runs the canary plant?"))
        await typed_for(desk, "ask Who runs the canary plant?")
        await desk.slack.until(lambda: desk.questions.unfinished() == [])
        with desk.index.catalogue.reading() as tx:
            kept = [row.asked for row in tx.execute(sa.select(slack_questions))]
    assert [asked["response_url"] for asked in kept] == ["", ""]
    assert [asked["text"] for asked in kept] == ["Who runs the canary plant?"] * 2
    assert QUOTE not in str(kept)
    durable = b"".join(file.read_bytes() for file in home.glob("jobs.sqlite3*"))
    assert b"T1:C1:" in durable
    assert [word for word in (b"canary", QUOTE.encode(), b"/response/", BOT_TOKEN.encode()) if word in durable] == []


@pytest.mark.asyncio
async def test_no_token_is_in_the_data_folder_or_a_backup_of_it(slack: LoopbackSlack, tmp_path: Path) -> None:
    home, packed = tmp_path / "home", tmp_path / "all.tar"
    with slack_desk(home, slack) as desk, desk.running():
        await desk.ask(mention())
        await typed_for(desk, "ask Who will operate the plant?")
        with database_at(home) as database:
            installed = installations_in(database, slack)
            app = Starlette(routes=install_routes(installed, database.lent()))
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="https://deals.example") as browser:
                begun = await browser.get("/slack/install")
                state = httpx.URL(begun.headers["location"]).params["state"]
                code = slack.tokens.approve(Workspace("T5", name="Acme", rotates=True))
                done = await browser.get("/slack/oauth_redirect", params={"state": state, "code": code})
                assert done.status_code == 200
            back_up(settings_of(home, slack.api_url), packed)
            held = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    with tarfile.open(packed) as archive:
        held += b"".join(archive.extractfile(member).read() for member in archive if member.isfile())  # type: ignore[union-attr]
    assert b"Acme" in held
    assert b"slack_questions" in held
    for secret in (b"xoxb-", b"xoxe", b"xapp-", SIGNING_SECRET.encode(), CLIENT_SECRET.encode(), code.encode()):
        assert secret not in held


@pytest.mark.asyncio
async def test_what_keeps_the_sdk_quiet_keeps_nothing_of_ours_quiet(desk: SlackDesk) -> None:
    await desk.ask(mention())
    ours = "answer", "bot", "corpus", "dealdesk", "index"
    assert [name for name in ours if not logging.getLogger(name).isEnabledFor(logging.WARNING)] == []
