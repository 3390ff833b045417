"""A reply as JSON and back, whatever is in it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from answer.errors import VersionGone
from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    Reply,
    ShortAnswer,
    Statement,
    Turn,
)
from answer.reply_json import question_from, question_json, reply_from, reply_json
from corpus.article import Article, DateFound, Selection, Span
from corpus.stored import AlsoIn

said = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=30)
asked = said.map(lambda text: f"who {text}")
days = st.dates()
maybe_day, maybe_said = st.none() | days, st.none() | said
names = st.none() | st.lists(said, max_size=3).map(tuple)
moments = st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=9))]))
spans = st.tuples(st.integers(0, 40), st.integers(0, 40)).map(lambda ends: Span(min(ends), max(ends)))
marks = st.lists(st.integers(1, 9), max_size=3).map(tuple)
articles = st.builds(
    Article,
    st.sampled_from(["plant", "rumour", "ferry"]),
    said,
    said.map(lambda text: f"It says {text}."),
    maybe_said,
    maybe_day,
    maybe_said,
    st.sampled_from(["public", "desk"]),
    maybe_said,
    st.none() | st.sampled_from(DateFound),
    st.none() | st.just("en"),
    st.lists(st.integers(0, 9), max_size=2).map(tuple),
)
copies = st.lists(st.builds(AlsoIn, said, said, maybe_said, maybe_day, maybe_said), max_size=2).map(tuple)
citations = st.lists(st.builds(Citation, st.integers(1, 9), articles, spans, said, copies), max_size=4).map(tuple)
selections = st.builds(Selection, names, st.none(), maybe_day, maybe_day, st.none() | moments, names, names)
turns = st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), said), max_size=3).map(tuple)
questions = st.builds(Question, asked, turns, selections, st.integers(1, 100))
values = st.builds(DisputedValue, said, marks, st.integers(1, 9), st.booleans())
supports = st.none() | st.floats(0, 1)
replies = st.one_of(
    st.builds(
        Answer,
        questions,
        st.lists(st.builds(Statement, said, marks, st.none() | spans), max_size=3).map(tuple),
        citations,
        said,
        st.lists(st.builds(Disagreement, said, st.lists(values).map(tuple), maybe_said), max_size=2).map(tuple),
        st.none() | st.builds(ShortAnswer, said, st.integers(1, 9), spans),
        st.lists(said, max_size=2).map(tuple),
        supports,
        said,
        st.integers(0),
        maybe_said,
        said,
    ),
    st.builds(
        Abstention,
        questions,
        st.sampled_from(Reason),
        said,
        citations,
        supports,
        said,
        st.integers(0),
        maybe_said,
        said,
    ),
)


def through_json(reply: Reply, *kept: Article) -> Reply:
    texts = {(article.id, article.version): article.text for article in kept}
    return reply_from(json.loads(json.dumps(reply_json(reply))), lambda *wanted: texts.get(wanted))


@settings(max_examples=50)
@given(replies)
def test_a_reply_comes_back_as_it_was(reply: Reply) -> None:
    quoted = reply.citations if isinstance(reply, Answer) else reply.nearest
    assert through_json(reply, *(citation.article for citation in quoted)) == reply


@given(questions)
def test_a_question_comes_back_as_it_was(question: Question) -> None:
    assert question_from(json.loads(json.dumps(question_json(question)))) == question


def cited_once(article: Article) -> Answer:
    quote = Citation(1, article, Span(0, 3), article.text[:3])
    return Answer(Question("who?"), (Statement("She does.", (1,)),), (quote,), "v1")


def test_no_text_of_an_article_is_written_but_what_is_quoted() -> None:
    article = Article("plant", "Plant", "She runs the plant, and nobody else may enter it.", published=date(2026, 2, 1))
    assert "nobody else" not in json.dumps(reply_json(cited_once(article)))


def test_a_reply_that_quotes_a_version_which_is_not_kept_any_more_does_not_come_back() -> None:
    article, edited = Article("plant", "Plant", "She runs it."), Article("plant", "Plant", "He runs it.")
    with pytest.raises(VersionGone, match="'plant' is not kept any more: ask again"):
        through_json(cited_once(article), edited)


def test_two_versions_of_one_article_stay_two() -> None:
    old, new = Article("plant", "Plant", "She runs it."), Article("plant", "Plant", "He runs it.")
    cited = (Citation(1, old, Span(0, 3), "She"), Citation(2, new, Span(0, 2), "He"))
    reply = Answer(Question("who?"), (Statement("She does.", (1, 2)),), cited, "v1")
    assert through_json(reply, old, new) == reply


def test_a_question_that_looks_back_to_a_moment_keeps_its_time_zone() -> None:
    held_at = datetime(2026, 2, 18, 9, 30, tzinfo=timezone(timedelta(hours=9)))
    question = Question("who?", selection=Selection(as_of=held_at.date(), held_at=held_at))
    assert question_from(question_json(question)).selection == question.selection
