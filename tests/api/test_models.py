"""GET and POST /v1/embedding-models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import create_app
from tests.api.callers import owned
from tests.api.client import DeclaredClient
from tests.api.conftest import OWNER
from tests.api.fakes import Pulse, Script, Shelf
from tests.api.works import Choice


@pytest.fixture
def models() -> Choice:
    return Choice()


@pytest.fixture
def client(shelf: Shelf, script: Script, pulse: Pulse, models: Choice, tmp_path: Path) -> Iterator[DeclaredClient]:
    folders = [tmp_path / "open"]
    app = create_app(script, script, shelf, shelf, pulse, models=models, callers=owned(OWNER), folders=folders)
    with DeclaredClient(app) as client:
        yield client


def test_the_models_are_told_the_live_one_first(client: DeclaredClient) -> None:
    live, other = client.get("/v1/embedding-models").json()["models"]
    assert live == {
        "name": "bundled", "fingerprint": "bundled@123456789012/384", "live": True, "was_live": False,
        "embedded": 70, "passages": 70,
    }  # fmt: skip
    assert (other["was_live"], other["embedded"]) == (True, 66)


@pytest.mark.parametrize("name", ["all-MiniLM-L6-v2", "organisation/model", "/models/earlier"])
def test_a_change_of_the_model_is_a_job(client: DeclaredClient, models: Choice, name: str) -> None:
    begun = client.post("/v1/embedding-models", json={"use": name})
    assert begun.status_code == 202
    assert begun.headers["location"] == f"/v1/jobs/{begun.json()['id']}"
    assert len(models.jobs.asked) == 1


def test_only_the_owner_names_any_folder(client: DeclaredClient, models: Choice, tmp_path: Path) -> None:
    (tmp_path / "open" / "model").mkdir(parents=True)
    assert client.post("/v1/embedding-models", json={"use": "/somewhere/model"}).status_code == 403
    assert client.post("/v1/embedding-models", json={"use": str(tmp_path / "open" / ".." / "model")}).status_code == 403
    assert models.jobs.asked == []
    assert client.post("/v1/embedding-models", json={"use": str(tmp_path / "open" / "model")}).status_code == 202
    owner = {"Dealdesk-Owner": OWNER}
    assert client.post("/v1/embedding-models", json={"use": "/somewhere/model"}, headers=owner).status_code == 202


@pytest.mark.parametrize("body", [{}, {"use": ""}, {"use": 1}, {"use": "x" * 2_000}, {"name": "x"}])
def test_what_names_no_model_is_refused(client: DeclaredClient, body: dict[str, object]) -> None:
    assert client.post("/v1/embedding-models", json=body).status_code == 422
