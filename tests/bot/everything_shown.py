"""Everything the bot shows in Slack, with one text in all places where others write."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from answer.differences import Difference, Kind, Told
from answer.reply import Abstention, Answer, Citation, Disagreement, DisputedValue, Question, Reason, Statement
from answer.watches import Watch
from bot.shown.ask_modal import ask_modal
from bot.shown.blocks import Message, ephemeral_for, message_for, notice, with_question
from bot.shown.command_replies import articles_message, help_message, sources_message, watches_message
from bot.shown.home_view import HomeShown, home_view
from bot.shown.passages_modal import passages_modal, words_modal
from bot.shown.watch_notice import watch_notice
from corpus.article import Article, Span
from corpus.source import RegisteredSource, SourceKind
from corpus.stored import AlsoIn, StoredArticle
from index.health import IndexHealth, VectorState

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RESPONSE_URL = "https://hooks.slack.example/commands/1"


def citation_with(text: str, marker: int = 1, url: str | None = None) -> Citation:
    """A citation whose every field is `text`, as far as an article may hold it."""
    body = f"{text} before. {text} quoted. {text} after."
    span = Span(len(text) + 9, len(text) * 2 + 17)
    field = text[:2_000]
    article = Article(f"article-{marker}", field, body, publisher=field, published=date(2026, 2, 18), url=url or field)
    also = (AlsoIn("other", field, field, None, field),)
    return Citation(marker, article, span, span.of(body), also)


def answer_with(text: str) -> Answer:
    cited = (citation_with(text), citation_with(text, 2, f"https://ok.example/{text}"[:2_000]))
    value = DisputedValue(text, (1, 2))
    return Answer(
        Question(f"who {text}"[:4_000]),
        (Statement(text, (1,), Span(0, min(3, len(text)))), Statement(f"and {text}", (2,))),
        cited,
        "index-1",
        disagreements=(Disagreement(text, (value, value), text),),
        missing=(text,),
        note=text,
        id="reply-1",
    )


def abstention_with(text: str) -> Abstention:
    nearest = (citation_with(text), citation_with(text, 2, f"https://ok.example/{text}"[:2_000]))
    return Abstention(
        Question(f"who {text}"[:4_000]), Reason.NOT_SUPPORTED, "index-1", nearest, note=text, id="reply-1"
    )


def messages(text: str) -> Iterator[tuple[str, Message]]:
    answer, abstention = answer_with(text), abstention_with(text)
    yield "answer", message_for(answer)
    yield "answer without buttons", message_for(answer, buttons=False)
    yield "ephemeral", with_question(ephemeral_for(answer), answer.question.text)
    yield "abstention", message_for(abstention)
    yield "notice", notice(text)
    first, second = (Told(text, cited) for cited in answer.citations)
    for kind in Kind:
        change = Difference(kind, (first, second), (second, first, replace(first, value=None)))
        yield f"watch notice, {kind}", watch_notice(answer.question.text, change, watch_id="w-1", answer_id="reply-1")
    article = StoredArticle(answer.citations[0].article, NOW)
    yield "articles", articles_message([article, article], query=text, total=7, more=f"/dealdesk articles {text}")
    yield "no articles", articles_message([], query=text)
    places = [text, f"/folder/{text}", f"https://ok.example/{text}"]
    kinds = [SourceKind.FEED, SourceKind.FOLDER, SourceKind.URL]
    sources = [
        RegisteredSource(f"s-{n}", kind, place, "public", NOW, error=text)
        for n, (kind, place) in enumerate(zip(kinds, places, strict=True))
    ]
    yield "sources", sources_message(sources)
    yield "watches", watches_message([watch_with(text)] * 3)
    yield "help", help_message()


def views(text: str) -> Iterator[tuple[str, dict[str, Any]]]:
    answer = answer_with(text)
    yield "passages", passages_modal(answer)
    yield "nearest passages", passages_modal(abstention_with(text))
    yield "words", words_modal(text)
    yield "ask", ask_modal(text, RESPONSE_URL, "C1")
    yield "ask, prefilled", ask_modal(f"{text}?", RESPONSE_URL, "C1")
    newest = tuple(StoredArticle(cited.article, NOW) for cited in answer.citations)
    health = IndexHealth(VectorState.HEALING, 2, 4, "index-1")
    yield "home", home_view(HomeShown(((text, 3), ("public", 1)), newest, (watch_with(text),), health))
    yield "home where nothing can be asked", home_view(HomeShown((), (), (), None))


def watch_with(text: str) -> Watch:
    question = Question(f"who {text}"[:4_000])
    return Watch("w-1", "slack:T1:U1", "slack", "T1:C1:1.1", question, NOW, "reply-1")
