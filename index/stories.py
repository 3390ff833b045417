"""One article of each story: a wire story that many outlets print fills no list of hits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from corpus.article import Article, Passage

T = TypeVar("T")

Found = tuple[Passage, float, T]
"""A passage with its score, and what else is known of it."""


def one_of_each(found: Sequence[Found[T]], stories: Mapping[str, str]) -> list[Found[T]]:
    """`found`, best first, without all articles of a story but one: the earliest of those that hold its best passage.

    stories: the story of each article; one that is not there is met in any case.
    """
    shown: dict[str, str] = {}
    for passage, _, _ in found:
        story = stories.get(passage.article.id)
        if story is not None and story not in shown:
            said = passage.text.split()
            alike = [
                other.article
                for other, _, _ in found
                if stories.get(other.article.id) == story and other.text.split() == said
            ]
            shown[story] = min(alike, key=_place).id
    return [each for each in found if _is_shown(each[0].article, stories, shown)]


def _is_shown(article: Article, stories: Mapping[str, str], shown: Mapping[str, str]) -> bool:
    story = stories.get(article.id)
    return story is None or shown[story] == article.id


def _place(article: Article) -> tuple[bool, date, str]:
    return article.published is None, article.published or date.max, article.id
