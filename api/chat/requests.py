"""The JSON of a chat completion that comes in, and the question that is in it."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema

from answer.followups import leans
from answer.reply import MAX_QUESTION_CHARS, Abstention, Question, Reason
from api.schema.requests import AskRequest, Filters, TurnBody
from api.schema.words import WHOLE, WORDS, Line

_TURNS = 20  # messages before the question that are heard
_READ_PARTS = ("text", "input_text", "output_text", "refusal")


class _Lenient(BaseModel):
    """Of these fields and types; other fields are left aside."""

    model_config = ConfigDict(extra="ignore", strict=True)


def _only(remedy: str, *allowed: Any) -> Any:
    """One of these values, or null. remedy: what is said of any other."""

    def check(value: Any) -> Any:
        if value is not None and value not in allowed:
            raise ValueError(remedy)
        return value

    return Annotated[Any, AfterValidator(check), WithJsonSchema({"enum": [*allowed, None]})]


def _readable(kind: str) -> str:
    if kind not in _READ_PARTS:
        raise ValueError(f"a part of the type {kind[:40]!r} cannot be read here: send text, or upload it as an article")
    return kind


class PartBody(_Lenient):
    """A part of a message."""

    type: Annotated[str, AfterValidator(_readable), WithJsonSchema({"type": "string", "enum": list(_READ_PARTS)})]
    text: Line = ""


def _form(content: Any) -> str:
    return "parts" if isinstance(content, list) else "text"


class MessageBody(_Lenient):
    """content: text, or text in parts; null where the message only calls tools."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[Annotated[Line, Tag("text")] | Annotated[list[PartBody], Tag("parts")], Discriminator(_form)] | None
    ) = None

    @property
    def text(self) -> str:
        said = self.content or ""
        return (said if isinstance(said, str) else "\n".join(part.text for part in said)).strip()


def _place(messages: list[MessageBody]) -> int | None:
    """Where the question stands: the last message of the user that has words."""
    asking = (n for n, each in enumerate(messages) if each.role == "user" and any(map(str.isalnum, each.text)))
    return max(asking, default=None)


def _answerable(messages: list[MessageBody]) -> list[MessageBody]:
    place = _place(messages)
    if place is None:
        raise ValueError("the question is the last message of the role user that has words: send one")
    if (chars := len(messages[place].text)) > MAX_QUESTION_CHARS:
        raise ValueError(
            f"the last message of the role user has {chars} characters: at most {MAX_QUESTION_CHARS} are read"
        )
    return messages


class StreamOptions(_Lenient):
    include_usage: bool | None = None


class ResponseFormat(_Lenient):
    type: _only("answers are text: leave it out, or take JSON from the field dealdesk or from POST /v1/ask", "text")  # type: ignore[valid-type]


_WORDS = {"type": "string", "pattern": WORDS.pattern, "maxLength": MAX_QUESTION_CHARS}
_ASKING = {"properties": {"role": {"const": "user"}, "content": _WORDS}, "required": ["role", "content"]}
_Messages = Annotated[
    list[MessageBody],
    Field(
        min_length=1,
        json_schema_extra={"contains": _ASKING},
        examples=[[{"role": "user", "content": "Who will operate the gas-fired plant in Ohio?"}]],
    ),
    AfterValidator(_answerable),
]
_NoTools = _only('no tools are called from here: leave it out or send "auto" or "none"', "auto", "none")


class ChatRequest(_Lenient):
    """What OpenAI's clients send. The last message of the user is the question, and what stands before it is history.

    dealdesk: which articles may answer, as for POST /v1/ask. In OpenAI's Python client: `extra_body`.
    """

    model: str = Field(max_length=200, examples=["dealdesk"])
    messages: _Messages
    stream: bool | None = None
    stream_options: StreamOptions | None = None
    n: Annotated[int, Field(ge=1, le=1), WHOLE] | None = Field(None, description="There is one answer.")
    response_format: ResponseFormat | None = None
    modalities: _only('only text is given: leave it out or send ["text"]', ["text"]) = None  # type: ignore[valid-type]
    audio: _only("no sound is given: leave it out") = None  # type: ignore[valid-type]
    tool_choice: _NoTools = None  # type: ignore[valid-type]
    function_call: _NoTools = None  # type: ignore[valid-type]
    dealdesk: Filters = Filters()

    @property
    def texts(self) -> list[str]:
        """What all messages say."""
        return [message.text for message in self.messages]

    def to_asked(self) -> AskRequest:
        """The question with its history and filters.

        A message of the system or developer is background: it is heard where the first question leans on it ("what will
        it cost?"), as something that was said before. Like all history it only helps to understand a question; how
        answers are made and proven is not open to it. Elsewhere it is left aside: searched for along with a question
        that stands by itself, it led to other answers or to none. What tools gave is left out.
        """
        place = _place(self.messages)
        assert place is not None, "seen to above"
        background = [_turn("user", each) for each in self.messages if each.role in ("system", "developer")]
        said = [
            _turn("user" if message.role == "user" else "assistant", message)
            for message in self.messages[:place]
            if message.role in ("user", "assistant") and message.text not in _said_of_none()
        ]
        asked = self.messages[place].text
        first = next((turn.text for turn in said if turn.role == "user"), asked)
        history = [*(background if leans(first) else ()), *said[-_TURNS:]]
        return AskRequest(
            question=asked,
            history=[turn for turn in history if turn.text],
            **self.dealdesk.model_dump(exclude_unset=True),
        )


def _turn(role: Literal["user", "assistant"], message: MessageBody) -> TurnBody:
    return TurnBody(role=role, text=message.text[:MAX_QUESTION_CHARS])


@cache
def _said_of_none() -> frozenset[str]:
    """How it is said that there is no answer: it would be searched for."""
    return frozenset(Abstention(Question("What?"), reason, "").text for reason in Reason)
