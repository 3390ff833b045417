"""Tokens of an identity provider, from a real one on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.door.callers import Caller, IdentityUnavailable, Role
from dealdesk.issuer import IssuerKeys
from dealdesk.oidc import Claims, Tokens
from tests.dealdesk.loopback_issuer import AUDIENCE, LoopbackIssuer, public_jwk

DISCOVERED = ["/.well-known/openid-configuration", "/keys"]


@dataclass
class Clock:
    seconds: float = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def issuer() -> Iterator[LoopbackIssuer]:
    with LoopbackIssuer.running() as issuer:
        yield issuer


@pytest.fixture
def clock() -> Clock:
    """What the issuer's keys are aged by; nothing ages by itself."""
    return Clock()


@pytest.fixture
def keys(issuer: LoopbackIssuer, clock: Clock) -> IssuerKeys:
    return IssuerKeys(issuer.url, clock=clock, timeout_seconds=5)


@pytest.fixture
def tokens(issuer: LoopbackIssuer, keys: IssuerKeys) -> Tokens:
    return Tokens(Claims(issuer.url, AUDIENCE), keys)


def known(tokens: Tokens, token: str) -> Caller | None:
    return tokens.caller(token.encode())


def segment(value: bytes | dict[str, Any]) -> str:
    told = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(told).rstrip(b"=").decode()


def test_a_token_says_who_asks_what_they_may_and_what_they_reach(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    token = issuer.token(role="writer", collections=["deals", "public", "deals"])
    assert known(tokens, token) == Caller("oidc:ada", Role.WRITER, ("deals", "public"))
    assert issuer.asked == DISCOVERED
    assert known(tokens, token) == known(tokens, token)
    assert issuer.asked == DISCOVERED  # the keys are in mind


@pytest.mark.parametrize("algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"])
def test_a_key_that_names_no_algorithm_serves_for_all_of_its_kind(
    issuer: LoopbackIssuer, tokens: Tokens, algorithm: str
) -> None:
    assert known(tokens, issuer.token(algorithm=algorithm))
    issuer.keys = [public_jwk("first", alg="RS256")]
    fresh = Tokens(Claims(issuer.url, AUDIENCE), IssuerKeys(issuer.url))
    assert bool(known(fresh, issuer.token(algorithm=algorithm))) is (algorithm == "RS256")


@pytest.mark.parametrize(("kid", "algorithm"), [("curve", "ES256"), ("edwards", "EdDSA")])
def test_keys_of_other_kinds_serve_as_well(issuer: LoopbackIssuer, tokens: Tokens, kid: str, algorithm: str) -> None:
    issuer.keys = [public_jwk(kid)]
    assert known(tokens, issuer.token(kid, kid, algorithm))
    assert known(tokens, issuer.token(kid, "first", "RS256")) is None


def test_a_token_without_a_claim_of_collections_reaches_none(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    assert known(tokens, issuer.token()) == Caller("oidc:ada", Role.READER, ())
    for odd in ({}, 1, True, [], [1, None], {"deals": True}, "", ["*"]):
        caller = known(tokens, issuer.token(collections=odd))
        assert caller
        assert not caller.reaches("deals")
        assert caller.collections is not None


@pytest.mark.parametrize(
    ("groups", "reached"),
    [
        (["g-1"], ("deals", "public")),
        (["g-1", "g-2", "unknown"], ("deals", "public", "board")),
        ("g-2", ("board", "public")),
        (["unknown", "deals"], ()),
        (["ops", "g-1"], None),
        (None, ()),
    ],
)
def test_the_values_of_the_claim_stand_for_the_collections_of_the_settings(
    issuer: LoopbackIssuer, keys: IssuerKeys, groups: object, reached: tuple[str, ...] | None
) -> None:
    told = {"g-1": ("deals", "public"), "g-2": ("board", "public"), "ops": ("*",)}
    tokens = Tokens(Claims(issuer.url, AUDIENCE, "groups", groups=told), keys)
    caller = known(tokens, issuer.token(groups=groups, collections=["board"]))
    assert caller
    assert caller.collections == reached


@pytest.mark.parametrize(
    ("said", "role"),
    [
        (None, Role.READER),
        ("admin", Role.ADMIN),
        (["reader", "admin", "writer"], Role.ADMIN),
        (["User.Read"], Role.READER),
        ("ADMIN", Role.READER),
        ({"admin": 1}, Role.READER),
    ],
)
def test_the_highest_role_that_is_named_counts(
    issuer: LoopbackIssuer, keys: IssuerKeys, said: object, role: Role
) -> None:
    tokens = Tokens(Claims(issuer.url, AUDIENCE, role="https://example.com/role"), keys)
    caller = known(tokens, issuer.token(**{"https://example.com/role": said, "role": "admin"}))
    assert caller
    assert caller.role is role


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": NOW - 60},
        {"exp": None},
        {"exp": "soon"},
        {"nbf": NOW + 86_400},
        {"iat": NOW + 86_400},
        {"aud": "another"},
        {"aud": None},
        {"aud": ["another", "third"]},
        {"iss": "https://example.com"},
        {"iss": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "two\nlines"},
        {"sub": "half \ud800"},
        {"sub": "x" * 256},
    ],
    ids=", ".join,  # the same in every process: no moments
)
def test_a_token_that_is_not_for_us_or_not_for_now_counts_for_nothing(
    issuer: LoopbackIssuer, tokens: Tokens, claims: dict[str, Any]
) -> None:
    assert known(tokens, issuer.token(**claims)) is None


def test_clocks_may_differ_by_half_a_minute(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    now = int(time.time())
    assert known(tokens, issuer.token(exp=now - 15, nbf=now + 15, iat=now + 15, aud=["another", AUDIENCE]))


def test_a_token_that_anybody_could_have_made_counts_for_nothing(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    claims = segment(issuer.claims(role="admin"))
    unsigned = f"{segment({'alg': 'none', 'kid': 'first'})}.{claims}."
    header = segment({"alg": "HS256", "kid": "first"})
    public = json.dumps(public_jwk("first")).encode()
    signature = segment(hmac.digest(public, f"{header}.{claims}".encode(), hashlib.sha256))
    good = issuer.token()
    head, _, tail = good.split(".")
    forged = (unsigned, f"{header}.{claims}.{signature}", f"{head}.{claims}.{tail}", issuer.token(signed_with="other"))
    assert [known(tokens, token) for token in forged] == [None] * len(forged)
    assert known(tokens, good)


@given(st.binary(max_size=200) | st.lists(st.binary(max_size=60).map(segment), min_size=3, max_size=3).map(
    lambda parts: ".".join(parts).encode()
))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_nothing_that_is_sent_as_a_token_breaks_anything(tokens: Tokens, sent: bytes) -> None:
    assert tokens.caller(sent) is None


@pytest.mark.parametrize(
    "header",
    [
        {"alg": ["RS256"], "kid": "first"},
        {"alg": "RS256", "kid": 7},
        {"alg": "RS256", "kid": "first", "crit": ["exp"]},
        {"alg": "RS256", "kid": "first", "b64": False, "crit": ["b64"]},
        {"alg": None},
        {},
    ],
    ids=str,
)
def test_an_odd_header_counts_for_nothing(issuer: LoopbackIssuer, tokens: Tokens, header: dict[str, Any]) -> None:
    _, claims, signature = issuer.token().split(".")
    assert known(tokens, f"{segment(header)}.{claims}.{signature}") is None


@pytest.mark.parametrize("claims", ["[" * 50_000, '{"exp":' + "9" * 5_000 + "}", '{"exp": 1e400}'])
def test_claims_that_nobody_can_read_count_for_nothing(issuer: LoopbackIssuer, tokens: Tokens, claims: str) -> None:
    head, _, signature = issuer.token().split(".")
    assert known(tokens, f"{head}.{segment(claims.encode())}.{signature}") is None


@pytest.mark.parametrize("exp", [2**62, 10**400])
def test_a_token_for_ever_is_as_good_as_any(issuer: LoopbackIssuer, tokens: Tokens, exp: int) -> None:
    assert known(tokens, issuer.token(exp=exp))
    assert tokens.present("oidc:ada")


def test_a_token_that_names_no_key_is_of_the_only_one(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    assert known(tokens, issuer.token(kid=None))
    issuer.keys = [public_jwk("first"), public_jwk("other")]
    assert known(Tokens(Claims(issuer.url, AUDIENCE), IssuerKeys(issuer.url)), issuer.token(kid=None)) is None


def test_keys_that_are_for_something_else_or_are_none_sign_nothing(issuer: LoopbackIssuer, tokens: Tokens) -> None:
    rsa = public_jwk("first")
    issuer.keys = [
        {**rsa, "use": "enc"},
        {"kid": "first"},
        {**rsa, "n": "!"},
        {"kid": "first", "kty": "oct", "k": "AA"},
    ]
    issuer.keys.append("no key")  # type: ignore[arg-type]
    assert known(tokens, issuer.token()) is None


def test_a_new_key_of_the_issuer_is_fetched_and_unknown_ones_fetch_nothing_for_a_while(
    issuer: LoopbackIssuer, tokens: Tokens, clock: Clock
) -> None:
    assert known(tokens, issuer.token())
    for number in range(20):
        assert known(tokens, issuer.token(kid=f"made up {number}")) is None
    assert issuer.asked == DISCOVERED
    issuer.keys = [public_jwk("other")]
    clock.seconds += 11
    rotated = issuer.token(kid="other", signed_with="other")
    assert known(tokens, rotated)
    assert issuer.asked == DISCOVERED * 2
    assert known(tokens, issuer.token()) is None  # the old key is gone
    for number in range(20):
        clock.seconds += 1
        known(tokens, issuer.token(kid=f"made up {number}"))
    assert len(issuer.asked) == 2 * len(DISCOVERED) + 2 * len(DISCOVERED)


def test_keys_are_fetched_anew_after_a_while(issuer: LoopbackIssuer, tokens: Tokens, clock: Clock) -> None:
    assert known(tokens, issuer.token())
    issuer.keys = [public_jwk("other")]
    clock.seconds += 599
    assert known(tokens, issuer.token())
    clock.seconds += 1
    assert known(tokens, issuer.token()) is None


def test_known_keys_stay_for_a_day_while_the_issuer_is_away(
    issuer: LoopbackIssuer, tokens: Tokens, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    token = issuer.token()
    assert known(tokens, token)
    issuer.status = 503
    clock.seconds += 3_600
    assert known(tokens, token)
    with pytest.raises(IdentityUnavailable, match="try again in a minute, or use an API key"):
        known(tokens, issuer.token(kid="other"))
    clock.seconds += 86_400
    with pytest.raises(IdentityUnavailable):
        known(tokens, token)
    issuer.status = 200
    clock.seconds += 11
    assert known(tokens, token)
    assert "answers 503" in caplog.text


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ({"issuer": "https://example.com"}, "DEALDESK_OIDC_ISSUER"),
        ({"jwks_uri": "http://example.com/keys"}, "DEALDESK_OIDC_JWKS_URL"),
        ({"jwks_uri": "file:///etc/hostname"}, "DEALDESK_OIDC_JWKS_URL"),
        ({"jwks_uri": None}, "DEALDESK_OIDC_JWKS_URL"),
    ],
)
def test_an_issuer_that_is_set_up_wrongly_is_told_in_the_log(
    issuer: LoopbackIssuer, tokens: Tokens, configuration: dict[str, Any], told: str, caplog: pytest.LogCaptureFixture
) -> None:
    issuer.configuration = configuration
    with pytest.raises(IdentityUnavailable):
        known(tokens, issuer.token())
    assert told in caplog.text


def test_the_address_of_the_keys_can_be_set(issuer: LoopbackIssuer) -> None:
    tokens = Tokens(Claims(issuer.url, AUDIENCE), IssuerKeys(issuer.url, f"{issuer.url}/keys"))
    assert known(tokens, issuer.token())
    assert issuer.asked == ["/keys"]


@pytest.mark.parametrize("padding", [b"x", b" " * 1_100_000, b"[" * 200_000], ids=["no JSON", "too long", "too deep"])
def test_what_is_no_set_of_keys_is_as_good_as_no_answer(issuer: LoopbackIssuer, tokens: Tokens, padding: bytes) -> None:
    issuer.padding = padding
    with pytest.raises(IdentityUnavailable):
        known(tokens, issuer.token())


def test_an_issuer_that_is_dead_or_slow_is_given_up_and_not_asked_by_everybody(issuer: LoopbackIssuer) -> None:
    keys = IssuerKeys(issuer.url, f"{issuer.url}/keys", timeout_seconds=0.2, pause_seconds=3_600)
    tokens, token = Tokens(Claims(issuer.url, AUDIENCE), keys), issuer.token()
    issuer.answers.clear()
    with ThreadPoolExecutor(30) as pool:
        tried = [pool.submit(known, tokens, token) for _ in range(30)]
    assert {type(each.exception()) for each in tried} == {IdentityUnavailable}
    assert issuer.asked == ["/keys"]


def test_a_dead_issuer_is_told(caplog: pytest.LogCaptureFixture) -> None:
    with LoopbackIssuer.running() as gone:
        token = gone.token()
    tokens = Tokens(Claims(gone.url, AUDIENCE), IssuerKeys(gone.url))
    with pytest.raises(IdentityUnavailable):
        known(tokens, token)
    assert "cannot be had" in caplog.text


def test_who_was_seen_is_present_as_their_last_token_has_them_until_it_expires(
    issuer: LoopbackIssuer, keys: IssuerKeys
) -> None:
    clock = Clock(time.time())
    tokens = Tokens(Claims(issuer.url, AUDIENCE), keys, clock)
    assert tokens.present("oidc:ada") is None
    known(tokens, issuer.token(role="admin", collections=["deals"]))
    last = known(tokens, issuer.token(collections=["public"]))
    assert tokens.present("oidc:ada") == last == Caller("oidc:ada", Role.READER, ("public",))
    assert tokens.present("oidc:bob") is None
    clock.seconds += 300 + 31
    assert tokens.present("oidc:ada") is None


def test_no_token_stands_in_the_log(issuer: LoopbackIssuer, tokens: Tokens, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        sent = [issuer.token(), issuer.token(exp=1), issuer.token(kid="x"), issuer.token(signed_with="other")]
        for token in sent:
            known(tokens, token)
    assert "ExpiredSignatureError" in caplog.text
    assert not [part for token in sent for part in token.split(".")[1:] if part in caplog.text]
