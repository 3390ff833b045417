"""Bearer tokens of an identity provider (OpenID Connect): who they stand for, and what that one may."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Protocol

import jwt
from jwt import PyJWK

from api.door.callers import Caller, Role
from dealdesk.issuer import Jwk

logger = logging.getLogger(__name__)

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Those whose verifying key is public: with the others, who can check a token could make one."""
ALL = "*"
PREFIX = "oidc:"

_LEEWAY_SECONDS = 30
_MAX_TOKEN_BYTES = 16_384
_MAX_SUBJECT_CHARS = 255  # as the standard has it
_MOST_PRESENT = 10_000
_LATEST = 2**53  # a moment of which nobody need tell more


class SigningKeys(Protocol):
    """Thread-safe."""

    def named(self, kid: str | None) -> Sequence[Jwk]:
        """The keys that may have signed what names `kid`. Raises IdentityUnavailable."""
        ...


@dataclass(frozen=True)
class Claims:
    """What is read in a token. groups: the collections, ALL for all, by the values of the claim; empty where the values
    are the collections' own names.
    """

    issuer: str
    audience: str
    collections: str = "collections"
    role: str = "role"
    groups: Mapping[str, Sequence[str]] = field(default_factory=dict)


class Tokens:
    """Knows callers by their tokens. Thread-safe. clock: seconds since 1970."""

    def __init__(self, claims: Claims, keys: SigningKeys, clock: Callable[[], float] = time.time) -> None:
        self._claims = claims
        self._keys = keys
        self._clock = clock
        self._seen: OrderedDict[str, tuple[Caller, int]] = OrderedDict()
        self._lock = Lock()

    def caller(self, token: bytes) -> Caller | None:
        """Whom the token stands for; None for one that does not count. Raises IdentityUnavailable."""
        claims = self._verified(token)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not subject.isprintable() or not 0 < len(subject) <= _MAX_SUBJECT_CHARS:
            return None
        caller = Caller(PREFIX + subject, self._role(claims), self._collections(claims))
        with self._lock:
            self._seen[caller.id] = caller, min(int(claims["exp"]), _LATEST) + _LEEWAY_SECONDS
            self._seen.move_to_end(caller.id)
            if len(self._seen) > _MOST_PRESENT:
                self._seen.popitem(last=False)
        return caller

    def present(self, caller_id: str) -> Caller | None:
        """Who was seen, as their last token has them, until it expires."""
        with self._lock:
            caller, until = self._seen.get(caller_id, (None, 0))
        return caller if self._clock() < until else None

    def _verified(self, token: bytes) -> Mapping[str, Any]:
        """The claims of a token that counts; none of any other."""
        if len(token) > _MAX_TOKEN_BYTES or token.count(b".") != 2:
            return {}
        try:
            header = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, RecursionError):
            return {}
        algorithm, kid = header.get("alg"), header.get("kid")
        if algorithm not in ALGORITHMS or not isinstance(kid, str | None):
            return {}
        for key in self._keys.named(kid):
            try:
                return self._decoded(token, key, algorithm)
            except (jwt.PyJWTError, LookupError, TypeError, ValueError, RecursionError) as error:
                # The kind alone: a token must stand in no log, and what it says is anybody's.
                logger.info("a token of %s does not count: %s", self._claims.issuer, type(error).__name__)
        return {}

    def _decoded(self, token: bytes, key: Jwk, algorithm: str) -> Mapping[str, Any]:
        """Raises PyJWTError."""
        if key.get("alg", algorithm) != algorithm:
            raise jwt.InvalidAlgorithmError
        return jwt.decode(
            token,
            PyJWK(dict(key), algorithm),
            algorithms=[algorithm],
            audience=self._claims.audience,
            issuer=self._claims.issuer,
            leeway=_LEEWAY_SECONDS,
            options={"require": ["exp", "iss", "aud", "sub"], "enforce_minimum_key_length": True},
        )

    def _role(self, claims: Mapping[str, Any]) -> Role:
        """The highest that is named; a reader where none is."""
        named = _words(claims.get(self._claims.role))
        return max((role for role in Role if role.value in named), key=list(Role).index, default=Role.READER)

    def _collections(self, claims: Mapping[str, Any]) -> tuple[str, ...] | None:
        said = _words(claims.get(self._claims.collections))
        groups = self._claims.groups
        names = [name for value in said for name in groups.get(value, ())] if groups else said
        return None if groups and ALL in names else tuple(dict.fromkeys(names))


def _words(claim: object) -> list[str]:
    """The values of a claim that is one text or a list of them."""
    values = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return [value for value in values if isinstance(value, str) and value.isprintable()]
