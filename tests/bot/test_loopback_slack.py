"""The loopback Slack's Web API, as the real clients meet it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import RemoteDisconnected
from typing import Any

import pytest
import pytest_asyncio
from slack_sdk.errors import SlackApiError
from slack_sdk.models.messages.chunk import BlocksChunk, MarkdownTextChunk, TaskUpdateChunk
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.client import WebClient

from tests.bot.loopback_slack import BOT_TOKEN, Channel, Fault, Gate, LoopbackSlack, Person, Usergroup
from tests.bot.slack_events import deleted, mention

MUTE: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}
METADATA = {"event_type": "dealdesk_reply", "event_payload": {"key": "T1:C1:1.2"}}
STREAM: dict[str, Any] = {
    "channel": "C1",
    "thread_ts": "1700000000.000100",
    "recipient_team_id": "T1",
    "recipient_user_id": "U1",
}


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


@pytest.fixture
def slack() -> Iterator[LoopbackSlack]:
    with LoopbackSlack.in_thread() as slack:
        yield slack


@pytest.fixture
def client(slack: LoopbackSlack) -> WebClient:
    return WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])


@pytest_asyncio.fixture
async def async_client() -> AsyncIterator[AsyncWebClient]:
    async with LoopbackSlack() as slack:
        yield AsyncWebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])


def test_a_post_stands_in_its_thread_and_can_be_read_back(slack: LoopbackSlack, client: WebClient) -> None:
    slack.hear(mention())
    posted = client.chat_postMessage(
        channel="C1", thread_ts="1700000000.000100", text="said", blocks=[section("said")], metadata=METADATA, **MUTE
    )
    read = client.conversations_replies(channel="C1", ts="1700000000.000100", include_all_metadata=True)
    root, reply = read["messages"]
    assert (root["text"], root["reply_count"]) == ("<@UBOT> Who will operate the plant?", 1)
    assert (reply["ts"], reply["metadata"], reply["bot_id"]) == (posted["ts"], METADATA, "BBOT")
    assert "metadata" not in client.conversations_replies(channel="C1", ts=root["ts"])["messages"][1]
    assert [message.text for message in slack.replies_to("C1", "1700000000.000100")] == ["said"]


@pytest.mark.asyncio
async def test_the_asynchronous_client_is_served_too(async_client: AsyncWebClient) -> None:
    posted = await async_client.chat_postMessage(channel="C1", text="said", metadata=METADATA, **MUTE)
    read = await async_client.conversations_replies(channel="C1", ts=posted["ts"], include_all_metadata=True)
    assert read["messages"][0]["metadata"] == METADATA
    await async_client.chat_delete(channel="C1", ts=posted["ts"])
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await async_client.conversations_replies(channel="C1", ts=posted["ts"])


def test_a_message_can_be_changed_and_deleted_by_its_author_alone(slack: LoopbackSlack, client: WebClient) -> None:
    slack.hear(mention())
    ts = client.chat_postMessage(channel="C1", text="first", **MUTE)["ts"]
    client.chat_update(channel="C1", ts=ts, text="second")
    assert [(message.text, message.edits) for message in slack.messages() if message.ts == ts] == [("second", 1)]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        client.chat_update(channel="C1", ts="1700000000.000100", text="x")
    client.chat_delete(channel="C1", ts=ts)
    assert [message.ts for message in slack.messages()] == ["1700000000.000100"]


def test_a_stream_is_one_message_from_its_start_to_its_end(slack: LoopbackSlack, client: WebClient) -> None:
    stream = client.chat_stream(**STREAM)
    stream.append(chunks=[TaskUpdateChunk(id="search", title="Searching", status="in_progress")])
    stream.append(chunks=[BlocksChunk(blocks=[section("the answer")])])
    [growing] = slack.replies_to("C1", STREAM["thread_ts"])
    assert growing.state == "streaming"
    stream.append(chunks=[TaskUpdateChunk(id="search", title="Searched", status="complete")])
    stream.stop(blocks=[section("the proof")], metadata=METADATA)
    [whole] = slack.replies_to("C1", STREAM["thread_ts"])
    assert [block["type"] for block in whole.blocks] == ["task_card", "section", "section"]
    assert (whole.blocks[0]["status"], whole.state, whole.metadata) == ("complete", "stopped", METADATA)
    assert slack.violations == []


def test_a_stream_is_refused_as_slack_refuses_it(slack: LoopbackSlack, client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="missing_recipient_user_id"):
        client.chat_startStream(**(STREAM | {"recipient_user_id": None}))
    assert client.chat_startStream(channel="D1", thread_ts="1.2")["ok"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.chat_startStream(channel="D1", thread_ts="")
    ts = client.chat_startStream(**STREAM, chunks=[BlocksChunk(blocks=[section("a")])])["ts"]
    with pytest.raises(SlackApiError, match="streaming_state_conflict"):
        client.chat_update(channel="C1", ts=ts, text="x")
    with pytest.raises(SlackApiError, match="streaming_mode_mismatch"):
        client.chat_appendStream(channel="C1", ts=ts, markdown_text="x")
    client.chat_stopStream(channel="C1", ts=ts)
    for again in (client.chat_stopStream, client.chat_appendStream):
        with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
            again(channel="C1", ts=ts, chunks=[BlocksChunk(blocks=[section("b")])])
    assert client.chat_update(channel="C1", ts=ts, text="whole")["ok"]


def test_slack_ends_a_stream_after_five_minutes(slack: LoopbackSlack, client: WebClient) -> None:
    ts = client.chat_startStream(**STREAM)["ts"]
    slack.clock.advance(301)
    with pytest.raises(SlackApiError, match="message_not_in_streaming_state"):
        client.chat_stopStream(channel="C1", ts=ts)


def test_a_stream_is_judged_as_the_whole_message_it_makes(slack: LoopbackSlack, client: WebClient) -> None:
    ts = client.chat_startStream(**STREAM, chunks=[BlocksChunk(blocks=[section("a")] * 30)])["ts"]
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        client.chat_appendStream(channel="C1", ts=ts, chunks=[BlocksChunk(blocks=[section("a")] * 21)])
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_stopStream(channel="C1", ts=ts, blocks=[section("a" * 2_900)] * 5)
    assert len(slack.replies_to("C1", STREAM["thread_ts"])[0].blocks) == 30
    with pytest.raises(SlackApiError, match="invalid_chunks"):
        client.chat_appendStream(channel="C1", ts=ts, chunks=[MarkdownTextChunk(text="*live*")])
    assert len(slack.violations) == 3


def test_without_house_rules_markdown_is_streamed() -> None:
    with LoopbackSlack.in_thread(house_rules=False) as slack:
        client = WebClient(BOT_TOKEN, base_url=slack.api_url, retry_handlers=[])
        stream = client.chat_stream(**STREAM, buffer_size=1)
        stream.append(markdown_text="a *b* ")
        stream.append(markdown_text="c")
        stream.stop()
        assert [message.text for message in slack.replies_to("C1", STREAM["thread_ts"])] == ["a *b* c"]


def test_a_thread_is_read_a_page_at_a_time_and_as_often_as_slack_lets(slack: LoopbackSlack, client: WebClient) -> None:
    for number in range(20):
        client.chat_postMessage(channel="C1", thread_ts="1700000000.000100", text=f"reply {number}", **MUTE)
    slack.slow_replies()
    first = client.conversations_replies(channel="C1", ts="1700000000.000100")
    assert (len(first["messages"]), first["has_more"]) == (15, True)
    with pytest.raises(SlackApiError) as refused:
        client.conversations_replies(channel="C1", ts="1700000000.000100")
    assert (refused.value.response.status_code, refused.value.response.headers["Retry-After"]) == (429, "60")
    slack.clock.advance(61)
    cursor = first["response_metadata"]["next_cursor"]
    rest = client.conversations_replies(channel="C1", ts="1700000000.000100", cursor=cursor)
    assert [message["text"] for message in rest["messages"]] == [f"reply {n}" for n in range(14, 20)]


def test_people_channels_and_groups_are_as_the_test_set_them(slack: LoopbackSlack, client: WebClient) -> None:
    slack.add(Person.guest("U5"), Person.external("U6"), Person.deactivated("U7"), Person.bot("U8"))
    slack.add(Usergroup("S1", ("U1", "U5")), Channel.shared("C7", "group"))
    told = {id: client.users_info(user=id)["user"] for id in ("U1", "U5", "U6", "U7", "U8")}
    assert (told["U1"]["is_restricted"], told["U5"]["is_restricted"], told["U6"]["team_id"]) == (False, True, "T9")
    assert (told["U7"]["deleted"], "is_admin" in told["U7"], told["U8"]["is_bot"]) == (True, False, True)
    with pytest.raises(SlackApiError, match="user_not_found"):
        client.users_info(user="UNOBODY")
    assert "users" not in client.usergroups_list()["usergroups"][0]
    assert client.usergroups_list(include_users=True)["usergroups"][0]["users"] == ["U1", "U5"]
    channel = client.conversations_info(channel="C7")["channel"]
    assert (channel["is_private"], channel["is_ext_shared"]) == (True, True)
    with pytest.raises(SlackApiError, match="channel_not_found"):
        client.conversations_info(channel="CNOWHERE")


def test_faults_come_by_method_and_channel_and_in_order(slack: LoopbackSlack, client: WebClient) -> None:
    slack.faults.add("chat.postMessage", Fault(error="internal_error"), Fault(status=500), channel="C2")
    assert client.chat_postMessage(channel="C1", text="said", **MUTE)["ok"]
    with pytest.raises(SlackApiError, match="internal_error"):
        client.chat_postMessage(channel="C2", text="said", **MUTE)
    with pytest.raises(SlackApiError, match="non-JSON"):
        client.chat_postMessage(channel="C2", text="said", **MUTE)
    slack.faults.hold("C2", 3_600)
    with pytest.raises(SlackApiError) as refused:
        client.chat_postMessage(channel="C2", text="said", **MUTE)
    assert refused.value.response.headers["Retry-After"] == "3600"
    assert client.chat_postMessage(channel="C1", text="said", **MUTE)["ok"]
    slack.clock.advance(3_600)
    assert client.chat_postMessage(channel="C2", text="said", **MUTE)["ok"]
    assert len(slack.messages("C2")) == 1


@pytest.mark.parametrize(("fault", "standing"), [(Fault(drop=True), 1), (Fault(drop_before=True), 0)])
def test_a_connection_breaks_before_or_after_the_effect(
    slack: LoopbackSlack, client: WebClient, fault: Fault, standing: int
) -> None:
    slack.faults.append(fault)
    with pytest.raises((ConnectionError, RemoteDisconnected)):
        client.chat_postMessage(channel="C1", text="said", **MUTE)
    assert (len(slack.posts), len(slack.messages())) == (1, standing)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_gate_holds_a_call_before_its_effect_or_after_it(slack: LoopbackSlack, client: WebClient, when: str) -> None:
    gate = Gate()
    slack.faults.append(Fault(before=gate) if when == "before" else Fault(after=gate))
    with ThreadPoolExecutor(1) as pool:
        posting = pool.submit(client.chat_postMessage, channel="C1", text="said", **MUTE)
        slack.wait_until(lambda: gate.held == 1)
        assert (len(slack.messages()), posting.done()) == (0 if when == "before" else 1, False)
        gate.open()
        assert posting.result(timeout=20)["ok"]
    assert len(slack.messages()) == 1


def test_waiting_sees_what_another_thread_does_and_gives_up_in_time(slack: LoopbackSlack, client: WebClient) -> None:
    posting = threading.Thread(target=client.chat_postMessage, kwargs={"channel": "C1", "text": "said", **MUTE})
    posting.start()
    slack.wait_until(lambda: slack.messages())
    posting.join()
    with pytest.raises(TimeoutError):
        slack.wait_until(lambda: False, seconds=0.1)


def test_what_slack_hears_is_what_people_say(slack: LoopbackSlack) -> None:
    for payload in (mention(), mention(), deleted()):
        slack.hear(payload)
    assert [message.text for message in slack.thread("C1", "1700000000.000100")] == [
        "<@UBOT> Who will operate the plant?"
    ]
    slack.remove("C1", "1700000000.000100")
    slack.hear(mention())
    assert slack.messages() == []
