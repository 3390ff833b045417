"""What tools take and give, where that is not as it is over HTTP."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from api.schema.articles import ArticleBody, ArticleSummary
from api.schema.figures import FiguresQuery
from api.schema.requests import ArticlesQuery, QuestionBody, StrictBody, TurnBody
from api.schema.words import Id, Line, Words
from api.tools.errors import ToolFailed

_MAX_TURNS = 100
_PART_CHARS = 20_000  # what a model reads at a time without forgetting what it asked for


class AskArguments(QuestionBody):
    question: Words = Field(description="In plain words. A follow-up may lean on `history`.")
    history: list[TurnBody] = Field([], max_length=_MAX_TURNS, description="The messages before it, the oldest first.")


class ArticleArguments(StrictBody):
    id: Id = Field(description="`article_id` of a citation or hit, or `id` of a list.")
    version: Line | None = Field(None, max_length=64, description="As a citation names it; left out: the live one.")
    start: int = Field(0, ge=0, description="In Unicode code points of the stored text, as all offsets here.")
    end: int | None = Field(
        None, ge=0, description=f"Exclusive. Left out: the end of the text, or {_PART_CHARS} characters from start."
    )


class ArticlesArguments(ArticlesQuery):
    limit: int = Field(20, ge=1, le=100)


class FiguresArguments(FiguresQuery):
    limit: int = Field(50, ge=1, le=500, description="How many figures, the first or the best.")
    format: Literal["json"] = "json"


class PartBody(ArticleSummary):
    """An article and a part of its stored text: what stands from start to before end. chars: the length of the whole
    text. next_start: where the rest begins; null at the end.
    """

    start: int
    end: int
    chars: int
    next_start: int | None
    text: str


def part_body(article: ArticleBody, wanted: ArticleArguments) -> PartBody:
    """Raises ToolFailed where the text does not reach so far."""
    chars = len(article.text)
    end = min(wanted.start + _PART_CHARS, chars) if wanted.end is None else wanted.end
    if not wanted.start <= end <= chars:
        raise ToolFailed(
            f"the text has {chars} characters: give start and end so that 0 <= start <= end <= {chars}, or leave them "
            "out"
        )
    return PartBody(
        **article.model_dump(include=set(ArticleSummary.model_fields)),
        start=wanted.start,
        end=end,
        chars=chars,
        next_start=end if end < chars else None,
        text=article.text[wanted.start : end],
    )
