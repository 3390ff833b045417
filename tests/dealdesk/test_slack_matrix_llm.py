"""What an LLM is sent for a question in Slack: nothing that the asker may not read there, whatever was said before."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from bot.ports import Binding
from bot.shown.actions_named import SHARE
from corpus.article import PUBLIC, Article
from tests.answer.loopback_llm import API_KEY, MODEL, Asked, Draft, LoopbackLlm, draft
from tests.bot.access_table import BOARD, CLOSED, DEALS, DIRECT, EVERYBODY, GUEST, MEMBER, OPEN, cells
from tests.bot.pressing import press, typed_for
from tests.dealdesk.canaries import CANARIES, DEPTH, EARLIER, EARLY, QUESTION, birds_in
from tests.dealdesk.shallow_model import shallow_model
from tests.dealdesk.slack_room import ADMIN, BOTH, TEAM, SlackRoom, slack_room

pytestmark = [pytest.mark.asyncio, pytest.mark.slow]
LEANING = "And who will operate it?"
SAILING = "Who will run the night boat to Calais?"
BOAT = "Larkspur Ferries will run the night boat to Calais every Friday from the new harbour, its owner told reporters."


@pytest.fixture(scope="module")
def llm() -> Iterator[LoopbackLlm]:
    with LoopbackLlm(tells_all) as llm:
        yield llm
        assert llm.violations == []


@pytest.fixture(scope="module")
def room(llm: LoopbackLlm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SlackRoom]:
    folder = tmp_path_factory.mktemp("room")
    model = str(shallow_model(folder / "model"))
    told = {"llm": f"openai:{MODEL}", "llm_base_url": llm.base_url, "llm_api_key": API_KEY}
    with slack_room(folder / "home", embedding_model=model, **told) as room:
        yield room


@pytest.fixture
def prompts(llm: LoopbackLlm) -> list[Asked]:
    """Those of this test."""
    llm.asked.clear()
    llm.writer = tells_all
    return llm.asked


def tells_all(asked: Asked) -> Draft:
    """A model that repeats the first sentence of each passage."""
    quotes = {key: text.split(". ")[0] + "." for key, text in asked.passages.items()}
    return draft(*((quote, key, quote) for key, quote in quotes.items()))


@pytest.mark.parametrize("user", EVERYBODY)
async def test_prompts_hold_what_the_table_says_and_no_more(room: SlackRoom, prompts: list[Asked], user: str) -> None:
    for cell in cells():
        if cell.user == user:
            begun = await room.begun_for(cell)
            prompts.clear()
            sent = await room.asked_in(cell, begun)
            assert birds_in(prompts) == birds_in(sent) == cell.sees, str(cell)
            assert bool(prompts) == bool(cell.sees)


def history_in(prompts: list[Asked]) -> str:
    """What the last prompt holds of the thread."""
    return " ".join(text for name, text in prompts[-1].blocks if name.startswith("earlier"))


async def test_somebody_else_s_follow_up_knows_nothing_of_what_a_member_was_answered_from_bound_collections(
    room: SlackRoom, prompts: list[Asked]
) -> None:
    begun = await room.mentioned(EARLIER, MEMBER, OPEN)
    await room.followed_up(QUESTION, MEMBER, OPEN, begun)
    assert {PUBLIC, DEALS} == birds_in(history_in(prompts))
    prompts.clear()
    await room.followed_up(LEANING, GUEST, OPEN, begun)
    await room.followed_up(QUESTION, GUEST, OPEN, begun)
    assert birds_in(prompts) == {PUBLIC}
    await room.followed_up(QUESTION, MEMBER, OPEN, begun)
    assert DEALS in birds_in(history_in(prompts))


async def test_what_a_channel_was_bound_to_is_in_no_later_prompt(room: SlackRoom, prompts: list[Asked]) -> None:
    begun = await room.mentioned(EARLIER, MEMBER, CLOSED)
    assert DEALS in birds_in(prompts)
    prompts.clear()
    room.permissions.bind(TEAM, CLOSED, None, ADMIN)
    try:
        await room.followed_up(QUESTION, MEMBER, CLOSED, begun)
        await room.followed_up(LEANING, MEMBER, CLOSED, begun)
    finally:
        room.permissions.bind(TEAM, CLOSED, Binding(BOTH), ADMIN)
    assert birds_in(prompts) == {PUBLIC}


async def test_what_somebody_was_granted_is_in_no_later_prompt(room: SlackRoom, prompts: list[Asked]) -> None:
    begun = await room.mentioned(EARLIER, MEMBER, DIRECT + MEMBER)
    assert BOARD in birds_in(prompts)
    prompts.clear()
    room.permissions.revoke(TEAM, MEMBER, [BOARD])
    try:
        await room.followed_up(QUESTION, MEMBER, DIRECT + MEMBER, begun)
        await room.followed_up(LEANING, MEMBER, DIRECT + MEMBER, begun)
        await room.commanded(f"ask {QUESTION}", MEMBER, OPEN)
    finally:
        room.permissions.grant(TEAM, MEMBER, [BOARD], ADMIN)
    assert birds_in(prompts) == {PUBLIC}


async def test_a_model_that_mixes_what_it_was_sent_carries_nothing_to_who_may_not_read_it(
    room: SlackRoom, llm: LoopbackLlm, prompts: list[Asked]
) -> None:
    """A word of what was answered before, or of another passage, beside a quote that everybody may read."""
    room.put(Article("boat", "The night boat", f"{BOAT} It sails at ten.", "Daily Tide", date(2026, 1, 7)))
    secrets = [CANARIES[DEALS][EARLY].casefold(), CANARIES[BOARD][DEPTH].casefold()]

    def mixes(asked: Asked) -> Draft:
        [key] = [key for key, text in asked.passages.items() if BOAT in text]
        held = [word for word in secrets if word in asked.material.casefold()]
        return draft((BOAT.replace("night", f"{' '.join(held)} night"), key, BOAT), (BOAT, key, BOAT))

    begun = await room.mentioned(EARLIER, MEMBER, OPEN)
    llm.writer = mixes
    await room.followed_up(SAILING, MEMBER, OPEN, begun)
    prompts.clear()
    await room.followed_up(LEANING, GUEST, OPEN, begun)
    assert birds_in(prompts) == {PUBLIC}
    assert "Larkspur" in history_in(prompts)
    answer = await typed_for(room, f"ask {SAILING}", MEMBER, OPEN)
    with room.overheard() as sent:
        await press(room, SHARE, answer, MEMBER)
        await room.slack.until(lambda: answer.edits)
    assert birds_in(sent) == set()
    assert "Larkspur" in str(sent)
