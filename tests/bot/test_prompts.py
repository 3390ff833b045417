"""Suggested prompts: questions about the newest articles that somebody may read, and that are answered."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.reply import Answer, Question
from bot.interaction.prompts import MAX_PROMPTS, prompts_of
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus
from tests.bot.desk import SlackDesk
from tests.bot.hostile_strings import FAMILIES
from tests.bot.slack_events import app_home_opened, assistant_thread_started, direct_message


def article(number: int, title: str, collection: str = "public") -> Article:
    return Article(f"a{number}", title, f"Text {number}.", published=date(2026, 1, number), collection=collection)


@pytest.mark.asyncio
async def test_the_pane_suggests_questions_about_the_newest_articles_without_naming_a_thread(desk: SlackDesk) -> None:
    desk.put(*(article(number, f"Deal number {number}") for number in range(20, 27)))
    await desk.send(app_home_opened("messages"))
    await desk.slack.until(lambda: desk.slack.surfaces.prompts)
    [(place, prompts)] = desk.slack.surfaces.prompts.items()
    assert place == ("D1", "")
    # The article that every desk has is of February, newer than these.
    assert [prompt["message"] for prompt in prompts] == [
        "What is known about “Ohio plant named”?",
        "What is known about “Deal number 26”?",
        "What is known about “Deal number 25”?",
        "What is known about “Deal number 24”?",
    ]


@pytest.mark.asyncio
async def test_the_pane_as_it_was_before_has_prompts_for_a_thread(desk: SlackDesk) -> None:
    await desk.send(assistant_thread_started())
    await desk.slack.until(lambda: desk.slack.surfaces.prompts)
    assert list(desk.slack.surfaces.prompts) == [("D1", "1700000000.000900")]


@pytest.mark.asyncio
async def test_what_somebody_may_not_read_is_not_suggested(desk: SlackDesk) -> None:
    desk.put(Article("secret", "Board paper", "Secret.", published=date(2026, 5, 1), collection="board"))
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    for user, channel in (("U1", "D1"), ("U2", "D2")):
        await desk.send(app_home_opened("messages", user, channel))
    await desk.slack.until(lambda: len(desk.slack.surfaces.prompts) == 2)
    suggested = {channel: str(prompts) for (channel, _), prompts in desk.slack.surfaces.prompts.items()}
    assert "Board paper" in suggested["D1"]
    assert "Board paper" not in suggested["D2"]


def test_titles_that_slack_would_take_for_more_than_words_make_no_prompts() -> None:
    titles = [
        "Hello <!channel>",
        "@here all",
        "see #general",
        "/remind me",
        "*bold*",
        ":tada: deal",
        "http://x.example",
    ]
    assert prompts_of(article(1, title) for title in titles) == []
    hostile = [title[:2_000] for titles in FAMILIES.values() for title in titles]
    shown = "".join(prompt["message"] for title in hostile for prompt in prompts_of([article(1, title)]))
    assert not set("<>@*_~`|") & set(shown)


def test_the_same_title_is_suggested_once_and_a_long_one_is_clipped_in_its_label() -> None:
    long = "Larkspur Grid raises its price for Northwind Cable to $46.00 a share after talks"
    prompts = prompts_of([article(1, long), article(2, long), *(article(n, f"Deal {n}") for n in range(3, 9))])
    assert len(prompts) == MAX_PROMPTS
    assert prompts[0]["title"].endswith("…")
    assert long in prompts[0]["message"]


def test_every_suggestion_is_a_question_that_is_answered_from_its_article() -> None:
    lines = (Path(__file__).parents[2] / "examples" / "corpus" / "wire.jsonl").read_text().splitlines()
    wire = [Article(told["id"], told["title"], told["text"]) for told in map(json.loads, lines)]
    corpus = MemoryCorpus(*wire)
    answerer = ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1", today=lambda: date(2026, 3, 10))
    prompts = prompts_of(wire)
    replies = [answerer.ask(Question(prompt["message"])) for prompt in prompts]
    assert len(prompts) == min(len(wire), MAX_PROMPTS)
    for prompt, reply in zip(prompts, replies, strict=True):
        assert isinstance(reply, Answer)
        assert any(prompt["message"] == f"What is known about “{c.article.title}”?" for c in reply.citations)


@pytest.mark.asyncio
async def test_a_conversation_is_named_by_the_question_that_began_it(desk: SlackDesk) -> None:
    first = direct_message("Who runs R&amp;D, &lt;!channel&gt;?")
    await desk.ask(first)
    await desk.slack.until(lambda: desk.slack.surfaces.titles)
    assert list(desk.slack.surfaces.titles.values()) == ["Who runs R&amp;D, &lt;!channel&gt;?"]
