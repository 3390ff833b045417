"""An identity provider on loopback: its configuration, its keys, and the tokens it signs."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from jwt.algorithms import ECAlgorithm, OKPAlgorithm, RSAAlgorithm

AUDIENCE = "dealdesk"


@cache
def private_key(kid: str) -> Any:
    """The one that goes by this id in all tests: making one takes a while."""
    if kid == "curve":
        return ec.generate_private_key(ec.SECP256R1())
    return ed25519.Ed25519PrivateKey.generate() if kid == "edwards" else rsa.generate_private_key(65537, 2048)


def public_jwk(kid: str, **fields: object) -> dict[str, Any]:
    algorithm = {"curve": ECAlgorithm, "edwards": OKPAlgorithm}.get(kid, RSAAlgorithm)
    return {**algorithm.to_jwk(private_key(kid).public_key(), as_dict=True), "kid": kid, "use": "sig", **fields}


class LoopbackIssuer:
    """keys: what it publishes. asked: the paths it was asked for. answers: it keeps those who ask waiting while clear.

    configuration: what is told besides the ordinary one. padding: sent before each document.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.keys = [public_jwk("first")]
        self.configuration: dict[str, Any] = {}
        self.status = 200
        self.padding = b""
        self.asked: list[str] = []
        self.answers = Event()
        self.answers.set()

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[LoopbackIssuer]:
        server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        issuer = cls(f"http://127.0.0.1:{server.server_port}")
        server.issuer = issuer  # type: ignore[attr-defined]
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield issuer
        finally:
            issuer.answers.set()
            server.shutdown()
            thread.join()
            server.server_close()

    def document(self, path: str) -> dict[str, Any] | None:
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "jwks_uri": f"{self.url}/keys", **self.configuration}
        return {"keys": self.keys} if path == "/keys" else None

    def claims(self, **other: object) -> dict[str, Any]:
        """Of an ordinary token; one of None is left out."""
        now = int(time.time())
        told = {"iss": self.url, "aud": AUDIENCE, "sub": "ada", "iat": now, "exp": now + 300, **other}
        return {name: value for name, value in told.items() if value is not None}

    def token(
        self, kid: str | None = "first", signed_with: str = "first", algorithm: str = "RS256", **other: object
    ) -> str:
        """kid: None to name no key."""
        headers = {"kid": kid} if kid is not None else {}
        return jwt.encode(self.claims(**other), private_key(signed_with), algorithm, headers)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        issuer: LoopbackIssuer = self.server.issuer  # type: ignore[attr-defined]
        issuer.asked.append(self.path)
        issuer.answers.wait(30)
        document = issuer.document(self.path)
        body = issuer.padding + json.dumps(document).encode()
        try:
            self.send_response(issuer.status if document is not None else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except ConnectionError:
            pass  # who asked has given up

    def log_message(self, *_: object) -> None:
        pass
