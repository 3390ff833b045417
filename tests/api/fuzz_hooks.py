"""What schemathesis cannot read in the document: how JSON lines are sent, and the few rules that no schema can say.

A request that the schema calls right, and that breaks one of these rules, is refused with what to do. That is tested
elsewhere; here such a request is put right before it is sent, and then has to be accepted.
"""

from __future__ import annotations

import os
from itertools import count
from typing import Any

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
    if not case.meta.is_negative_at(ParameterLocation.HEADER) and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{next(_numbers)}"  # or only the first one would be looked at
    if case.meta.generation.mode.is_positive:
        for values in (case.query, case.body, *_within(case.body)):
            if isinstance(values, dict):
                _put_right(values)
        _name_one_article(case)
    elif isinstance(case.body, dict):
        if case.path == "/v1/uploads":
            _have_no_text_that_is_right(case.body)
        elif name := _OPTIONAL_TEXTS.get(case.path):
            case.body.update({name: 7} if isinstance(case.body.get(name), str) else {})


def _within(body: Any) -> list[Any]:
    """The questions of a batch, and the filters of a chat."""
    return [*body.get("questions", []), body.get("dealdesk")] if isinstance(body, dict) else []


def _put_right(values: dict[str, Any]) -> None:
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
        case.path_parameters["id"] = clean(case.path_parameters["id"])
        if isinstance(case.body, dict) and case.body.get("id") is not None:
            case.body["id"] = case.path_parameters["id"]


def _have_no_text_that_is_right(form: dict[str, Any]) -> None:
    """A form is nothing but text: what was to be wrong as a number or a truth value would be right as one."""
    for name in ("collection", "callback_url"):
        if name in form and not isinstance(form[name], str):
            form[name] = "/"
