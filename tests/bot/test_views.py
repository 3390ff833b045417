"""Modals, the App Home, watch notices and what commands show: their shape, pinned."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from syrupy.assertion import SnapshotAssertion

from answer.differences import Difference, Kind, Told
from answer.reply import Abstention, Question, Reason
from answer.watches import Watch
from bot.said import Said
from bot.shown.actions_named import ASK_VIEW, UNWATCH
from bot.shown.ask_modal import MAX_INPUT_CHARS, ask_modal
from bot.shown.blocks import Message
from bot.shown.command_replies import articles_message, help_message, sources_message, watches_message
from bot.shown.home_view import MAX_WATCHES, HomeShown, home_view
from bot.shown.passages_modal import passages_modal
from bot.shown.watch_notice import watch_notice
from corpus.source import RegisteredSource, SourceKind
from corpus.stored import StoredArticle
from index.health import IndexHealth, VectorState
from tests.bot.replies import answer, citation
from tests.bot.slack.surface_limits import view_violations
from tests.bot.slack_limits import buttons, links, texts, violations

QUESTION = Question("Who will operate the plant?")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
READY = IndexHealth(VectorState.READY, 3, 9, "index-1")
MUTE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}


def pinned(message: Message) -> dict[str, object]:
    blocks = list(message.blocks)
    assert violations({"channel": "C1", "text": message.text, "blocks": blocks, **MUTE}) == []
    return {"text": message.text, "blocks": blocks}


def watch(number: int) -> Watch:
    asked_at = NOW - timedelta(days=number)
    return Watch(f"w-{number}", "slack:T1:U1", "slack", "T1:C1:1.1", QUESTION, asked_at, "reply-1")


def stored(number: int) -> StoredArticle:
    return StoredArticle(replace(citation(number).article, published=date(2026, 2, number)), NOW)


def test_the_passages_look_like_this(snapshot: SnapshotAssertion) -> None:
    paged = replace(citation(2), article=replace(citation(2).article, pages=(0, 10)))
    view = passages_modal(answer(QUESTION, (citation(1), paged)))
    assert view == snapshot
    assert view_violations(view) == []


def test_the_passages_of_an_abstention_are_said_to_be_no_answer() -> None:
    view = passages_modal(Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", (citation(1),)))
    assert "Nearest, but not an answer:" in texts(view["blocks"])
    view = passages_modal(Abstention(QUESTION, Reason.NOTHING_FOUND, "index-1"))
    assert "I found nothing about this in the articles." in texts(view["blocks"])
    assert view_violations(view) == []


def test_asking_about_a_message_looks_like_this(snapshot: SnapshotAssertion) -> None:
    view = ask_modal("SB Energy was named as operator.", "https://hooks.slack.example/1", "C1")
    assert view == snapshot
    assert view_violations(view) == []
    assert view["callback_id"] == ASK_VIEW


@pytest.mark.parametrize(
    ("message", "prefilled"),
    [
        ("Who will operate the plant?", True),
        (" Who?\n", True),
        ("It was named.", False),
        ("", False),
        ("x" * MAX_INPUT_CHARS + "?", False),
    ],
)
def test_a_message_that_is_a_question_stands_in_the_input(message: str, prefilled: bool) -> None:
    view = ask_modal(message, "https://hooks.slack.example/1", "C1")
    [field] = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert field.get("initial_value") == (message.strip() if prefilled else None)
    assert view_violations(view) == []


def test_the_home_looks_like_this(snapshot: SnapshotAssertion) -> None:
    counts = (("public", 1_200), ("deals", 1))
    view = home_view(HomeShown(counts, (stored(2), stored(1)), (watch(3),), READY))
    assert view == snapshot
    assert view_violations(view) == []


def test_the_home_of_somebody_who_may_read_nothing_says_so() -> None:
    said = texts(home_view(HomeShown((), (), (), READY))["blocks"])
    assert Said.DENIED in said
    assert "Newest articles" not in said


@pytest.mark.parametrize(
    ("health", "said"),
    [
        (READY, "The index is ready."),
        (replace(READY, vectors=VectorState.HEALING), "Words alone are searched"),
        (replace(READY, vectors=VectorState.BROKEN), "Words alone are searched"),
        (None, "Nothing can be asked at the moment"),
    ],
)
def test_the_home_says_how_the_index_is(health: IndexHealth | None, said: str) -> None:
    shown = texts(home_view(HomeShown((("public", 3),), (), (), health))["blocks"])
    assert any(text.startswith(said) for text in shown)


def test_the_home_stops_a_watch_by_its_id_and_counts_those_that_do_not_fit() -> None:
    watches = tuple(watch(number) for number in range(MAX_WATCHES + 2))
    view = home_view(HomeShown((("public", 3),), (), watches, READY))
    stops = [block["accessory"]["value"] for block in view["blocks"] if "accessory" in block]
    assert stops == [f"w-{number}" for number in range(MAX_WATCHES)]
    assert "… and 2 more. /dealdesk watch list shows them all." in texts(view["blocks"])


def test_a_watch_notice_looks_like_this(snapshot: SnapshotAssertion) -> None:
    old = citation(1, "The plant will cost $30 billion.", published=date(2026, 1, 5))
    new = citation(1, "The plant will cost $33 billion.", title="Dearer", publisher="Tide")
    change = Difference(Kind.OTHER_VALUE, (Told("$30 billion", old),), (Told("$33 billion", new),))
    message = watch_notice("What will the plant cost?", change, watch_id="w-1", answer_id="reply-2")
    assert pinned(message) == snapshot


@pytest.mark.parametrize(
    ("kind", "old", "new", "said"),
    [
        (Kind.ANSWERED, 0, 1, "There is an answer now: Who?"),
        (Kind.OTHER_VALUE, 1, 1, "The answer has changed: Who?"),
        (Kind.DISAGREEMENT, 2, 1, "The sources now disagree: Who?"),
        (Kind.UNSUPPORTED, 1, 0, "The articles do not answer this any more: Who?"),
    ],
)
def test_a_watch_notice_says_what_became_of_the_answer(kind: Kind, old: int, new: int, said: str) -> None:
    told = tuple(Told(None, citation(number)) for number in (1, 2))
    message = watch_notice("Who?", Difference(kind, told[:old], told[:new]), watch_id="w-1", answer_id="reply-2")
    heading, columns = message.blocks[:2]
    assert texts([heading]) == [said]
    assert len(columns["fields"]) == 2 * max(old, new)
    assert ("no answer" in columns["fields"][0]["text"]) == (old == 0)
    assert ("no answer" in columns["fields"][1]["text"]) == (new == 0)
    assert len(links(list(message.blocks))) == new
    assert buttons(list(message.blocks))[UNWATCH]["value"] == "w-1"


def test_the_list_of_articles_looks_like_this(snapshot: SnapshotAssertion) -> None:
    message = articles_message([stored(2), stored(1)], query="Ohio", total=57, more="/dealdesk articles Ohio page 2")
    assert pinned(message) == snapshot
    assert texts(list(articles_message([], query="Ohio").blocks)) == ["No articles about “Ohio” that you may read."]


def test_the_list_of_sources_looks_like_this(snapshot: SnapshotAssertion) -> None:
    feed = RegisteredSource("s-1", SourceKind.FEED, "https://wire.example/feed", "public", NOW, refreshed_at=NOW)
    folder = RegisteredSource("s-2", SourceKind.FOLDER, "/srv/private/deals", "deals", NOW, error="cannot read /srv")
    message = sources_message([feed, folder])
    assert pinned(message) == snapshot
    assert "/srv" not in str(message)


def test_the_list_of_watches_and_the_help_look_like_this(snapshot: SnapshotAssertion) -> None:
    assert [pinned(watches_message([watch(1), watch(2)])), pinned(help_message())] == snapshot
    assert pinned(watches_message([])) != pinned(sources_message([])) != pinned(articles_message([]))


def test_every_sentence_of_the_table_can_be_said() -> None:
    blanks = {"error": "x", "reference": "x", "count": 5, "command": "x"}
    assert all("{" not in said.format(**blanks) for said in Said)
