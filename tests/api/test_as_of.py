"""as_of: a day, or a moment."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from api.schema.figures import FiguresQuery
from api.schema.requests import AskRequest, Filters, SearchRequest
from api.schema.timeline import TimelineQuery
from tests.api.client import DeclaredClient
from tests.api.fakes import Script

REQUESTS = [
    lambda as_of: AskRequest(question="Who?", as_of=as_of),
    lambda as_of: SearchRequest(query="Who?", as_of=as_of),
    lambda as_of: FiguresQuery(query="Who?", as_of=as_of),
    lambda as_of: TimelineQuery(query="Who?", as_of=as_of),
]


@pytest.mark.parametrize("request_with", REQUESTS)
@pytest.mark.parametrize(
    ("said", "day", "moment"),
    [
        ("2026-03-01", date(2026, 3, 1), None),
        (date(2026, 3, 1), date(2026, 3, 1), None),
        ("2026-03-01T23:30:00Z", date(2026, 3, 1), datetime(2026, 3, 1, 23, 30, tzinfo=UTC)),
        ("2026-03-01T23:30:00.5-02:00", date(2026, 3, 2), datetime(2026, 3, 2, 1, 30, 0, 500_000, tzinfo=UTC)),
        ("2026-03-01t01:00:00+02:00", date(2026, 2, 28), datetime(2026, 2, 28, 23, tzinfo=UTC)),
        (None, None, None),
    ],
)
def test_a_day_is_a_day_and_a_moment_holds_its_utc_day_too(
    request_with: object, said: object, day: date | None, moment: datetime | None
) -> None:
    selection = request_with(said).selection()  # type: ignore[operator]
    assert (selection.as_of, selection.held_at) == (day, moment)


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-01T10:00:00",
        "2026-03-01T10:00:00 02:00",
        "2026-03-01 10:00:00Z",
        "2026-03-01T10:00Z",
        "2026-03-01T24:00:01Z",
        "2026-02-30",
        "2026-02-30T10:00:00Z",
        "2026-03-01T10:00:00+99:00",
        "yesterday",
        1772000000,
        True,
    ],
)
def test_anything_else_is_refused_with_the_way_to_say_it(client: DeclaredClient, said: object) -> None:
    refused = client.post("/v1/ask", json={"question": "Who?", "as_of": said})
    assert refused.status_code == 422
    assert "2026" in refused.text or "YYYY" in refused.text


def test_the_reply_says_what_was_asked(client: DeclaredClient, script: Script) -> None:
    for said, told in (
        ("2026-03-01", "2026-03-01"),
        ("2026-03-01T23:30:00-02:00", "2026-03-02T01:30:00Z"),
        (None, None),
    ):
        assert client.post("/v1/ask", json={"question": "Who?", "as_of": said}).json()["as_of"] == told
        assert client.get("/v1/figures", params={"as_of": said} if said else {}).json()["as_of"] == told
    client.post("/v1/search", json={"query": "x", "as_of": "2026-03-01T23:30:00-02:00"})
    assert script.searched[-1][1].held_at == datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def test_a_request_is_the_same_after_it_was_sent_on() -> None:
    for said in ("2026-03-01", "2026-03-01T23:30:00.25-02:00"):
        before = Filters(as_of=said)  # type: ignore[arg-type]
        assert Filters.model_validate(before.model_dump(mode="json")) == before
