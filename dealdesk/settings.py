"""Every setting. This is the only reader of the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dealdesk.addresses import is_safe
from dealdesk.errors import BadSetting
from index.model_folder import DEFAULT_MODEL


def _named_lists(value: object) -> object:
    """As text or ready: lists of names, none of them empty, by an id."""
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        found = None
    if not isinstance(found, dict) or not all(map(_names, found.values())):
        raise ValueError('give a JSON object of lists, such as {"C0123ABCD": ["public", "deals"]}')
    return found


def _names(value: object) -> bool:
    if not isinstance(value, list | tuple) or not value:
        return False
    return all(isinstance(name, str) and name.strip() == name != "" for name in value)


NamedLists = Annotated[dict[str, tuple[str, ...]], NoDecode, BeforeValidator(_named_lists)]
"""Collections by the id of a channel, a person or a user group."""


class Settings(BaseSettings):
    """Read from the environment, prefix DEALDESK_, and from a file .env in the present folder."""

    model_config = SettingsConfigDict(env_prefix="DEALDESK_", env_file=".env", extra="ignore")

    home: Path = Field(Path(".dealdesk"), description="where all state lives")
    database_url: str | None = Field(None, description="the catalogue's database, sqlite:///PATH; default: in the home")
    chroma_url: str | None = Field(
        None, pattern=r"^https?://[^/\s]+", description="a Chroma server; default: embedded, in the home"
    )
    embedding_model: str = Field(
        DEFAULT_MODEL, description="of a new index: the bundled model, a model folder, or a cached model"
    )
    models_folder: Path | None = Field(
        None, description="where models are kept in the form they are run in; default: in the home"
    )
    reranker: str | None = Field(None, description="a CrossEncoder's folder, or a cached one; default: none")
    passage_tokens: int = Field(190, ge=16, le=4_000, description="how many tokens a passage has at most")
    keep_versions_days: int = Field(365, ge=0, le=36_500, description="versions of the past; 0 keeps none overnight")
    keep_answers_days: int = Field(365, ge=1, le=36_500, description="answers given, but for those that are watched")
    api_key: SecretStr | None = Field(None, description="one key of the role admin; others: `dealdesk keys create`")
    oidc_issuer: str | None = Field(None, description="an identity provider, https://...; default: API keys alone")
    oidc_audience: str | None = Field(
        None, validate_default=True, description="whom its tokens are to be made for: this server, as it knows it"
    )
    oidc_jwks_url: str | None = Field(None, description="where its keys are; default: where its configuration says")
    oidc_collections_claim: str = Field("collections", description="the claim that says what may be read")
    oidc_collections: NamedLists = Field({}, description="collections by that claim's values; default: their own names")
    oidc_role_claim: str = Field("role", description="the claim that says reader, writer or admin; default: a reader")
    audit_texts: bool = Field(False, description="whether the audit keeps the questions as well")
    keep_audit_days: int = Field(365, ge=1, le=36_500, description="what the audit says")
    llm: str | None = Field(None, description="openai:MODEL, anthropic:MODEL or ollama:MODEL; default: no LLM")
    llm_base_url: str | None = Field(
        None, pattern=r"^https?://[^/\s]+", description="another address of the same API, with its /v1"
    )
    llm_api_key: SecretStr | None = Field(None, description="the provider's key")
    llm_deadline_seconds: float = Field(30.0, ge=1, le=300, description="then the extractive answer goes out")
    llm_tokens_per_day: int = Field(1_000_000, ge=0, description="prompts and replies together, per day in UTC")
    llm_output_tokens: int = Field(4_000, ge=200, le=100_000, description="what one reply may have, thinking included")
    llm_structure: Literal["json_schema", "function_calling", "json_mode"] | None = Field(
        None, description="how the form of a reply is asked for; default: LangChain's way for the provider"
    )
    fetch_allow: str | None = Field(
        None, description="networks, addresses and hosts, with commas, that may be fetched though they are not public"
    )
    folders: str | None = Field(None, description="folders that sources may name over HTTP, as in PATH; default: none")
    feed_seconds: int = Field(30, ge=10, description="how often a feed is looked at")
    callback_secret: SecretStr | None = Field(None, description="signs what a callback is told; default: no callbacks")
    readers: int | None = Field(None, ge=1, le=64, description="processes that read documents; default: up to 4")
    requests_per_minute: int = Field(600, ge=0, description="of a key without a limit of its own; 0: no limit")
    asks_at_once: int | None = Field(None, ge=1, le=1_000, description="default: one, or 16 where an LLM writes")
    asks_waiting: int = Field(8, ge=0, le=1_000, description="asks beyond those that may wait a moment for a place")
    ask_seconds: float = Field(50.0, gt=0, le=600, description="for an answer, or a batch of them")
    request_seconds: float = Field(60.0, gt=0, le=3_600, description="for any other request that is no stream")
    body_seconds: float = Field(30.0, gt=0, le=3_600, description="for a body, and a second for every 20 kB of it")
    max_upload_mb: int = Field(20, ge=1, le=10_000, description="of an article, or of files that come together")
    cors_origins: str | None = Field(
        None,
        pattern=r"^(\*|https?://[^/\s,]+(\s*,\s*https?://[^/\s,]+)*)$",
        description="sites, with commas, whose pages may ask from a browser, such as https://intranet.example; *: all",
    )
    slack_bot_token: SecretStr | None = Field(None, description="xoxb-...")
    slack_signing_secret: SecretStr | None = Field(None, description="for events over HTTP, POST /slack/events")
    slack_app_token: SecretStr | None = Field(None, description="xapp-..., for Socket Mode")
    slack_api_url: str | None = Field(None, description="another Web API than Slack's own, such as one on loopback")
    slack_client_id: str | None = Field(None, description="the app's, where several workspaces install it")
    slack_client_secret: SecretStr | None = Field(None, description="the app's")
    slack_workspaces: str | None = Field(
        None, description="ids of workspaces and organisations, with commas, that may install the app; *: all"
    )
    slack_encryption_key: SecretStr | None = Field(
        None, description="what those workspaces' tokens are encrypted with; older keys behind it, with commas"
    )
    slack_channels: NamedLists = Field({}, description="collections by channel id, for channels not bound in Slack")
    slack_grants: NamedLists = Field({}, description="collections by the id of a person or user group")
    slack_admins: str | None = Field(
        None, description="user ids, with commas, that may bind and grant besides the workspace's admins and owners"
    )
    slack_strangers: Literal["public", "nothing"] = Field(
        "public", description="what unknown, external, guest and deactivated users get"
    )
    log_format: Literal["text", "json"] | None = Field(
        None, description="default: json for a server whose stderr is no terminal, else text"
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] | None = Field(
        None, description="default: INFO as json, WARNING as text"
    )
    log_texts: bool = Field(False, description="whether the log may hold what people ask and articles say")
    min_free_mb: int = Field(200, ge=0, description="below so much room on the disk a server is not ready")
    otel_endpoint: str | None = Field(
        None, pattern=r"^https?://[^/\s]+", description="an OpenTelemetry collector, for OTLP over HTTP; default: none"
    )

    @model_validator(mode="before")
    @classmethod
    def _left_empty_is_not_set(cls, given: dict[str, Any]) -> dict[str, Any]:
        # But for the key: who sets one, and has it empty by mistake, would not think that the server is open.
        return {name: value for name, value in given.items() if value != "" or name == "api_key"}

    @field_validator("api_key")
    @classmethod
    def _key_is_one(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and not key.get_secret_value().strip():
            raise ValueError("it is empty: give a long random value, or unset it and use `dealdesk keys create`")
        return key

    @field_validator("oidc_issuer", "oidc_jwks_url")
    @classmethod
    def _provider_is_sure(cls, url: str | None) -> str | None:
        if url is not None and not is_safe(url):
            raise ValueError("give an https address; http is for a provider on this machine, such as 127.0.0.1")
        return url

    @field_validator("oidc_audience")
    @classmethod
    def _tokens_are_for_somebody(cls, audience: str | None, others: ValidationInfo) -> str | None:
        if others.data.get("oidc_issuer") and not audience:
            raise ValueError("name whom the tokens of DEALDESK_OIDC_ISSUER are to be made for, or unset that one")
        return audience

    def allowed_places(self) -> list[str]:
        """What may be fetched although it is not public."""
        return [place.strip() for place in (self.fetch_allow or "").split(",") if place.strip()]

    def source_folders(self) -> list[Path]:
        """Folders that sources may name over HTTP."""
        return [Path(folder).resolve() for folder in (self.folders or "").split(os.pathsep) if folder]

    def page_origins(self) -> list[str]:
        """Sites whose pages may ask from a browser."""
        return [origin.strip() for origin in (self.cors_origins or "").split(",") if origin.strip()]

    def uses_slack(self) -> bool:
        """Whether there is to be a Slack bot at all."""
        return bool(self.slack_bot_token or self.slack_client_id)

    def shown(self) -> dict[str, str]:
        """What a report may say of the settings: no secret, nothing that differs between machines."""
        return {"embedding_model": self.embedding_model, "passage_tokens": str(self.passage_tokens)}


def read_settings() -> Settings:
    """Raises BadSetting, naming the variable."""
    try:
        return Settings()
    except ValidationError as error:
        raise BadSetting(_troubles(error)[0]) from error


def read_usable_settings() -> tuple[Settings, list[str]]:
    """With defaults where a setting cannot be used, and why each of those cannot. For whoever explains that."""
    troubles: list[str] = []
    defaults: dict[str, Any] = {}
    while True:
        try:
            return Settings(**defaults), troubles
        except ValidationError as error:
            troubles += _troubles(error)
            bad = {str(one["loc"][0]) for one in error.errors() if one["loc"]} - defaults.keys()
            if not bad:
                return Settings.model_construct(**defaults), troubles
            defaults |= {name: Settings.model_fields[name].get_default(call_default_factory=True) for name in bad}


def names_given() -> set[str]:
    """The variables with our prefix that the environment and the file .env set, whether or not they mean anything."""
    given = {name.upper() for name in os.environ}
    if Path(".env").is_file():
        lines = Path(".env").read_text(errors="replace").splitlines()
        given |= {line.removeprefix("export ").partition("=")[0].strip().upper() for line in lines if "=" in line}
    return {name for name in given if name.startswith("DEALDESK_")}


def _troubles(error: ValidationError) -> list[str]:
    """Never the value: it can be a secret."""
    return [
        f"DEALDESK_{'_'.join(map(str, one['loc'])).upper()}: {one['msg'].removeprefix('Value error, ')}"
        for one in error.errors()
    ]


def secret(value: SecretStr | None) -> str | None:
    """The secret itself, where there is one."""
    return value.get_secret_value() if value else None
