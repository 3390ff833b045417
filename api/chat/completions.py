"""The JSON of a chat completion that goes out, whole or in chunks, as OpenAI's clients read it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, Field

from api.chat.content import Content, content_of
from api.schema.replies import AnswerBody

MODEL: Literal["dealdesk"] = "dealdesk"

_CHARS_A_TOKEN = 4
_SINCE = 1_767_225_600  # 2026-01-01: when there first was such a model


def _is_none(value: object) -> bool:
    return value is None


class UrlCitationBody(BaseModel):
    """Where a marker stands in the content, [start_index, end_index) in Unicode code points, and what it cites."""

    start_index: int
    end_index: int
    title: str
    url: str


class AnnotationBody(BaseModel):
    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationBody


class AnsweredMessageBody(BaseModel):
    """annotations: the markers of articles that have an address; dealdesk, beside the message, tells of all of them."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationBody]


class ChoiceBody(BaseModel):
    """dealdesk: the answer as POST /v1/ask gives it, with every citation, quote and span."""

    index: Literal[0] = 0
    message: AnsweredMessageBody
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None
    dealdesk: AnswerBody


class UsageBody(BaseModel):
    """Not counted but reckoned: a token for every four characters of the messages, and of the content."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class CompletionBody(BaseModel):
    """system_fingerprint: the version of the index that the answer was made from."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: Literal["dealdesk"] = MODEL
    system_fingerprint: str
    choices: list[ChoiceBody]
    usage: UsageBody


class DeltaBody(BaseModel):
    """What is new; what is absent is as it was."""

    role: Literal["assistant"] | None = Field(None, exclude_if=_is_none)
    content: str | None = Field(None, exclude_if=_is_none)
    annotations: list[AnnotationBody] | None = Field(None, exclude_if=_is_none)


class ChunkChoiceBody(BaseModel):
    index: Literal[0] = 0
    delta: DeltaBody
    finish_reason: Literal["stop"] | None = None
    dealdesk: AnswerBody | None = Field(None, exclude_if=_is_none)


class ChunkBody(BaseModel):
    """One of a stream. The last one that has a choice has its finish_reason, the annotations and dealdesk."""

    id: str
    object: Literal["chat.completion.chunk"] = "chat.completion.chunk"
    created: int
    model: Literal["dealdesk"] = MODEL
    choices: list[ChunkChoiceBody]
    usage: UsageBody | None = Field(None, exclude_if=_is_none)


class ChatModelBody(BaseModel):
    id: Literal["dealdesk"] = MODEL
    object: Literal["model"] = "model"
    created: int = _SINCE
    owned_by: Literal["dealdesk"] = "dealdesk"


class ChatModelsBody(BaseModel):
    object: Literal["list"] = "list"
    data: list[ChatModelBody] = Field(default_factory=lambda: [ChatModelBody()])


def completion_body(completion_id: str, created: int, asked: Sequence[str], answer: AnswerBody) -> CompletionBody:
    """An answer as it goes out whole. created: seconds since 1970. asked: the texts of the messages."""
    content = content_of(answer)
    message = AnsweredMessageBody(content=content.text, annotations=annotations_of(content, answer))
    return CompletionBody(
        id=completion_id,
        created=created,
        system_fingerprint=answer.index_version,
        choices=[ChoiceBody(message=message, dealdesk=answer)],
        usage=usage(asked, content.text),
    )


def annotations_of(content: Content, answer: AnswerBody) -> list[AnnotationBody]:
    """Each marker of an article with an address on the web."""
    cited = {each.marker: each for each in answer.citations if each.url and re.match(r"https?://", each.url)}
    return [
        AnnotationBody(
            url_citation=UrlCitationBody(
                start_index=mark.start,
                end_index=mark.end,
                title=cited[mark.citation].title,
                url=cited[mark.citation].url or "",
            )
        )
        for mark in content.marks
        if mark.citation in cited
    ]


def usage(asked: Sequence[str], said: str) -> UsageBody:
    prompt, completion = (-(-chars // _CHARS_A_TOKEN) for chars in (sum(map(len, asked)), len(said)))
    return UsageBody(prompt_tokens=prompt, completion_tokens=completion, total_tokens=prompt + completion)
