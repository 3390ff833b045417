"""What is beyond this process: the LLM, Slack, the identity provider, a Chroma server, a collector of traces."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import httpx

from answer.llm.langchain_model import HOMES
from api.door.callers import IdentityUnavailable
from bot.errors import SlackNotConfigured
from bot.install.check import check_signing_secret
from bot.install.sealing import Seal
from dealdesk.doctor.finding import Finding, fail, ok, told, warn
from dealdesk.doctor.setup import Setup
from dealdesk.errors import BadSetting
from dealdesk.language_model import language_model
from dealdesk.settings import Settings, secret

_PATIENCE_SECONDS = 5.0
_NETWORK = "see whether this machine reaches it: the address, the network, a firewall"


def llm(setup: Setup) -> Iterator[Finding]:
    settings = setup.settings
    if not settings.llm:
        yield ok("LLM", "none: answers are extractive")
        return
    try:
        model = language_model(settings)
    except BadSetting as error:
        yield told("LLM", error)
        return
    assert model
    model.close()
    try:
        answered = _models_of(settings)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        yield fail("LLM", f"{settings.llm} does not answer ({type(error).__name__})", _NETWORK)
        return
    if answered.status_code in (401, 403):
        yield fail("LLM", f"{settings.llm} refuses the key ({answered.status_code})", "check DEALDESK_LLM_API_KEY")
    elif not answered.is_success:
        found = f"{settings.llm} answers, but does not list its models ({answered.status_code})"
        yield warn("LLM", found, "ask a question and see its note; check DEALDESK_LLM_BASE_URL")
    elif settings.llm.partition(":")[2] not in answered.text:
        yield warn("LLM", f"{settings.llm} is not among the models it lists", "check the model's name in DEALDESK_LLM")
    else:
        yield ok("LLM", f"{settings.llm} answers and takes the key")


def _models_of(settings: Settings) -> httpx.Response:
    """Its list of models, which costs nothing."""
    provider, key = str(settings.llm).partition(":")[0], secret(settings.llm_api_key) or "none"
    home = (settings.llm_base_url or HOMES[provider]).rstrip("/")
    path, headers = {
        "openai": ("/models", {"Authorization": f"Bearer {key}"}),
        "anthropic": ("/v1/models", {"x-api-key": key, "anthropic-version": "2023-06-01"}),
        "ollama": ("/api/tags", {}),
    }[provider]
    return _get(home + path, headers)


def slack(setup: Setup) -> Iterator[Finding]:
    """The shape of what is set; `dealdesk slack check` tries it."""
    settings = setup.settings
    if not settings.uses_slack():
        yield ok("Slack", "off")
        return
    shapes = [*_token("BOT", secret(settings.slack_bot_token), "xoxb-")]
    shapes += _token("APP", secret(settings.slack_app_token), "xapp-")
    if signing := secret(settings.slack_signing_secret):
        checked = check_signing_secret(signing)
        shapes += [] if checked.is_well else [fail("Slack", f"the signing secret {checked.found}", checked.remedy)]
    elif not settings.slack_app_token:
        remedy = "set DEALDESK_SLACK_APP_TOKEN for Socket Mode, or DEALDESK_SLACK_SIGNING_SECRET for HTTP"
        shapes.append(fail("Slack", "there is no way for events to come", remedy))
    if settings.slack_client_id:
        try:
            Seal(secret(settings.slack_encryption_key) or "")
        except SlackNotConfigured as error:
            shapes.append(told("Slack", error))
    yield from shapes
    if not shapes:
        yield ok("Slack", "its settings have the right shape: `dealdesk slack check` tries them")


def _token(name: str, token: str | None, start: str) -> Iterator[Finding]:
    if token and not re.fullmatch(re.escape(start) + r"[\w-]{8,}", token):
        found = f"DEALDESK_SLACK_{name}_TOKEN does not look like one: those begin with {start}"
        yield fail("Slack", found, "copy it again from the app's settings at api.slack.com/apps")


def identity_provider(setup: Setup) -> Iterator[Finding]:
    issuer = setup.settings.oidc_issuer
    if issuer is None:
        return
    from dealdesk.issuer import IssuerKeys  # only who has a provider pays for the imports

    try:
        IssuerKeys(issuer, setup.settings.oidc_jwks_url, timeout_seconds=_PATIENCE_SECONDS).named(None)
        yield ok("identity provider", f"{issuer} tells its keys")
    except IdentityUnavailable:
        remedy = "see DEALDESK_OIDC_ISSUER and DEALDESK_OIDC_JWKS_URL, the network, its certificate"
        yield fail("identity provider", f"{issuer} does not tell its keys", remedy)


def chroma(setup: Setup) -> Iterator[Finding]:
    if url := setup.settings.chroma_url:
        yield _answering(
            "Chroma server", url, "/api/v2/heartbeat", "start it (`chroma run`), or see DEALDESK_CHROMA_URL"
        )


def collector(setup: Setup) -> Iterator[Finding]:
    if url := setup.settings.otel_endpoint:
        yield _answering("traces", url, "/", "start the collector, or see DEALDESK_OTEL_ENDPOINT", any_status=True)


def _answering(what: str, url: str, path: str, remedy: str, *, any_status: bool = False) -> Finding:
    try:
        answered = _get(url.rstrip("/") + path)
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        return fail(what, f"{_place(url)} does not answer ({type(error).__name__})", remedy)
    if answered.is_success or any_status:
        return ok(what, f"{_place(url)} answers")
    return fail(what, f"{_place(url)} answers {answered.status_code}", remedy)


def _get(url: str, headers: Mapping[str, str] | None = None) -> httpx.Response:
    is_here = urlsplit(url).hostname in ("localhost", "127.0.0.1", "::1")
    with httpx.Client(timeout=_PATIENCE_SECONDS, trust_env=not is_here) as client:
        return client.get(url, headers=headers)


def _place(url: str) -> str:
    """The address without what may be secret in it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
