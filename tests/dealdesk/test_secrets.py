"""Keys, tokens and secrets of a whole installation at work stand nowhere: not in its log, replies, metrics or files."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests.answer.loopback_llm import API_KEY, MODEL, LoopbackLlm
from tests.bot.loopback_slack import APP_TOKEN, BOT_TOKEN, LoopbackSlack
from tests.bot.slack_events import SIGNING_SECRET, encoded, mention, signed
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.console import SCRIPT, Console, until
from tests.dealdesk.loopback_issuer import AUDIENCE, LoopbackIssuer
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

QUESTION = "Who bought the depot of Quenby Tramways?"
ARTICLE = {"title": "A depot is sold", "text": "Quenby Tramways sold its depot to Ostrava Homes for $73 million."}
SETTINGS = {
    "DEALDESK_API_KEY": "canary/of+the setting",
    "DEALDESK_CALLBACK_SECRET": "canary/of+callbacks",
    "DEALDESK_SLACK_CLIENT_SECRET": "canary/of+the-slack-app",
    "DEALDESK_SLACK_ENCRYPTION_KEY": "canary/of+sealed-tokens",
    "DEALDESK_LLM_API_KEY": API_KEY,
    "DEALDESK_SLACK_BOT_TOKEN": BOT_TOKEN,
    "DEALDESK_SLACK_APP_TOKEN": APP_TOKEN,
    "DEALDESK_SLACK_SIGNING_SECRET": SIGNING_SECRET,
}
WRONG = ("canary/of+a wrong key", "dd_k000000000000_canary-of-a-wrong-key", "canary.of-a-wrong.token")


def forms(secret: str) -> Iterator[bytes]:
    """What would give it away: itself, in an address, and in Base64, wherever in it."""
    plain = secret.encode()
    yield from {plain, quote(secret, safe="").encode(), quote(secret).encode()}
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        for shift in range(3):
            # The characters at both ends depend on what stands beside it.
            whole = encode(b"\0" * shift + plain + b"\0" * (-(shift + len(plain)) % 3))
            yield whole[2 * shift : -4]


def test_a_secret_is_found_in_every_form() -> None:
    secret = SETTINGS["DEALDESK_API_KEY"]
    for beside in ("", "a", "ab", "abc"):
        told = f"{beside}{secret}{beside}"
        for form in (told, quote(told), base64.b64encode(told.encode()).decode()):
            assert any(each in form.encode() for each in forms(secret)), form
    assert not any(each in b"of the setting" for each in forms(secret))


class Loud(Console):
    """Its log goes to a file: a pipe that nobody reads is soon full."""

    @property
    def log(self) -> Path:
        return self.home.with_name("log")

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        with self.log.open("w") as log:
            return subprocess.Popen(
                [str(SCRIPT), *map(str, arguments)],
                cwd=self.home.parent,
                env=self.environment(),
                stdout=log,
                stderr=log,
                text=True,
            )


@dataclass
class Installation:
    """A server with everything that has a secret. secrets: by what they are; told: every reply but those with a key."""

    served: Served
    issuer: LoopbackIssuer
    llm: LoopbackLlm
    slack: LoopbackSlack
    site: LoopbackSite
    secrets: dict[str, str] = field(default_factory=lambda: {**SETTINGS, **{each: each for each in WRONG}})
    told: list[str] = field(default_factory=list)

    def send(self, method: str, path: str, key: str | None = None, **more: Any) -> httpx.Response:
        """With `key`, else with that of the settings."""
        headers = {**more.pop("headers", {}), **({"Authorization": f"Bearer {key}"} if key else {})}
        answered = self.served.client.request(method, path, headers=headers, **more)
        if "key" not in (answered.json() if answered.is_success and path == "/v1/keys" else {}):
            self.told.append(f"{answered.headers} {answered.text}")
        return answered

    def make_key(self, role: str) -> str:
        made: Any = self.send("POST", "/v1/keys", json={"name": role, "role": role}).json()
        self.secrets[f"key of a {role}"] = made["key"]
        self.secrets[f"secret of a {role}"] = made["key"].split("_", 2)[2]
        return str(made["key"])

    def make_token(self, **claims: object) -> str:
        token = self.issuer.token(**claims)
        self.secrets |= {f"token {claims} {number}": part for number, part in enumerate(token.split(".")[1:])}
        return token

    def found(self, told: bytes) -> list[str]:
        """What stands in it."""
        return [name for name, secret in self.secrets.items() if any(form in told for form in forms(secret))]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    with ExitStack() as running:
        slack = running.enter_context(LoopbackSlack.in_thread())
        llm, site = running.enter_context(LoopbackLlm()), running.enter_context(LoopbackSite())
        issuer = running.enter_context(LoopbackIssuer.running())
        settings = {
            **SETTINGS,
            "DEALDESK_LOG_LEVEL": "DEBUG",
            "DEALDESK_LOG_TEXTS": "true",  # so that every library tells what passes through it
            "DEALDESK_AUDIT_TEXTS": "true",
            "DEALDESK_FETCH_ALLOW": "127.0.0.0/8",
            "DEALDESK_LLM": f"openai:{MODEL}",
            "DEALDESK_LLM_BASE_URL": llm.base_url,
            "DEALDESK_SLACK_API_URL": slack.api_url,
            "DEALDESK_OIDC_ISSUER": issuer.url,
            "DEALDESK_OIDC_AUDIENCE": AUDIENCE,
        }
        served = running.enter_context(serving(Loud(tmp_path / "home", settings)))
        yield Installation(served, issuer, llm, slack, site)


def test_secrets_stand_nowhere(installation: Installation) -> None:
    work(installation)
    assert installation.served.stop().code == 0
    home = installation.served.console.home
    log = home.with_name("log").read_bytes()
    assert b'"logger": "httpcore' in log
    assert installation.found(log) == []
    for told in installation.told:
        assert installation.found(told.encode()) == [], told[:1_000]
    files = [file for file in home.rglob("*") if file.is_file()]
    assert len(files) > 3
    for file in files:
        assert installation.found(file.read_bytes()) == [], file


def work(here: Installation) -> None:
    """What people and programs do all day, and what goes wrong."""
    reader, writer, admin = (here.make_key(role) for role in ("reader", "writer", "admin"))
    assert here.send("PUT", "/v1/articles/depot", writer, json=ARTICLE).status_code == 201
    for key in (reader, here.make_token(collections=["public"]), None):
        assert here.send("POST", "/v1/ask", key, json={"question": QUESTION}).status_code == 200
    here.llm.fault = lambda handler: handler.fail(401, f"Incorrect API key provided: {API_KEY}")
    assert here.send("POST", "/v1/ask", reader, json={"question": QUESTION}).status_code == 200
    refuse(here, reader)
    for key in (*WRONG, here.make_token(exp=1), here.make_token(signed_with="other"), here.make_token(kid="x")):
        assert here.send("GET", "/v1/me", key).status_code == 401
    mention_and_call_back(here, writer)
    assert here.send("DELETE", f"/v1/keys/{reader}", admin).status_code == 404  # not its id
    [mine] = [each["id"] for each in here.send("GET", "/v1/keys", admin).json()["keys"] if each["role"] == "reader"]
    assert here.send("DELETE", f"/v1/keys/{mine}", admin).status_code == 204
    assert here.send("GET", "/v1/me", reader).status_code == 401
    for path in ("/v1/me", "/v1/audit", "/metrics", "/openapi.json", "/readyz", "/livez", "/", "/v1/jobs"):
        assert here.send("GET", path, admin).status_code == 200, path


def refuse(here: Installation, reader: str) -> None:
    """Requests that are wrong in every way, with a key in each."""
    wrong: list[tuple[int, str, str, dict[str, Any]]] = [
        (403, "DELETE", "/v1/articles/depot", {}),
        (404, "GET", "/v1/articles/nothing", {}),
        (404, "GET", "/v1/nothing", {}),
        (405, "PATCH", "/v1/me", {}),
        (415, "POST", "/v1/ask", {"content": b"x", "headers": {"Content-Type": "text/plain"}}),
        (413, "POST", "/v1/ask", {"json": {"question": "x" * 1_100_000}}),
        (400, "POST", "/v1/ask", {"content": b"{", "headers": {"Content-Type": "application/json"}}),
        (422, "POST", "/v1/ask", {"json": {"question": 7, "key": reader}}),
        (422, "GET", "/v1/articles", {"params": {"api_key": reader}}),
    ]
    for status, method, path, more in wrong:
        answered = here.send(method, path, reader, **more)
        assert answered.status_code == status, (method, path, answered.text)


def mention_and_call_back(here: Installation, writer: str) -> None:
    """A question in Slack, over HTTP and by the socket, and a job that tells somebody that it is over."""
    body = encoded(mention(f"<@UBOT> {QUESTION}", "1700000100.000100"))
    assert here.send("POST", "/slack/events", content=body, headers=signed(body)).status_code == 200
    assert here.send("POST", "/slack/events", content=body).status_code == 401
    here.slack.run(here.slack.send_event(mention(f"<@UBOT> {QUESTION}", "1700000200.000100")))
    for ts in ("1700000100.000100", "1700000200.000100"):
        here.slack.wait_until(lambda ts=ts: any(reply.metadata for reply in here.slack.replies_to("C1", ts)))
    here.site.serve("/told", "thanks")
    watched = {"question": QUESTION, "callback_url": here.site.url("/told")}
    assert here.send("POST", "/v1/watches", writer, json=watched).status_code == 201
    moved = ARTICLE | {"text": ARTICLE["text"].replace("Ostrava Homes", "Lund Estates")}
    assert here.send("PUT", "/v1/articles/depot", writer, json=moved).status_code == 200
    until(lambda: [asked for asked in here.site.asked if asked.method == "POST"], here.served.process)
