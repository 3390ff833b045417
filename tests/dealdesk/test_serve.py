"""One real server: its HTTP door, its Slack door, and the commands that go through it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.loopback_slack import APP_TOKEN, BOT_TOKEN, LoopbackSlack
from tests.bot.slack_events import SIGNING_SECRET, channel_twin, encoded, mention, signed
from tests.bot.slack_limits import texts
from tests.dealdesk.console import Console, Done
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

KEY = "a-kéy-of-these-tests"
OPERATOR = "Who is reported to operate the gas-fired power plant in Portsmouth, Ohio?"
ARTICLE = {
    "title": "Quenby Tramways sells its depot",
    "text": "Quenby Tramways sold its depot to Ostrava Homes for $73 million on Monday, both companies said.",
    "published": "2026-03-02",
}


@pytest.fixture(scope="module")
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack
        assert slack.violations == []


@pytest.fixture(scope="module")
def served(
    first_refresh: tuple[Console, Done], slack: LoopbackSlack, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server with a key and both ways to Slack, over a copy of the home with the example corpus."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(first_refresh[0].home, home)
    settings = {
        "DEALDESK_API_KEY": KEY,
        "DEALDESK_SLACK_BOT_TOKEN": BOT_TOKEN,
        "DEALDESK_SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "DEALDESK_SLACK_APP_TOKEN": APP_TOKEN,
        "DEALDESK_SLACK_API_URL": slack.api_url,
    }
    with serving(Console(home, settings)) as served:
        yield served


def test_a_server_becomes_ready_and_says_what_it_holds(served: Served) -> None:
    ready = served.client.get("/readyz").json()
    assert (ready["status"], ready["vectors"], ready["articles"]) == ("ready", "ready", 20)
    assert served.client.get("/livez").json() == {"status": "alive"}


def test_an_article_that_was_put_answers_at_once_and_not_once_it_is_deleted(served: Served) -> None:
    put = served.client.put("/v1/articles/quenby", json=ARTICLE)
    assert (put.status_code, put.json()["changed"]) == (201, True)
    again = served.client.put("/v1/articles/quenby", json=ARTICLE)
    assert (again.status_code, again.json()["changed"]) == (200, False)
    question = {"question": "Who bought the depot of Quenby Tramways?"}
    [citation] = served.client.post("/v1/ask", json=question).json()["citations"]
    stored = served.client.get("/v1/articles/quenby").json()["text"]
    assert "Ostrava Homes" in citation["quote"]
    assert stored[citation["start"] : citation["end"]] == citation["quote"]
    assert served.client.delete("/v1/articles/quenby").status_code == 204
    assert "quenby" not in served.client.post("/v1/ask", json=question).text.replace(question["question"], "").lower()


def test_v1_wants_the_key_and_the_probes_do_not(served: Served) -> None:
    assert served.client.get("/v1/articles", headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert served.client.get("/readyz", headers={"Authorization": ""}).status_code == 200


def test_commands_go_through_the_server(served: Served) -> None:
    asked = served.console.run("ask", OPERATOR, "--json")
    assert (asked.code, asked.err, asked.json["status"]) == (0, "", "answered")
    assert any("SB Energy" in citation["quote"] for citation in asked.json["citations"])
    found = served.console.run("search", "termination fee", "--top-k", 2, "--json")
    assert (found.code, found.err, len(found.json["hits"])) == (0, "", 2)
    listed = served.console.run("articles", "--json")
    assert (listed.code, listed.err, len(listed.json)) == (0, "", 20)


def test_who_may_read_the_data_folder_needs_no_key_for_commands(served: Served) -> None:
    console = Console(served.console.home)
    for command in (["articles"], ["watches"], ["jobs"], ["models"], ["keys", "list"]):
        done = console.run(*command, "--json")
        assert (done.code, done.err) == (0, "")


def test_a_refresh_goes_through_the_server(served: Served, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "depot.md").write_text(f"---\ntitle: {ARTICLE['title']}\n---\n{ARTICLE['text']}\n")
    counts = []
    for text in (ARTICLE["text"], ARTICLE["text"], "Quenby Tramways kept its depot.", None):
        if text:
            (folder / "depot.md").write_text(f"---\ntitle: {ARTICLE['title']}\n---\n{text}\n")
        else:
            (folder / "depot.md").unlink()
        done = served.console.run("refresh", folder, "--json")
        assert (done.code, done.err) == (0, "")
        counts.append([name for name in ("added", "replaced", "unchanged", "removed", "failed") if done.json[name]])
    assert counts == [["added"], ["unchanged"], ["replaced"], ["removed"]]
    assert served.client.get("/v1/articles/depot").status_code == 404


def test_what_needs_the_folder_itself_is_told_who_holds_it(served: Served) -> None:
    for command in ("verify", "rebuild", "serve"):
        done = served.console.run(command, *(["--port", 0] if command == "serve" else []))
        assert (done.code, done.out) == (1, "")
        assert f"is in use by `dealdesk serve` (process {served.process.pid} at {served.client.base_url}" in done.err


def quotes(served: Served) -> list[str]:
    """What the answer to OPERATOR cites, as it is asked over HTTP."""
    answer = served.client.post("/v1/ask", json={"question": OPERATOR, "collections": ["public"]}).json()
    assert any("SB Energy" in citation["quote"] for citation in answer["citations"])
    return [citation["quote"] for citation in answer["citations"]]


def assert_one_reply_with_the_quotes(slack: LoopbackSlack, ts: str, quotes: list[str]) -> None:
    [reply] = slack.replies_to("C1", ts)
    assert set(quotes) <= set(texts(reply.blocks))


def whole(slack: LoopbackSlack, ts: str) -> bool:
    return any(reply.metadata for reply in slack.replies_to("C1", ts))


def test_a_signed_mention_over_http_gets_one_threaded_reply_with_the_quotes(
    served: Served, slack: LoopbackSlack
) -> None:
    expected = quotes(served)
    first, second = "1700000100.000100", "1700000101.000100"
    asked = f"<@UBOT> {OPERATOR}"
    for event in (mention(asked, first), mention(asked, first), channel_twin(asked, first), mention(asked, second)):
        body = encoded(event)
        assert served.client.post("/slack/events", content=body, headers=signed(body)).status_code == 200
    slack.wait_until(lambda: all(whole(slack, ts) for ts in (first, second)))
    for ts in (first, second):
        assert_one_reply_with_the_quotes(slack, ts, expected)


def test_a_mention_over_the_socket_gets_one_threaded_reply_with_the_quotes(
    served: Served, slack: LoopbackSlack
) -> None:
    expected = quotes(served)
    first, second = "1700000200.000100", "1700000201.000100"
    asked = f"<@UBOT> {OPERATOR}"
    for event in (mention(asked, first), mention(asked, first), channel_twin(asked, first), mention(asked, second)):
        slack.run(slack.send_event(event))
    slack.wait_until(lambda: all(whole(slack, ts) for ts in (first, second)))
    for ts in (first, second):
        assert_one_reply_with_the_quotes(slack, ts, expected)


def test_an_unsigned_event_is_refused(served: Served) -> None:
    unsigned = served.client.post("/slack/events", content=encoded(mention(OPERATOR, "1700000300.000100")))
    assert unsigned.status_code == 401


@pytest.mark.parametrize("writes", [False, True], ids=["while the model loads", "after a change"])
def test_sigterm_stops_a_server_cleanly_and_nothing_is_rebuilt_after_it(console: Console, writes: bool) -> None:
    with serving(console) as served:
        if writes:
            [first, *_] = served.client.get("/v1/articles").json()["articles"]
            assert served.client.delete(f"/v1/articles/{first['id']}").status_code == 204
        stopped = served.stop()
    assert (stopped.code, "Traceback" in stopped.err) == (0, False)
    verified = console.run("verify")
    assert (verified.code, verified.err) == (0, "")


def test_an_address_beyond_this_machine_needs_a_key(fresh: Console) -> None:
    done = fresh.run("serve", "--host", "0.0.0.0", "--port", 0)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "error: listening at 0.0.0.0 needs an API key: make one with `dealdesk keys create`, set DEALDESK_API_KEY, or "
        "serve on 127.0.0.1\n"
    )
    assert not fresh.home.exists()


def test_a_bot_token_without_a_way_for_events_to_come_is_told(fresh: Console) -> None:
    done = Console(fresh.home, {"DEALDESK_SLACK_BOT_TOKEN": BOT_TOKEN}).run("serve", "--port", 0)
    assert done.code == 1
    assert "set DEALDESK_SLACK_SIGNING_SECRET for HTTP, or DEALDESK_SLACK_APP_TOKEN for Socket Mode" in done.err


def test_a_taken_port_is_told_at_once(fresh: Console, served: Served) -> None:
    done = fresh.run("serve", "--port", served.client.base_url.port)
    assert (done.code, "choose another --host or --port" in done.err) == (1, True)
