"""Whatever its size, what is shown stays within Slack's limits, and says what it leaves out."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.differences import Difference, Kind, Told
from answer.reply import Abstention, Answer, Citation, Disagreement, DisputedValue, Question, Reason, Reply, Statement
from answer.watches import Watch
from bot.shown.actions_named import EARLIER_PASSAGES, MORE_PASSAGES, parted, value_of
from bot.shown.blocks import (
    LEAST_PROSE_CHARS,
    Message,
    ephemeral_for,
    message_for,
    notice,
    pieces_of,
    with_question,
)
from bot.shown.command_replies import articles_message, watches_message
from bot.shown.home_view import HomeShown, home_view
from bot.shown.passages_modal import after, before, passages_modal
from bot.shown.room import size_chars
from bot.shown.watch_notice import watch_notice
from corpus.article import Article, Span
from corpus.stored import StoredArticle
from index.health import IndexHealth, VectorState
from tests.bot.replies import answer, citation
from tests.bot.slack.surface_limits import view_violations
from tests.bot.slack_limits import block_violations, buttons, texts, violations

QUESTION = Question("Who will operate the plant?")
NOW = datetime(2026, 3, 1, tzinfo=UTC)
MUTE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}
CHARACTERS = (0, 1, 899, 900, 2_999, 3_000, 3_001, 12_000, 13_200, 100_000)
CITATIONS = (0, 1, 2, 8, 20, 35, 36, 60)
DISAGREEMENTS = (0, 1, 8, 9, 30)


def quoting(count: int, quote_chars: int, filler: str = "x") -> tuple[Citation, ...]:
    """Citations whose quotes are numbered, so that none is taken for another."""
    return tuple(citation(n, f"Quote {n}: {filler * quote_chars}") for n in range(1, count + 1))


def reply_of(characters: int, citations: int, disagreements: int, quote_chars: int = 300, filler: str = "x") -> Answer:
    cited = quoting(citations, quote_chars, filler)
    values = tuple(DisputedValue(f"${n} billion", (n,)) for n in range(1, min(citations, 3) + 1))
    about = tuple(Disagreement(f"Matter {n} {filler * 50}", values) for n in range(1, disagreements + 1))
    return replace(answer(QUESTION, cited, text=filler * characters), disagreements=about)


def check(message: Message, reply: Reply) -> None:
    blocks = list(message.blocks)
    assert violations({"channel": "C1", "text": message.text, "blocks": blocks, **MUTE}) == []
    assert [block for piece in pieces_of(message) for block in piece] == blocks
    assert all(pieces_of(message))
    said = texts(blocks)
    quotes = shown_quotes(message)
    cited = reply.citations if isinstance(reply, Answer) else reply.nearest
    assert len(quotes) + counted(said, "citation") == len(cited)
    for quote, one in zip(quotes, cited, strict=False):
        assert quote == one.quote or (quote.endswith("…") and one.quote.startswith(quote[:-1].rstrip()))
    if isinstance(reply, Answer):
        told = sum(text.startswith("Sources disagree: ") for text in said)
        assert told + counted(said, "disagreement") == len(reply.disagreements)
        told = message.text.count("Sources disagree: ")
        assert told + unlisted(message.text, "disagreements") == len(reply.disagreements)
        check_prose(message, reply)
    assert len(re.findall(r"^\[\d+\] “", message.text, re.MULTILINE)) + unlisted(message.text, "citations") == len(
        cited
    )


def check_prose(message: Message, reply: Answer) -> None:
    """It is whole or visibly cut, down to its least but no further."""
    prose = "".join(element["text"] for element in message.blocks[0]["elements"][0]["elements"])
    whole = reply.text.strip()
    assert prose == whole or ("…" in prose and size_chars(prose) > min(size_chars(whole), LEAST_PROSE_CHARS) - 200)


def shown_quotes(message: Message) -> list[str]:
    parts = [part for block in message.blocks for part in block.get("elements", [])]
    return ["".join(leaf["text"] for leaf in part["elements"]) for part in parts if part["type"] == "rich_text_quote"]


def counted(said: list[str], what: str) -> int:
    return sum(
        int(found[1]) for text in said if (found := re.fullmatch(rf"(\d+) more {what}s? did not fit here\.", text))
    )


def unlisted(text: str, what: str) -> int:
    found = re.search(rf"^… and (\d+) more {what}$", text, re.MULTILINE)
    return int(found[1]) if found else 0


@pytest.mark.parametrize(("citations", "disagreements"), [*product(CITATIONS, DISAGREEMENTS)])
def test_answers_of_every_size_fit_and_lose_nothing_in_silence(citations: int, disagreements: int) -> None:
    for characters in CHARACTERS:
        reply = reply_of(characters, citations, disagreements)
        check(message_for(reply), reply)
        check(ephemeral_for(reply), reply)
        assert block_violations(list(with_question(ephemeral_for(reply), "why " * 1_000).blocks)) == []


@settings(max_examples=150, deadline=None)
@given(
    characters=st.integers(0, 100_000),
    citations=st.integers(0, 60),
    disagreements=st.integers(0, 20),
    quote_chars=st.integers(0, 5_000),
    filler=st.sampled_from(["x", "word ", "é", "漢", "🙂", '"', "\\", "a\n", "&", "<"]),
    asking=st.booleans(),
)
def test_answers_of_any_size_fit_and_lose_nothing_in_silence(
    characters: int, citations: int, disagreements: int, quote_chars: int, filler: str, asking: bool
) -> None:
    reply = reply_of(characters // len(filler), citations, disagreements, quote_chars // len(filler), filler)
    check(ephemeral_for(reply) if asking else message_for(reply), reply)


def test_however_small_they_are_there_are_at_most_50_blocks() -> None:
    tiny = tuple(citation(n, "x", title="T", publisher=None, published=None, url=None) for n in range(1, 61))
    value = DisputedValue("1", (1,))
    disagreements = (Disagreement("a", (value,)),) * 9
    reply = replace(answer(QUESTION, tiny, "y"), disagreements=disagreements, missing=("z",), note="n")
    check(ephemeral_for(reply), reply)
    assert len(ephemeral_for(reply).blocks) > 45
    abstention = Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", tiny, note="n")
    check(ephemeral_for(abstention), abstention)


@settings(max_examples=60, deadline=None)
@given(citations=st.integers(0, 60), quote_chars=st.integers(0, 5_000), note=st.integers(0, 5_000))
def test_abstentions_of_any_size_fit_and_lose_nothing_in_silence(citations: int, quote_chars: int, note: int) -> None:
    nearest = quoting(citations, quote_chars)
    reply = Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", nearest, note="n" * note)
    check(message_for(reply), reply)
    check(ephemeral_for(reply), reply)


@pytest.mark.parametrize(("citations", "disagreements"), [*product((8, 20, 35, 60), (0, 8))])
def test_no_prose_however_long_costs_a_citation_or_a_word_of_a_quote(citations: int, disagreements: int) -> None:
    for quote_chars in (50, 300, 1_000):
        least, longest = (reply_of(prose, citations, disagreements, quote_chars) for prose in (900, 100_000))
        assert shown_quotes(message_for(least)) == shown_quotes(message_for(longest))


def test_a_stream_begins_with_the_prose_and_ends_with_the_buttons() -> None:
    reply = replace(reply_of(200, 20, 2, quote_chars=50), note="Found by words alone.")
    kinds = [[block["type"] for block in piece] for piece in pieces_of(message_for(reply))]
    assert kinds[0] == ["rich_text"]
    assert kinds[1] == ["section", "section"]
    assert kinds[2:-1] == [["rich_text"] * 8, ["rich_text"] * 8, ["rich_text"] * 4]
    assert kinds[-1] == ["context", "actions", "context_actions"]
    assert [block for piece in pieces_of(notice("Help")) for block in piece] == list(notice("Help").blocks)
    assert pieces_of(Message((), "")) == []


@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 40, 60])
@pytest.mark.parametrize("quote_chars", [10, 5_000])
def test_every_passage_is_on_one_page_of_the_modal(count: int, quote_chars: int) -> None:
    for reply in (answer(QUESTION, quoting(count, quote_chars)), reply_with_nearest(count, quote_chars)):
        seen: list[str] = []
        view, earlier = passages_modal(reply), None
        while True:
            assert view_violations(view) == []
            seen += numbers_in(view)
            ways = buttons(view["blocks"])
            assert (EARLIER_PASSAGES in ways) == (earlier is not None)
            if earlier is not None:
                assert passages_modal(reply, int(parted(ways[EARLIER_PASSAGES]["value"])[1])) == earlier
            if MORE_PASSAGES not in ways:
                break
            answer_id, first = parted(ways[MORE_PASSAGES]["value"])
            assert answer_id == reply.id
            view, earlier = passages_modal(reply, int(first)), view
            assert view["private_metadata"] == value_of(answer_id, first)
        assert seen == [f"[{n}]" for n in range(1, count + 1)]


def reply_with_nearest(count: int, quote_chars: int) -> Abstention:
    return Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", quoting(count, quote_chars), id="reply-2")


def numbers_in(view: dict[str, Any]) -> list[str]:
    return [found[0] for text in texts(view["blocks"]) if (found := re.match(r"\[\d+\]", text))]


def test_a_page_that_is_not_there_is_the_last_one() -> None:
    reply = answer(QUESTION, quoting(25, 10))
    assert passages_modal(reply, 999) == passages_modal(reply, 20)
    assert passages_modal(reply, -5) == passages_modal(reply, 0)


def test_a_passage_stands_in_its_context_and_cuts_are_marked() -> None:
    text = "First words. " + "before " * 200 + "The quote itself." + " after" * 200 + " Last words."
    start = text.index("The quote")
    article = Article("a-1", "Title", text)
    cited = Citation(1, article, Span(start, start + 17), "The quote itself.")
    block = passages_modal(answer(QUESTION, (cited,)))["blocks"][2]
    lead, quote, tail = block["elements"][-1]["elements"]
    assert quote == {"type": "text", "text": "The quote itself.", "style": {"bold": True}}
    assert lead["text"].startswith("… before before")
    assert tail["text"].endswith("after after …")
    assert 560 <= len(lead["text"]) <= 602
    assert 560 <= len(tail["text"]) <= 602
    shown = "".join(part["text"] for part in (lead, quote, tail)).removeprefix("… ").removesuffix(" …")
    assert shown in text


@given(
    text=st.text(st.sampled_from("ab \n.é🙂"), min_size=1, max_size=2_000),
    cut=st.tuples(st.integers(0), st.integers(0)),
)
def test_the_context_is_the_texts_own(text: str, cut: tuple[int, int]) -> None:
    start, end = sorted(offset % (len(text) + 1) for offset in cut)
    lead, tail = before(text, Span(start, end)), after(text, Span(start, end))
    assert text[:start].endswith(lead.removeprefix("… "))
    assert text[end:].startswith(tail.removesuffix(" …"))
    assert lead.startswith("… ") or not text[:start].removesuffix(lead).strip()
    assert tail.endswith(" …") or not text[end:].removeprefix(tail).strip()


@pytest.mark.parametrize("count", [0, 1, 10, 40, 41, 200])
@pytest.mark.parametrize("filler", ["x", "🙂", '"'])
def test_homes_and_listings_of_any_size_fit(count: int, filler: str) -> None:
    long = Article("a-1", filler * 2_000, "Text.", filler * 2_000, url="https://ok.example/" + "&" * 1_900)
    articles = [StoredArticle(long, NOW)] * count
    watch = Watch("w-1", "slack:T1:U1", "slack", "T1:C1:1.1", Question("who " + filler * 3_000), NOW, None)
    health = IndexHealth(VectorState.READY, 1, 1, "index-1")
    counts = tuple((filler * 100, n) for n in range(count))
    assert view_violations(home_view(HomeShown(counts, tuple(articles), (watch,) * count, health))) == []
    for message in (
        articles_message(articles, query=filler * 4_000, more=filler * 900),
        watches_message([watch] * count),
    ):
        blocks = list(message.blocks)
        assert violations({"channel": "C1", "text": message.text, "blocks": blocks, **MUTE}) == []
        listed = sum(block["type"] != "context" for block in blocks) - 1
        unseen = [found for text in texts(blocks) if (found := re.fullmatch(r"(\d+) more did not fit here\.", text))]
        assert listed + sum(int(found[1]) for found in unseen) == count


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize(("old", "new"), [(0, 0), (0, 1), (1, 0), (1, 1), (3, 2), (60, 60)])
def test_watch_notices_of_any_size_fit_and_count_what_they_leave_out(kind: Kind, old: int, new: int) -> None:
    for quote_chars in (10, 5_000):
        told = [Told("$33 billion" * quote_chars, cited) for cited in quoting(60, quote_chars, "&")]
        change = Difference(kind, tuple(told[:old]), tuple(told[:new]))
        message = watch_notice("Who? " * 900, change, watch_id="w-1", answer_id="reply-1")
        assert violations({"channel": "C1", "text": message.text, "blocks": list(message.blocks), **MUTE}) == []
        left_out = sum(max(side - 4, 0) for side in (old, new))
        assert (f"… and {left_out} more values" in texts(list(message.blocks))) == (left_out > 0)


def test_a_cut_statement_says_so_however_many_follow() -> None:
    statements = (Statement("a" * 2_999, (1,)), Statement("b" * 50, (1,)))
    message = message_for(replace(answer(QUESTION, quoting(1, 10)), statements=statements))
    prose = "".join(element["text"] for element in message.blocks[0]["elements"][0]["elements"])
    assert "…" in prose
