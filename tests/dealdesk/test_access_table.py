"""Who may do what over HTTP: every cell of the written-out table, at a real desk with real keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.api.access_table import CALLERS, CLOSING, Row, rows
from tests.dealdesk.access_room import NEVER, SECRET, TEXT, THEIR_ADMIN, AccessRoom, Things, access_room, request_of

_METHODS = ("get", "put", "post", "delete", "patch", "head", "options")
_OF_ITS_OWN = ("x-request-id", "content-length", "date")
NAMES_A_THING = [row for row in rows() if "{id}" in row.path or row.case == "in a conversation"]
THEIRS_TO_MAKE = ("PUT /v1/articles/{id} into their own",)
"""An id that is free may be had, and one that is not may not: the one thing that ids tell."""


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AccessRoom]:
    with access_room(tmp_path_factory.mktemp("keyed") / "home") as room:
        yield room


def row_of(name: str) -> Row:
    return next(row for row in rows() if str(row) == name)


def test_every_operation_of_the_document_has_its_row_and_no_other_has(room: AccessRoom) -> None:
    document = room.client.app.openapi()  # type: ignore[attr-defined]
    declared = {f"{m.upper()} {path}" for path, said in document["paths"].items() for m in said if m in _METHODS}
    assert {row.operation for row in rows()} == declared
    assert len({str(row) for row in rows()}) == len(rows())


@pytest.mark.parametrize("row", rows(), ids=str)
def test_everybody_is_answered_what_the_table_says_and_who_is_refused_changes_nothing(
    room: AccessRoom, row: Row
) -> None:
    things, found = room.furnished(), {}
    for who in CALLERS[:-1]:
        request = request_of(row, things, who)
        before = room.state()
        response = room.send(request)
        found[who] = response.status_code
        if not response.is_success:
            assert room.state() == before, who
        elif row.method != "GET":
            things = room.furnished()
    assert found == {who: status for who, status in row.expected.items() if who != "open"}


def test_this_machine_may_do_what_the_table_says_while_no_key_was_made(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with access_room(tmp_path_factory.mktemp("open") / "home", is_open=True) as room:
        found = {}
        for row in sorted(rows(), key=lambda row: str(row) in CLOSING):
            if str(row) == CLOSING[-1]:
                continue  # the one before has closed the door
            things = room.furnished()
            found[str(row)] = room.ask("open", row, things).status_code
        assert found == {str(row): row.expected["open"] for row in rows() if str(row) != CLOSING[-1]}
        assert room.ask("open", row_of("GET /v1/me"), things).status_code == 401


@pytest.mark.parametrize("row", [row for row in NAMES_A_THING if str(row) not in THEIRS_TO_MAKE], ids=str)
@pytest.mark.parametrize("who", ["other", THEIR_ADMIN])
def test_a_thing_of_another_tenant_is_byte_for_byte_like_one_that_never_was(
    room: AccessRoom, row: Row, who: str
) -> None:
    assert told_of(room, who, row, room.furnished()) == told_of(room, who, row, NEVER)


@pytest.mark.parametrize("name", ["POST /v1/refreshes", "POST /v1/purges"])
def test_so_is_one_that_a_body_names(room: AccessRoom, name: str) -> None:
    things, row = room.furnished(), row_of(name)
    assert told_of(room, THEIR_ADMIN, row, things) == told_of(room, THEIR_ADMIN, row, NEVER)
    assert room.ask("writer", row_of("GET /v1/articles/{id}"), things).status_code == 200


def test_no_list_and_no_answer_tells_another_tenant_of_anything(room: AccessRoom) -> None:
    things = room.furnished()
    for kind in ("earlier", "source", "job", "answer", "conversation", "watch", "key"):
        assert things[kind]
    reading = [row for row in rows() if "{id}" not in row.path and row.path.startswith("/v1") and not row.case]
    reading = [row for row in reading if row.method == "GET" or "ask" in row.path or "search" in row.path]
    assert len(reading) > 15
    for row in reading:
        for who in ("other", THEIR_ADMIN):
            text = room.ask(who, row, things).text
            assert things.masked(text) == text, f"{row} {who}"
            assert TEXT not in text, f"{row} {who}"
    assert SECRET in room.ask("other", row_of("POST /v1/search"), things).text


def told_of(room: AccessRoom, who: str, row: Row, things: Things) -> object:
    """All that somebody is told, but for the names of things."""
    response = room.ask(who, row, things)
    headers = {name: value for name, value in response.headers.items() if name not in _OF_ITS_OWN}
    return response.status_code, things.masked(response.text), headers
