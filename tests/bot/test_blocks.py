"""Replies as blocks: their shape, their limits, and that nothing in them comes alive."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from answer.reply import Abstention, Answer, Disagreement, DisputedValue, Question, Reason, Statement
from bot.shown.actions_named import SHARE, SHOW_MORE, WATCH, parted
from bot.shown.blocks import Message, ephemeral_for, message_for, notice
from corpus.article import Selection, Span
from corpus.stored import AlsoIn
from tests.bot.replies import QUOTE, answer, citation
from tests.bot.slack_limits import buttons, links, texts, violations

QUESTION = Question("Who will operate the plant?")
HOSTILE = [
    "<!channel>",
    "<!here|here>",
    "<@U1>",
    "<#C1|general>",
    "<!subteam^S1|@team>",
    "<http://x.example|y>",
    "[y](http://x.example)",
    "*b* _i_ ~s~ `c`",
    "```code```",
    "> quote",
    ":smile: @channel &lt;!channel&gt;",
    "![alt](http://x.example/i.png)",
]
MUTE = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False, "link_names": False}


def problems(message: Message) -> list[str]:
    return violations({"channel": "C1", "text": message.text, "blocks": list(message.blocks), **MUTE})


def pinned(message: Message) -> dict[str, object]:
    """As plain containers, which a snapshot writes out line by line."""
    return {"text": message.text, "blocks": list(message.blocks)}


def disputed() -> Answer:
    first = citation(1)
    second = citation(2, "The plant will cost $30 billion.", publisher=None, published=None, url=None)
    values = (DisputedValue("$33 billion", (1,), sources=2, newest=True), DisputedValue("$30 billion", (2,)))
    disagreement = Disagreement("cost of the plant", values, "The first is the whole, the second a part of it.")
    return replace(answer(QUESTION, (first, second)), disagreements=(disagreement,))


def test_an_answer_looks_like_this(snapshot: SnapshotAssertion) -> None:
    question = Question("Who?", selection=Selection(as_of=date(2026, 3, 1)))
    said = (Statement("SB Energy will operate the plant.", (1, 2), Span(0, 9)),)
    reply = replace(
        answer(question, (citation(1), citation(2, url=None))),
        statements=said,
        missing=("what the plant will cost",),
        note="Found by words alone.",
    )
    assert pinned(message_for(reply)) == snapshot
    assert problems(message_for(reply)) == []


def test_an_abstention_looks_like_this(snapshot: SnapshotAssertion) -> None:
    nearest = (citation(1, published=None),)
    reply = Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", nearest, note="Found by words alone.", id="reply-1")
    assert pinned(message_for(reply)) == snapshot
    assert problems(message_for(reply)) == []


def test_a_disagreement_looks_like_this(snapshot: SnapshotAssertion) -> None:
    assert pinned(message_for(disputed())) == snapshot
    assert problems(message_for(disputed())) == []


def test_an_answer_for_the_asker_alone_can_be_shared() -> None:
    reply = disputed()
    shown, whispered = message_for(reply), ephemeral_for(reply)
    assert problems(whispered) == []
    pressed = {button["action_id"]: button["value"] for button in whispered.blocks[-2]["elements"]}
    assert pressed == {SHOW_MORE: "reply-1", WATCH: "reply-1", SHARE: "reply-1"}
    assert SHARE not in buttons(list(shown.blocks))
    assert whispered.text == shown.text
    assert whispered.blocks[:-2] == shown.blocks[:-2] == message_for(reply, buttons=False).blocks


def test_a_reply_is_rated_with_slacks_own_element() -> None:
    [rating] = message_for(disputed()).blocks[-1]["elements"]
    assert rating["type"] == "feedback_buttons"
    values = [rating[side]["value"] for side in ("positive_button", "negative_button")]
    assert [parted(value) for value in values] == [("reply-1", "yes"), ("reply-1", "no")]
    assert parted("no colon") == parted("") == ("", "")


def test_an_abstention_offers_to_tell_of_a_first_answer_and_opens_no_passages_where_there_are_none() -> None:
    reply = Abstention(QUESTION, Reason.NOTHING_FOUND, "index-1")
    pressed = buttons(list(message_for(reply).blocks))
    assert SHOW_MORE not in pressed
    assert pressed[WATCH]["text"]["text"] == "Tell me when an article answers this"


def test_a_citation_says_where_else_its_story_stands() -> None:
    others = tuple(AlsoIn(f"b-{n}", "", name, None, None) for n, name in enumerate(["Meridian", "Tide", "Meridian"]))
    told = message_for(answer(QUESTION, (replace(citation(1), also_in=others), citation(2))))
    assert [text for text in texts(list(told.blocks)) if "also in" in text] == [
        " · The Ledger, 2026-02-18 · also in Meridian, Tide · "
    ]
    assert told.text.count("also in Meridian, Tide") == 1
    many = tuple(AlsoIn(f"b-{n}", "<!here>" * 100, None, None, None) for n in range(50))
    assert problems(message_for(answer(QUESTION, (replace(citation(1), also_in=many),) * 30))) == []


def test_a_citation_of_what_came_in_pages_says_its_page() -> None:
    cited = citation(1)
    paged = replace(cited, article=replace(cited.article, pages=(0, cited.span.start)))
    told = message_for(answer(QUESTION, (paged,)))
    assert any("The Ledger, 2026-02-18, page 2" in text for text in texts(list(told.blocks)))


@pytest.mark.parametrize("characters", [0, 1, 2_900, 3_000, 3_001, 20_000, 100_000])
@pytest.mark.parametrize("citations", [0, 1, 8, 60])
def test_answers_of_any_length_stay_within_the_limits(characters: int, citations: int) -> None:
    cited = tuple(citation(n, f"Statement number {n} of the filing, word for word.") for n in range(1, citations + 1))
    text = "x" * characters
    message = message_for(answer(QUESTION, cited, text=text))
    assert problems(message) == []
    shown = sum(block["elements"][-1]["type"] == "rich_text_quote" for block in message.blocks)
    prose, *rest = texts(list(message.blocks))
    assert shown == citations or f"{citations - shown} more citations did not fit here." in rest
    assert prose.startswith(text) or "x… [1]" in prose or prose.endswith("x…")


@pytest.mark.parametrize(("citations", "quote_chars"), [(1, 5_000), (8, 5_000), (60, 500)])
def test_nearest_passages_of_any_length_stay_within_the_limits(citations: int, quote_chars: int) -> None:
    nearest = tuple(citation(n, "x" * quote_chars) for n in range(1, citations + 1))
    message = message_for(Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", nearest))
    assert problems(message) == []
    said = texts(list(message.blocks))
    assert said[1] == "Nearest, but not an answer:"
    shown = sum(text.startswith("x") for text in said)
    assert shown == citations or f"{citations - shown} more citations did not fit here." in said


@pytest.mark.parametrize(
    ("text", "phrase", "bold"),
    [
        ("The plant costs $33 billion.", (16, 27), ["$33 billion"]),
        ("*b* <!channel> costs `$33`", (0, 14), ["*b* <!channel>"]),
        ("🏭 costs $33", (8, 11), ["$33"]),
        ("The plant costs $33 billion.", (3, 3), []),
        ("x" * 5_000 + " $33", (5_001, 5_004), []),
        ("x" * 5_000, (2_000, 3_500), []),
    ],
)
def test_the_answering_phrase_is_bold_where_all_of_it_is_shown(
    text: str, phrase: tuple[int, int], bold: list[str]
) -> None:
    said = (Statement(text, (1,), Span(*phrase)), Statement("And more.", (1,)))
    message = message_for(replace(answer(QUESTION, (citation(1),)), statements=said))
    assert problems(message) == []
    elements = message.blocks[0]["elements"][0]["elements"]
    assert [element["text"] for element in elements if element.get("style") == {"bold": True}] == bold
    shown = "".join(element["text"] for element in elements)
    assert shown == f"{text} [1] And more. [1]" or shown.endswith("x… [1]")


@pytest.mark.parametrize("filler", ["x", '"', "\\", "\n", "\x01", "é", "漢", "🙂", "&", "<"])
def test_text_that_grows_when_encoded_stays_within_the_limits(filler: str) -> None:
    cited = tuple(
        citation(n, QUOTE + filler * 3_000, title=filler * 2_000, publisher=filler * 2_000) for n in range(1, 9)
    )
    value = DisputedValue(filler * 5_000, tuple(range(1, 9)))
    reply = replace(
        answer(QUESTION, cited),
        statements=(Statement(filler * 50_000, tuple(range(1, 9)), Span(10, 20)),),
        missing=(filler * 5_000,) * 3,
        note=filler * 5_000,
        disagreements=(Disagreement(filler * 5_000, (value,) * 30, filler * 5_000),) * 30,
    )
    assert problems(message_for(reply)) == []
    abstention = Abstention(QUESTION, Reason.NOT_SUPPORTED, "index-1", cited, note=filler * 5_000)
    assert problems(message_for(abstention)) == []


def test_prose_gives_way_before_any_citation() -> None:
    cited = tuple(citation(n) for n in range(1, 25))
    message = message_for(answer(QUESTION, cited, text="word " * 600))
    said = texts(list(message.blocks))
    assert "…" in said[0]
    assert said.count(QUOTE) == 24


def test_long_quotes_are_visibly_cut_before_a_citation_is_left_out() -> None:
    cited = tuple(citation(n, "word " * 1_000) for n in range(1, 13))
    message = message_for(answer(QUESTION, cited))
    quotes = [text for text in texts(list(message.blocks)) if text.startswith("word")]
    assert len(quotes) == 12
    assert all(quote.endswith("…") for quote in quotes)


def test_a_cut_statement_keeps_its_markers_and_the_rest_is_marked_as_cut() -> None:
    statements = (Statement("a" * 5_000, (1,)), Statement("never reached", (1,)))
    message = message_for(replace(answer(QUESTION, (citation(1),)), statements=statements))
    assert texts(list(message.blocks))[0].endswith("a… [1]")


def test_more_disagreements_than_fit_are_counted() -> None:
    disagreement = disputed().disagreements[0]
    message = message_for(replace(disputed(), disagreements=(disagreement,) * 12))
    assert "4 more disagreements did not fit here." in texts(list(message.blocks))


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_is_shown_as_it_is_and_never_comes_alive(hostile: str) -> None:
    cited = citation(1, f"{hostile} quoted", title=hostile, publisher=hostile, url=f"https://ok.example/{hostile}")
    value = DisputedValue(hostile, (1,))
    reply = replace(
        answer(Question(f"{hostile} who"), (cited,), text=hostile),
        disagreements=(Disagreement(hostile, (value, value), hostile),),
        missing=(hostile,),
        note=hostile,
    )
    message = message_for(reply)
    assert problems(message) == []
    assert f"{hostile} quoted" in texts(list(message.blocks))
    [url] = links(list(message.blocks))
    assert url.startswith("https://ok.example/")
    assert not set(url) & set('<>|"`\\ ')
    assert problems(notice(hostile)) == []


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "ftp://a.example",
        "https://",
        "http://[::1",
        "//a.example",
        "https://ä.example",
        "slack://open",
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    message = message_for(answer(QUESTION, (citation(1, url=url),)))
    assert links(list(message.blocks)) == []
    assert problems(message) == []


def test_a_link_names_the_host_it_leads_to() -> None:
    cited = citation(1, title="https://bank.example", url="https://bank.example@evil.example/x\n<y>")
    [block] = message_for(answer(QUESTION, (cited,)), buttons=False).blocks[1:]
    [link] = [element for element in block["elements"][0]["elements"] if element["type"] == "link"]
    assert link == {"type": "link", "url": "https://bank.example@evil.example/x%3Cy%3E", "text": "evil.example"}


def test_an_undated_source_without_publisher_or_title_goes_by_its_id() -> None:
    cited = citation(1, title=" ", publisher=None, published=None, url=None)
    assert texts(list(message_for(answer(QUESTION, (cited,))).blocks))[1:3] == [f"[1] {cited.article.id}", " · undated"]


@given(
    text=st.text(),
    phrase=st.tuples(st.integers(0, 9), st.integers(0, 9)),
    quote=st.text(min_size=1),
    title=st.text(),
    note=st.none() | st.text(),
    missing=st.lists(st.text(), max_size=2),
)
def test_no_text_at_all_breaks_a_message(
    text: str, phrase: tuple[int, int], quote: str, title: str, note: str | None, missing: list[str]
) -> None:
    cited = citation(1, quote, title=title[:2_000])
    said = Statement(text, (1,), Span(min(phrase), max(phrase)))
    reply = replace(answer(QUESTION, (cited,)), statements=(said,), note=note, missing=tuple(missing))
    assert problems(message_for(reply)) == []
