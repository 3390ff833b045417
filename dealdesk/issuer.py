"""The signing keys of an identity provider, fetched as seldom as will do."""

from __future__ import annotations

import json
import logging
import ssl
import time
from collections.abc import Callable, Mapping, Sequence
from threading import BoundedSemaphore, Lock
from typing import Any

import httpx

from api.door.callers import IdentityUnavailable
from dealdesk.addresses import is_safe

logger = logging.getLogger(__name__)

Jwk = Mapping[str, Any]
"""A key as RFC 7517 writes it."""

_DISCOVERY = "/.well-known/openid-configuration"
_MAX_BYTES = 1_000_000
_AT_ONCE = 8  # requests that may wait for the provider: the other threads are for those who need it not


class IssuerKeys:
    """Thread-safe. jwks_url: None to ask the issuer where its keys are.

    fresh_seconds: for how long keys are taken for the present ones; when the provider does not answer then, they stay
    for kept_seconds. pause_seconds: between two tries, whatever ids of keys come. clock: in seconds.
    """

    def __init__(
        self,
        issuer: str,
        jwks_url: str | None = None,
        *,
        timeout_seconds: float = 5.0,
        fresh_seconds: float = 600.0,
        kept_seconds: float = 86_400.0,
        pause_seconds: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer = issuer
        self._jwks_url = jwks_url
        self._timeout_seconds = timeout_seconds
        self._fresh_seconds = fresh_seconds
        self._kept_seconds = kept_seconds
        self._pause_seconds = pause_seconds
        self._clock = clock
        self._keys: Sequence[Jwk] = ()
        self._fetched_at: float | None = None
        self._tried_at: float | None = None
        self._is_failing = False
        self._turn = Lock()
        self._waiting = BoundedSemaphore(_AT_ONCE)

    def named(self, kid: str | None) -> Sequence[Jwk]:
        """The keys that may have signed what names `kid`; none when the issuer has no such key.

        Raises IdentityUnavailable when that cannot be found out now.
        """
        found = self._held(kid)
        if found and self._age() < self._fresh_seconds:
            return found
        if self._waiting.acquire(blocking=False):
            try:
                self._refresh(patient=not found)
            finally:
                self._waiting.release()
            found = self._held(kid)
        if not found and (self._is_failing or self._age() >= self._fresh_seconds):
            raise IdentityUnavailable(
                "the identity provider does not answer, so that nobody knows whose token this is: try again in a "
                "minute, or use an API key"
            )
        return found

    def _held(self, kid: str | None) -> Sequence[Jwk]:
        if self._age() >= self._kept_seconds:
            return ()
        if kid is None:
            return self._keys if len(self._keys) == 1 else ()
        return [key for key in self._keys if key.get("kid") == kid]

    def _age(self) -> float:
        fetched_at = self._fetched_at
        return float("inf") if fetched_at is None else self._clock() - fetched_at

    def _refresh(self, patient: bool) -> None:
        """Fetch the keys, unless that was tried just now. patient: wait while another thread does."""
        if not (self._turn.acquire(timeout=self._timeout_seconds) if patient else self._turn.acquire(blocking=False)):
            return
        try:
            if self._tried_at is None or self._clock() - self._tried_at >= self._pause_seconds:
                self._try()
        finally:
            self._turn.release()

    def _try(self) -> None:
        try:
            self._keys = self._fetch()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, RecursionError) as error:
            self._is_failing = True
            logger.warning("the keys of the identity provider %s cannot be had: %s", self._issuer, error)
        else:
            self._is_failing = False
            self._fetched_at = self._clock()
        finally:
            self._tried_at = self._clock()

    def _fetch(self) -> Sequence[Jwk]:
        """Raises HTTPError, ValueError."""
        # The system's own certificates: a provider of one's own has those of one's own authority.
        trust = ssl.create_default_context()
        with httpx.Client(verify=trust, timeout=self._timeout_seconds, trust_env=False) as http:
            url = self._jwks_url or self._discover(http)
            keys = self._document(http, url).get("keys")
        if not isinstance(keys, list):
            raise ValueError(f"{url} is no set of keys: see DEALDESK_OIDC_JWKS_URL")
        return [key for key in keys if isinstance(key, dict) and key.get("use", "sig") == "sig"]

    def _discover(self, http: httpx.Client) -> str:
        told = self._document(http, self._issuer.rstrip("/") + _DISCOVERY)
        if told.get("issuer") != self._issuer:
            raise ValueError("it goes by another name: set DEALDESK_OIDC_ISSUER to what its configuration says")
        url = told.get("jwks_uri")
        if not isinstance(url, str) or not is_safe(url):
            raise ValueError("it names no https address of its keys: set DEALDESK_OIDC_JWKS_URL")
        return url

    def _document(self, http: httpx.Client, url: str) -> Mapping[str, Any]:
        until = self._clock() + self._timeout_seconds
        body = bytearray()
        with http.stream("GET", url, headers={"Accept": "application/json"}) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"{url} answers {answer.status_code}")
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > _MAX_BYTES or self._clock() > until:
                    raise ValueError(f"{url} does not come to an end")
        found = json.loads(body)
        if not isinstance(found, dict):
            raise ValueError(f"{url} is no JSON object")
        return found
