"""Watches in Slack: who watches is told what changed, once, with the rights they have then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from answer.extractive import ExtractiveAnswerer
from answer.reply import Question, Reply
from answer.watcher import Watcher
from bot.interaction.watch_starting import DOOR, WatchPlace
from bot.interaction.watching import EVENT_TYPE, SlackAnnouncer
from bot.ports import Binding
from bot.said import Said
from bot.shown.actions_named import SHOW_MORE, UNWATCH, WATCH
from corpus.article import Article, Selection
from dealdesk.durable import Kind
from tests.answer.fakes import MemoryCorpus
from tests.bot.desk import SlackDesk, slack_desk
from tests.bot.loopback_slack import Channel, Fault, LoopbackSlack, Person
from tests.bot.pressing import press, press_and_hear, shown, typed
from tests.bot.replies import ScriptedAnswerer
from tests.bot.slack.messages import Message
from tests.bot.slack_events import mention
from tests.bot.slack_limits import buttons, texts

COST = "How much will the Ohio gas plant cost?"
pytestmark = pytest.mark.asyncio


@dataclass
class WatchedDesk:
    """A desk over articles that a test adds one by one, each of which makes another version of the index."""

    desk: SlackDesk
    announcer: SlackAnnouncer
    watcher: Watcher
    articles: list[Article]
    begun: list[str] = field(default_factory=list)

    def report(self, text: str, collection: str = "public") -> None:
        """An article comes."""
        number = len(self.articles) + 1
        told = f"cost-{number}", f"About {number}", text, f"Publisher {number}", date(2026, 2, number)
        self.articles.append(Article(*told, collection=collection))
        self.desk.put(self.articles[-1])

    def told(self, channel: str = "C1") -> list[Message]:
        """The notices that stand in a channel."""
        return [message for message in self.desk.slack.messages(channel) if _is_notice(message)]

    async def answered(self) -> Message:
        [reply] = await self.desk.ask(mention(f"<@UBOT> {COST}"))
        return reply

    async def look(self, notices: int) -> None:
        """Look at all watches, and wait until so many were told of."""
        self.watcher.look()
        await self.desk.slack.until(lambda: len(self.begun) == notices and not self.desk.watches.untold())


@contextmanager
def watched(home: Path, slack: LoopbackSlack) -> Iterator[WatchedDesk]:
    articles: list[Article] = []
    answerer = ScriptedAnswerer()

    def version(_: Selection) -> str:
        return f"index-{len(articles)}"

    def reply(question: Question) -> Reply:
        admitted = [article for article in articles if question.selection.admits(article.collection)]
        corpus = MemoryCorpus(*admitted)
        return ExtractiveAnswerer(corpus, corpus, corpus, corpus, version, today=lambda: date(2026, 3, 1)).ask(question)

    answerer.reply = reply
    with slack_desk(home, slack, answerer) as desk:
        parts, begun = desk.door.parts, list[str]()

        def begin(notice_id: str) -> None:
            begun.append(notice_id)
            desk.durable.begin(Kind.NOTICE, notice_id)

        announcer = SlackAnnouncer(
            desk.watches, desk.answers, parts.access, parts.workspaces, begin, lambda seconds: desk.durable.pause(0)
        )

        def tell(notice_id: str) -> None:
            notice = desk.watches.notice(notice_id)
            watch = desk.watches.get(notice.watch_id) if notice else None
            if notice and watch:
                announcer.tell(watch, notice)

        desk.durable.teach(Kind.NOTICE, lambda _: True, tell)
        watcher = Watcher(desk.watches, desk.answers, answerer, desk.index.catalogue, {DOOR: announcer}, version)
        with desk.running():
            yield WatchedDesk(desk, announcer, watcher, articles, begun)


@pytest.fixture
def bench(slack: LoopbackSlack, tmp_path: Path) -> Iterator[WatchedDesk]:
    with watched(tmp_path / "home", slack) as bench:
        bench.report("The Ohio gas plant will cost $33 billion.")
        yield bench


async def test_a_changed_answer_is_told_in_the_thread_once_with_both_quotes(bench: WatchedDesk) -> None:
    reply = await bench.answered()
    await press_and_hear(bench.desk, WATCH, reply, "U2")
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    await bench.look(1)
    [notice] = bench.told()
    assert notice.thread_ts == reply.thread_ts
    assert "$33 billion" in shown(notice)
    assert "$41 billion" in shown(notice)
    assert {SHOW_MORE, UNWATCH} <= set(buttons(notice.blocks))
    await bench.look(1)
    assert len(bench.told()) == 1


async def test_what_changes_nothing_is_not_told(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $33B, as officials said.")
    await bench.look(0)
    assert bench.told() == []


async def test_a_watch_that_was_typed_is_told_in_a_direct_message(bench: WatchedDesk) -> None:
    await typed(bench.desk, f"watch “{COST}”")
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    await bench.look(1)
    [notice] = bench.told("D1")
    assert notice.thread_ts == ""
    assert bench.told("C1") == []


async def test_who_stopped_watching_below_a_notice_hears_no_more(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    await bench.look(1)
    assert await press_and_hear(bench.desk, UNWATCH, bench.told()[0]) == Said.WATCH_STOPPED
    bench.report("The Ohio gas plant will cost $52 billion after all.")
    await bench.look(1)
    assert len(bench.told()) == 1


async def test_the_passages_behind_a_notice_open(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    await bench.look(1)
    await press(bench.desk, SHOW_MORE, bench.told()[0])
    modals = bench.desk.slack.surfaces.modals
    await bench.desk.slack.until(lambda: any("$41 billion" in str(texts(v.content["blocks"])) for v in modals.values()))


async def test_a_notice_that_was_posted_and_not_noted_down_is_not_posted_again(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    await bench.look(1)
    [watch] = bench.desk.watches.active()
    notice = bench.desk.watches.notice(bench.begun[0])
    assert notice
    bench.announcer.tell(watch, notice)  # what a process does that was killed before it noted it down
    assert len(bench.told()) == 1


@pytest.mark.parametrize("channel", ["C1", "D1"])
async def test_a_notice_whose_posting_was_not_answered_stands_there_once(bench: WatchedDesk, channel: str) -> None:
    if channel == "C1":
        await press_and_hear(bench.desk, WATCH, await bench.answered())
    else:
        await typed(bench.desk, f"watch “{COST}”")
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    bench.desk.slack.faults.append(Fault(drop=True))
    await bench.look(1)
    assert len(bench.told(channel)) == 1


async def test_a_notice_waits_for_a_slack_that_is_down(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    bench.desk.slack.faults.add("chat.postMessage", Fault(status=503), Fault(retry_after="30"), Fault(drop_before=True))
    await bench.look(1)
    assert len(bench.told()) == 1


async def test_a_thread_that_is_gone_ends_the_telling(bench: WatchedDesk) -> None:
    await press_and_hear(bench.desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.")
    bench.desk.slack.faults.add("chat.postMessage", Fault(error="is_archived"))
    await bench.look(1)
    assert bench.told() == []


async def test_who_may_not_read_it_any_more_is_not_told(bench: WatchedDesk) -> None:
    """Neither in a channel that is bound to less by then, nor where the watcher was deactivated."""
    desk = bench.desk
    desk.permissions.bind("T1", "C1", Binding(("public", "board")), "UADMIN")
    await press_and_hear(desk, WATCH, await bench.answered())
    bench.report("The Ohio gas plant will cost $41 billion, officials said.", "board")
    desk.durable.stop()
    bench.watcher.look()
    [notice] = desk.watches.untold()
    desk.permissions.bind("T1", "C1", None, "UADMIN")
    [watch] = desk.watches.active()
    bench.announcer.tell(watch, notice)
    assert desk.watches.untold() == []
    assert bench.told() == []


async def test_rights_are_those_of_the_moment_and_a_look_up_that_fails_denies(bench: WatchedDesk) -> None:
    desk, announcer = bench.desk, bench.announcer
    desk.permissions.bind("T1", "C1", Binding(("deals",)), "UADMIN")
    desk.permissions.grant("T1", "U1", ["board"], "UADMIN")
    await typed(desk, f"watch “{COST}”")
    [watch] = desk.watches.active()

    def admitted(channel: str, thread_ts: str = "1.2", user: str = "U1", team: str = "T1") -> tuple[str, ...] | None:
        place = WatchPlace(team, channel, thread_ts, user)
        selection = announcer.selection(replace(watch, address=place.address))
        return selection.collections if selection else None

    assert watch.address == WatchPlace("T1", "D1", "", "U1").address
    assert admitted("D1", "") == ("public", "board")
    assert admitted("C1") == ("deals",)
    desk.slack.add(Channel.shared("CSHARED"), Person.deactivated("U2"))
    desk.permissions.bind("T1", "CSHARED", Binding(("deals",)), "UADMIN")
    assert admitted("CSHARED") == ("public",)
    assert admitted("C1", user="U2") == ("public",)
    desk.slack.faults.always("conversations.info", Fault(error="missing_scope"))
    assert admitted("C2") is None
    assert admitted("D1", "", team="T2") is None


async def test_an_address_says_the_same_when_it_is_read_again() -> None:
    for place in (WatchPlace("T1", "C1", "1.2", "U1", "E1"), WatchPlace("T1", "D1", "", "U1")):
        assert WatchPlace.at(place.address) == place
    with pytest.raises(ValueError, match="no place in Slack"):
        WatchPlace.at("https://callback.example")


def _is_notice(message: Message) -> bool:
    return bool(message.metadata.get("event_type") == EVENT_TYPE)
