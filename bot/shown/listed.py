"""Articles and watches as lines of a list."""

from __future__ import annotations

from answer.watches import Watch
from bot.shown.actions_named import UNWATCH
from bot.shown.elements import Block, button, plain, section, told
from bot.shown.room import clipped
from bot.shown.wording import named, published
from corpus.article import Article


def article_line(article: Article) -> Block:
    return section(told(clipped(named(article), 200), [published(article)], article.url))


def watch_line(watch: Watch, number: int | None = None) -> Block:
    """The question, since when it is watched, and a button to stop it."""
    counted = f"{number}. " if number else ""
    said = f"{counted}{clipped(watch.question.text, 500)}\nsince {watch.asked_at.date().isoformat()}"
    return {"type": "section", "text": plain(said), "accessory": button("Stop", UNWATCH, watch.id)}
