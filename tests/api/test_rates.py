"""How many requests a caller may send, and how many wrong keys may come from one place."""

from __future__ import annotations

import re
import time

import anyio
import httpx2
import pytest
from starlette.exceptions import HTTPException

from api.app import create_app
from api.door.callers import LOCAL, Caller, Role
from api.door.limits import Limits
from api.door.rates import Guesses, Rates
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse, Script, Shelf

PATIENCE_SECONDS = 20.0
OTHER = Caller("other", Role.READER)
SLOW = Caller("slow", Role.READER, requests_per_minute=2)
FREE = Caller("free", Role.READER, requests_per_minute=0)


def door(shelf: Shelf, script: Script, per_minute: int = 3) -> DeclaredClient:
    callers = Known(reader=Caller("reader", Role.READER), other=OTHER, slow=SLOW, free=FREE)
    limits = Limits(requests_per_minute=per_minute, body_bytes=100)
    return DeclaredClient(create_app(script, script, shelf, shelf, Pulse(), callers=callers, limits=limits))


def get(client: DeclaredClient, key: str, path: str = "/v1/articles/plant") -> httpx2.Response:
    return client.get(path, headers={"Authorization": f"Bearer {key}"})


def test_every_response_says_what_is_left_and_beyond_it_there_is_none(shelf: Shelf, script: Script) -> None:
    with door(shelf, script) as client:
        told = [get(client, "reader", path).headers for path in ("/v1/articles/plant", "/v1/articles/none")]
        bad = client.post("/v1/ask", json={}, headers={"Authorization": "Bearer reader"})
        refused = get(client, "reader")
    assert [each["RateLimit-Policy"] for each in (*told, bad.headers, refused.headers)] == ['"default";q=3;w=60'] * 4
    lefts = [re.fullmatch(r'"default";r=(\d+);t=([1-9]\d?)', each["RateLimit"]) for each in (*told, bad.headers)]
    assert [left and left[1] for left in lefts] == ["2", "1", "0"]
    assert (bad.status_code, refused.status_code) == (422, 429)
    assert refused.headers["RateLimit"].startswith('"default";r=0;t=')
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert "3 requests a minute" in refused.json()["detail"]


def test_one_callers_rate_is_no_matter_of_anothers(shelf: Shelf, script: Script) -> None:
    with door(shelf, script) as client:
        assert [get(client, "reader").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert get(client, "other").status_code == 200
        assert [get(client, "slow").status_code for _ in range(3)] == [200, 200, 429]
        unbounded = [get(client, "free") for _ in range(5)]
    assert {each.status_code for each in unbounded} == {200}
    assert not {"RateLimit", "RateLimit-Policy"} & {name for each in unbounded for name in each.headers}


def test_what_is_too_much_is_refused_before_its_body_is_read(shelf: Shelf, script: Script) -> None:
    with door(shelf, script, per_minute=1) as client:
        assert get(client, "reader").status_code == 200
        ask = client.post("/v1/ask", content=b"x" * 1_000, headers={"Authorization": "Bearer reader"})
    assert ask.status_code == 429


def test_the_role_is_a_matter_of_the_rate_too(shelf: Shelf, script: Script) -> None:
    with door(shelf, script, per_minute=2) as client:
        refused = [client.delete("/v1/articles/plant", headers={"Authorization": "Bearer reader"}) for _ in range(3)]
    assert [each.status_code for each in refused] == [403, 403, 429]
    assert refused[0].headers["RateLimit"].startswith('"default";r=1;')


def test_after_the_time_that_was_said_and_not_before_long_the_next_request_is_let_in() -> None:
    async def story() -> None:
        rates = Rates(per_minute=5, window_seconds=2)
        while await admitted(rates):
            pass
        with pytest.raises(HTTPException) as refused:
            await rates.count(OTHER)
        began, seconds = time.monotonic(), int((refused.value.headers or {})["Retry-After"])
        with anyio.fail_after(PATIENCE_SECONDS):
            while not await admitted(rates):
                await anyio.sleep(0.01)
        assert time.monotonic() - began < seconds + 0.5

    async def admitted(rates: Rates) -> bool:
        try:
            return bool(await rates.count(OTHER))
        except HTTPException:
            return False

    anyio.run(story)


def test_this_machine_has_no_limit() -> None:
    assert anyio.run(Rates(per_minute=1).count, LOCAL) == {}


def test_many_callers_take_little_time() -> None:
    async def story() -> float:
        rates, began = Rates(per_minute=600), time.perf_counter()
        for n in range(1_000):
            await rates.count(Caller(f"caller-{n}", Role.READER))
        return time.perf_counter() - began

    assert anyio.run(story) < 5


def test_guessing_keys_is_slow_and_those_with_a_key_in_use_notice_nothing(shelf: Shelf, script: Script) -> None:
    with door(shelf, script, per_minute=0) as client:
        assert get(client, "reader").status_code == 200
        tried = [get(client, f"guess-{n}") for n in range(110)]
        statuses = [each.status_code for each in tried]
        assert statuses.count(401) in range(100, 103)  # one may come free meanwhile
        assert statuses[-1] == 429
        assert int(tried[-1].headers["Retry-After"]) >= 1
        assert get(client, "reader").status_code == 200
        assert client.get("/livez").status_code == 200


def test_a_client_that_sends_one_wrong_key_for_ever_keeps_nobody_out(shelf: Shelf, script: Script) -> None:
    with door(shelf, script, per_minute=0) as client:
        assert {get(client, "revoked").status_code for _ in range(150)} == {401}
        assert {client.get("/v1/articles").status_code for _ in range(150)} == {401}
        assert get(client, "reader").status_code == 200


def test_a_guesser_in_one_network_is_no_matter_of_another() -> None:
    async def story() -> None:
        guesses = Guesses(per_minute=1)
        await guesses.wrong("2001:db8::1", b"wrong")
        with pytest.raises(HTTPException, match="too many wrong keys"):
            await guesses.check("2001:db8::2", b"other")
        await guesses.check("2001:db8:1::1", b"other")
        await guesses.check("192.0.2.1", b"other")
        await guesses.check("", b"other")

    anyio.run(story)
