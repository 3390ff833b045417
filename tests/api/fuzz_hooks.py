"""What schemathesis cannot read in the document: how JSON lines are sent, and the few rules that no schema can say.

A request that the schema calls right, and that breaks one of these rules, is answered 422 with what to do. That is
tested elsewhere; here such a request is put right before it is sent, and has to be accepted.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from typing import Any

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext
from schemathesis.core.parameters import ParameterLocation

from corpus.cleaning import clean

_LINE = st.builds(
    lambda name, text: json.dumps({"id": name, "title": "Pushed", "text": text}),
    st.from_regex(r"[a-z]{1,8}", fullmatch=True),
    st.text(st.characters(codec="utf-8"), min_size=1),
)
schemathesis.openapi.media_type(
    "application/x-ndjson", st.lists(_LINE, min_size=1, max_size=4).map(lambda lines: "\n".join(lines).encode())
)


def dates_are_in_order(values: dict[str, Any]) -> None:
    first, last = values.get("published_from"), values.get("published_to")
    if isinstance(first, str) and isinstance(last, str) and first > last:
        values["published_from"], values["published_to"] = last, first


def a_cursor_comes_from_the_same_list(values: dict[str, Any]) -> None:
    values.pop("cursor", None)


def a_key_expires_in_the_future(values: dict[str, Any]) -> None:
    if isinstance(values.get("expires_at"), str):
        values["expires_at"] = "2999" + values["expires_at"][4:]


RULES: tuple[Callable[[dict[str, Any]], None], ...] = (
    dates_are_in_order,
    a_cursor_comes_from_the_same_list,
    a_key_expires_in_the_future,
)


_NUMBERS = count(1)


@schemathesis.hook
def before_call(context: HookContext, case: Case[Any], kwargs: dict[str, Any]) -> None:
    if case.meta is None:
        return
    if not case.meta.is_negative_at(ParameterLocation.HEADER) and "Idempotency-Key" in case.headers:
        case.headers["Idempotency-Key"] = f"request-{next(_NUMBERS)}"  # or the second of a kind were not looked at
    if not case.meta.generation.mode.is_positive:
        return
    for values in (case.query, case.body, *_within(case.body)):
        if isinstance(values, dict):
            for rule in RULES:
                rule(values)
    _name_one_article(case)


def _within(body: Any) -> list[Any]:
    """The questions of a batch, and the filters of a chat."""
    return [*body.get("questions", []), body.get("dealdesk")] if isinstance(body, dict) else []


def _name_one_article(case: Case[Any]) -> None:
    """An id is in Unicode's composed form, and an article's body names no other one than its path."""
    if case.method == "PUT" and case.path == "/v1/articles/{id}":
        case.path_parameters["id"] = clean(case.path_parameters["id"])
        if isinstance(case.body, dict) and case.body.get("id") is not None:
            case.body["id"] = case.path_parameters["id"]
