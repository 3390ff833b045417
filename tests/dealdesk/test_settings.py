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
    Path(".env").write_text("DEALDESK_OIDC_ISSUER=\nDEALDESK_SLACK_CHANNELS=\n")
    monkeypatch.setenv("DEALDESK_LLM", "")
    monkeypatch.setenv("DEALDESK_PASSAGE_TOKENS", "")
    settings = read_settings()
    assert (settings.llm, settings.passage_tokens) == (None, 190)
    assert (settings.oidc_issuer, settings.slack_channels) == (None, {})


@pytest.mark.parametrize("key", ["", " ", "\t "])
@pytest.mark.parametrize("in_file", [False, True])
def test_an_empty_key_is_no_key(monkeypatch: pytest.MonkeyPatch, key: str, in_file: bool) -> None:
    if in_file:
        Path(".env").write_text(f'DEALDESK_API_KEY="{key}"\n')
    else:
        monkeypatch.setenv("DEALDESK_API_KEY", key)
    with pytest.raises(BadSetting, match=r"^DEALDESK_API_KEY: it is empty: give .* or unset it"):
        read_settings()


@pytest.mark.parametrize(
    "address",
    [
        "http://login.example.com",
        "http://127.0.0.1.example.com",
        "http://localhost@example.com",
        "https://user:word@example.com",
        "https://",
        "https://[::1",
        "file:///etc/keys",
        "login.example.com",
    ],
)
@pytest.mark.parametrize("name", ["ISSUER", "JWKS_URL"])
def test_an_identity_provider_that_anybody_could_pose_as_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, address: str
) -> None:
    monkeypatch.setenv("DEALDESK_OIDC_AUDIENCE", "dealdesk")
    monkeypatch.setenv(f"DEALDESK_OIDC_{name}", address)
    with pytest.raises(BadSetting, match=f"^DEALDESK_OIDC_{name}: give an https address"):
        read_settings()


@pytest.mark.parametrize("issuer", ["https://login.example.com/x/", "http://localhost:8080", "http://[::1]:8080/realm"])
def test_an_identity_provider_needs_an_audience(monkeypatch: pytest.MonkeyPatch, issuer: str) -> None:
    monkeypatch.setenv("DEALDESK_OIDC_ISSUER", issuer)
    with pytest.raises(BadSetting, match=r"^DEALDESK_OIDC_AUDIENCE: name whom"):
        read_settings()
    monkeypatch.setenv("DEALDESK_OIDC_AUDIENCE", "dealdesk")
    assert read_settings().oidc_issuer == issuer


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
