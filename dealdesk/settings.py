"""Every setting. This is the only reader of the environment."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from dealdesk.errors import BadSetting
from index.embedding import DEFAULT_MODEL


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

    model_config = SettingsConfigDict(env_prefix="DEALDESK_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(Path(".dealdesk"), description="where all state lives")
    database_url: str | None = Field(None, description="the catalogue's database, sqlite:///PATH; default: in the home")
    chroma_url: str | None = Field(
        None, pattern=r"^https?://[^/\s]+", description="a Chroma server; default: embedded, in the home"
    )
    embedding_model: str = Field(
        DEFAULT_MODEL, description="of a new index: the bundled model, a model folder, or a cached model"
    )
    reranker: str | None = Field(None, description="a CrossEncoder's folder, or a cached one; default: none")
    passage_tokens: int = Field(190, ge=16, le=4_000, description="how many tokens a passage has at most")
    keep_versions_days: int = Field(365, ge=0, le=36_500, description="versions of the past; 0 keeps none overnight")
    keep_answers_days: int = Field(365, ge=1, le=36_500, description="answers given, but for those that are watched")
    api_key: SecretStr | None = Field(None, description="what /v1 asks for; needed to listen beyond this machine")
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

    def allowed_places(self) -> list[str]:
        """What may be fetched although it is not public."""
        return [place.strip() for place in (self.fetch_allow or "").split(",") if place.strip()]

    def source_folders(self) -> list[Path]:
        """Folders that sources may name over HTTP."""
        return [Path(folder).resolve() for folder in (self.folders or "").split(os.pathsep) if folder]

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
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        raise BadSetting(f"DEALDESK_{name}: {first['msg'].removeprefix('Value error, ')}") from error


def secret(value: SecretStr | None) -> str | None:
    """The secret itself, where there is one."""
    return value.get_secret_value() if value else None
