"""What text, numbers and days in a request are like. The OpenAPI document says it as exactly as it is enforced."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from answer.reply import MAX_QUESTION_CHARS
from corpus.article import MAX_COLLECTION_CHARS, MAX_FIELD_CHARS, MAX_ID_CHARS

# White space, controls, separators and marks that nobody sees. Names of such classes are read differently everywhere.
_UNSEEN = r"\u0000-\u0020\u007f-\u00a0\u00ad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb"
_OF_ID = rf"[^/\\{_UNSEEN}]"
_OF_ID_BUT_DOTS = rf"[^./\\{_UNSEEN}]"


@dataclass(frozen=True)
class Form:
    """A regular expression that text is to match, and what to say of text that does not.

    pattern: as ECMAScript (with the flag u) and Rust both read it, so that it stands in the document as it is enforced.
    """

    pattern: str
    remedy: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        matching = core_schema.str_schema(pattern=self.pattern)
        told = core_schema.custom_error_schema(matching, custom_error_type="form", custom_error_message=self.remedy)
        return core_schema.chain_schema([handler(source), told])

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        return {**handler(schema), "pattern": self.pattern}


def _day(value: object) -> object:
    """A calendar day from YYYY-MM-DD and nothing else: Pydantic alone would also read numbers and times."""
    if value is None or isinstance(value, date):
        return value
    if isinstance(value, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise ValueError("give a day of the calendar as YYYY-MM-DD, or null")


_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})")


def _moment(value: object) -> object:
    """A moment that says its time zone (RFC 3339)."""
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        with suppress(ValueError):
            value = datetime.fromisoformat(value.upper())
    if value is None:
        return None
    if isinstance(value, datetime) and value.tzinfo:
        try:
            return value.astimezone(UTC)
        except OverflowError:  # the first and the last day of the calendar, in some time zones
            return value.replace(tzinfo=UTC)
    raise ValueError("give a moment with its time zone as 2026-02-18T09:30:00Z, or null")


def _day_or_moment(value: object) -> object:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str) and len(value) <= len("2026-02-18"):
        return _day(value)
    try:
        return _moment(value)
    except ValueError:
        raise ValueError(
            "give a day as YYYY-MM-DD, or a moment with its time zone as 2026-02-18T09:30:00Z (in an address a + is "
            "%2B)"
        ) from None


def _whole(value: object) -> object:
    """JSON knows one kind of number: 8.0 is 8."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Day = Annotated[date | None, BeforeValidator(_day)]
Moment = Annotated[datetime | None, BeforeValidator(_moment)]
AsOf = Annotated[datetime | date | None, BeforeValidator(_day_or_moment)]
WHOLE = BeforeValidator(_whole)

# Databases end a string at a NUL or refuse it. An article's text is cleaned of it instead.
NO_NUL = Form(r"^[^\u0000]*$", "leave out the NUL character")
WORDS = Form(r"^[^\u0000]*[\p{L}\p{N}][^\u0000]*$", "use at least one letter or digit")

Line = Annotated[str, NO_NUL]
Name = Annotated[str, Field(max_length=MAX_FIELD_CHARS), NO_NUL]
Id = Annotated[str, Field(max_length=MAX_ID_CHARS), NO_NUL]
Words = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), NO_NUL, WORDS]
Text = Annotated[str, Form(r"[\p{L}\p{N}]", "give the text of the article: it has no letter and no digit")]
Language = Annotated[str, Form("^[a-z]{2}$", "give two small letters as ISO 639-1 has them, such as en")]
ArticleId = Annotated[
    str,
    Field(max_length=MAX_ID_CHARS),
    Form(
        rf"^(\.*{_OF_ID_BUT_DOTS}{_OF_ID}*|\.+ {_OF_ID}+)( {_OF_ID}+)*$",
        "use visible characters, without slashes, double spaces or spaces at the ends, and not only dots",
    ),
]
KeyName = Annotated[
    str,
    Field(max_length=100),
    Form(
        rf"^ *[^{_UNSEEN}]([^{_UNSEEN}]| )*$", "give a name of visible characters, by which you will know the key again"
    ),
]
Collection = Annotated[
    str,
    Field(max_length=MAX_COLLECTION_CHARS),
    Form(
        r"^[\p{L}\p{N}_]([\p{L}\p{N}_ .:@-]*[\p{L}\p{N}_])?$",
        "use letters, digits, spaces and . : @ _ -, with a letter or digit at both ends",
    ),
]
Address = Annotated[
    str,
    Field(max_length=MAX_FIELD_CHARS),
    Form(r"^[Hh][Tt][Tt][Pp][Ss]?://[^\u0000]+$", "give an http or https address"),
]
Folder = Annotated[
    str, Field(max_length=MAX_FIELD_CHARS), Form(r"^/[^\u0000]*$", "give a whole path, which begins at the root")
]
Location = Annotated[
    str,
    Field(max_length=MAX_FIELD_CHARS),
    Form(
        r"^(/|[Hh][Tt][Tt][Pp][Ss]?://)[^\u0000]*$",
        "give a whole path, which begins at the root, or an http or https address",
    ),
]
