from __future__ import annotations

from pathlib import Path

import pytest

from dealdesk.errors import BadSetting
from dealdesk.settings import Settings, read_settings, secret

SECRETS = (
    *("API_KEY", "LLM_API_KEY", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"),
    *("SLACK_CLIENT_SECRET", "SLACK_ENCRYPTION_KEY"),
)


def test_nothing_needs_to_be_set() -> None:
    settings = read_settings()
    assert settings.home == Path(".dealdesk")
    assert (settings.embedding_model, settings.api_key, settings.llm) == ("all-MiniLM-L6-v2", None, None)


def test_settings_come_from_the_environment_and_from_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("DEALDESK_PASSAGE_TOKENS=100\nDEALDESK_HOME=from-the-file\nANOTHER_PROGRAM=1\n")
    monkeypatch.setenv("DEALDESK_HOME", "from-the-environment")
    settings = read_settings()
    assert (settings.home, settings.passage_tokens) == (Path("from-the-environment"), 100)


def test_a_setting_left_empty_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALDESK_API_KEY", "")
    monkeypatch.setenv("DEALDESK_PASSAGE_TOKENS", "")
    settings = read_settings()
    assert (settings.api_key, settings.passage_tokens) == (None, 190)


@pytest.mark.parametrize("value", ["many", "15", "4001"])
def test_a_setting_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("DEALDESK_PASSAGE_TOKENS", value)
    with pytest.raises(BadSetting, match=r"^DEALDESK_PASSAGE_TOKENS: "):
        read_settings()


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_shown_nowhere(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"DEALDESK_{name}", "hush-hush")
    settings = read_settings()
    assert secret(getattr(settings, name.lower())) == "hush-hush"
    assert "hush" not in f"{settings!r} {settings} {settings.shown()} {settings.model_dump_json()}"


def test_every_setting_stands_under_its_documented_name() -> None:
    names = {f"DEALDESK_{name.upper()}" for name in Settings.model_fields}
    assert names >= {
        "DEALDESK_HOME",
        "DEALDESK_CHROMA_URL",
        "DEALDESK_DATABASE_URL",
        "DEALDESK_EMBEDDING_MODEL",
        "DEALDESK_LLM",
        "DEALDESK_LLM_BASE_URL",
        "DEALDESK_LLM_API_KEY",
        "DEALDESK_SLACK_BOT_TOKEN",
        "DEALDESK_SLACK_SIGNING_SECRET",
        "DEALDESK_SLACK_APP_TOKEN",
        "DEALDESK_SLACK_API_URL",
    }
