"""The settings by which a server tells of its work, put together."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.telemetry.observing import Untraced
from dealdesk.assembly import open_desk
from dealdesk.errors import BadSetting
from dealdesk.serving import build_app
from dealdesk.settings import read_settings
from dealdesk.telemetry import telling
from tests.api.telemetry.loopback_collector import collecting, notes
from tests.dealdesk.console import settings_of


def test_where_a_collector_is_named_requests_are_traced_to_it(tmp_path: Path) -> None:
    with collecting() as collector:
        settings = settings_of(tmp_path / "home", otel_endpoint=f"{collector.url}/")
        with telling(settings) as telemetry, open_desk(settings, "test", telemetry=telemetry) as desk:
            listed = TestClient(build_app(desk, settings), "http://localhost").get("/v1/articles")
        assert listed.status_code == 200
        assert notes(collector.named("GET /v1/articles"))["http.response.status_code"] == 200


def test_without_one_they_are_counted_and_logged_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "api.telemetry.request_log")
    settings = settings_of(tmp_path / "home")
    with telling(settings) as telemetry, open_desk(settings, "test", telemetry=telemetry) as desk:
        client = TestClient(build_app(desk, settings), "http://localhost")
        client.get("/v1/articles")
        text = client.get("/metrics").text
    assert isinstance(telemetry.tracer, Untraced)
    assert 'dealdesk_http_requests_total{method="GET",route="/v1/articles",status="200"} 1.0' in text
    assert any(message.startswith("GET /v1/articles 200") for message in caplog.messages)


def test_a_collector_is_named_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEALDESK_OTEL_ENDPOINT", "collector:4318")
    with pytest.raises(BadSetting, match=r"^DEALDESK_OTEL_ENDPOINT: "):
        read_settings()
