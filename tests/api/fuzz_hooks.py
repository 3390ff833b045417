"""What schemathesis cannot read in the document: how JSON lines are sent, and the few rules that no schema can say.

A request that the schema calls right, and that breaks one of these rules, is refused with what to do. That is tested
elsewhere; here such a request is put right before it is sent, and then has to be accepted.
"""

from __future__ import annotations

import os
from itertools import count
from typing import Any
from urllib.parse import quote, unquote

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation
from schemathesis.transport import SerializationContext

from corpus.cleaning import clean

# A folder with folders 0, 1 and 2 in it, which the server may read.
_folders = os.environ.get("DEALDESK_FUZZ_FOLDERS")
_numbers = count(1)
# Text or null: what was null, and was to be wrong as text, can come out as a text that is right.
_OPTIONAL_TEXTS = {"/v1/conversations": "title", "/v1/answers/{id}/feedback": "comment"}


@schemathesis.serializer("application/x-ndjson")
def as_lines(context: SerializationContext, value: Any) -> bytes:
    """What is no text cannot be sent as lines: nothing is."""
    return value.encode() if isinstance(value, str) else b""


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    if case.meta is None:
        return
    wrong = {place for place in ParameterLocation if case.meta.is_negative_at(place)}
    if ParameterLocation.HEADER not in wrong and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{next(_numbers)}"  # or only the first one would be looked at
    if ParameterLocation.QUERY not in wrong:
        _put_right(case.query)
    if ParameterLocation.BODY not in wrong:
        for values in (case.body, *_within(case.body)):
            _put_right(values)
        if ParameterLocation.PATH not in wrong:
            _name_one_article(case)
    elif isinstance(case.body, dict):
        if case.path == "/v1/uploads":
            _have_no_text_that_is_right(case.body)
        elif isinstance(case.body.get(name := _OPTIONAL_TEXTS.get(case.path)), str):
            case.body[name] = 7


def _within(body: Any) -> list[Any]:
    """The questions of a batch, and the filters of a chat."""
    return [*body.get("questions", []), body.get("dealdesk")] if isinstance(body, dict) else []


def _put_right(values: Any) -> None:
    if not isinstance(values, dict):
        return
    values.pop("cursor", None)  # those there are belong to one list each
    first, last, expires = (values.get(name) for name in ("published_from", "published_to", "expires_at"))
    if isinstance(first, str) and isinstance(last, str) and first > last:
        values["published_from"], values["published_to"] = last, first
    if isinstance(expires, str):
        values["expires_at"] = f"2999{expires[4:]}"
    for name in ("location", "path"):
        if _folders and str(values.get(name)).startswith("/"):
            values[name] = f"{_folders}/{len(values[name]) % 3}"


def _name_one_article(case: Case[Any]) -> None:
    """An id is in Unicode's composed form, and an article's body names no other one than its path."""
    if case.method == "PUT" and case.path == "/v1/articles/{id}":
        given = case.path_parameters["id"]
        plain = clean(unquote(given))  # mostly it is as it stands in the address
        case.path_parameters["id"] = plain if given == unquote(given) else quote(plain, safe="")
        if isinstance(case.body, dict) and case.body.get("id") is not None:
            case.body["id"] = plain


def _have_no_text_that_is_right(form: dict[str, Any]) -> None:
    """A form is nothing but text: what was to be wrong as a number or a truth value would be right as one."""
    for name in ("collection", "callback_url"):
        if name in form and not isinstance(form[name], str):
            form[name] = "/"
