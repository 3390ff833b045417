"""Every setting. This is the only reader of the environment."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from dealdesk.errors import BadSetting
from index.embedding import DEFAULT_MODEL


class Settings(BaseSettings):
    """Read from the environment, prefix DEALDESK_, and from a file .env in the present folder."""

    model_config = SettingsConfigDict(env_prefix="DEALDESK_", env_file=".env", env_ignore_empty=True, extra="ignore")

    home: Path = Field(Path(".dealdesk"), description="where all state lives")
    database_url: str | None = Field(None, description="the catalogue's database, sqlite:///PATH; default: in the home")
    chroma_url: str | None = Field(
        None, pattern=r"^https?://[^/\s]+", description="a Chroma server; default: embedded, in the home"
    )
    embedding_model: str = Field(DEFAULT_MODEL, description="the bundled model, a model folder, or a cached model")
    passage_tokens: int = Field(190, ge=16, le=4_000, description="how many tokens a passage has at most")
    api_key: SecretStr | None = Field(None, description="what /v1 asks for; needed to listen beyond this machine")
    llm: str | None = Field(None, description="reserved for an LLM; this version answers extractively")
    llm_base_url: str | None = None
    llm_api_key: SecretStr | None = None
    slack_bot_token: SecretStr | None = Field(None, description="xoxb-...")
    slack_signing_secret: SecretStr | None = Field(None, description="for events over HTTP, POST /slack/events")
    slack_app_token: SecretStr | None = Field(None, description="xapp-..., for Socket Mode")
    slack_api_url: str | None = Field(None, description="another Web API than Slack's own, such as one on loopback")

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
        raise BadSetting(f"DEALDESK_{name}: {first['msg']}") from error


def secret(value: SecretStr | None) -> str | None:
    """The secret itself, where there is one."""
    return value.get_secret_value() if value else None
