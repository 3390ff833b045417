"""A door over parts in memory, and a client that holds it to its own description."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from api.app import Arrivals, create_app
from api.door.limits import Limits
from corpus.database import Database
from corpus.requests_log import RequestsLog
from tests.api.callers import behind, owned
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, PLANT_QUOTE, RIVAL_QUOTE, Pulse, Script, Shelf, articles, disputed_cost
from tests.api.works import Desk, Places

OWNER = "a token that lies in the data folder"


@pytest.fixture
def shelf() -> Shelf:
    return Shelf(*articles())


@pytest.fixture
def script(shelf: Shelf) -> Script:
    quotes = (("plant", PLANT_QUOTE), ("plant", COST_QUOTE), ("rumour", RIVAL_QUOTE))
    return Script(shelf, quotes, (disputed_cost(),))


@pytest.fixture
def pulse() -> Pulse:
    return Pulse()


@pytest.fixture
def jobs() -> Desk:
    return Desk()


@pytest.fixture
def places() -> Places:
    return Places()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "catalogue.sqlite3")
    yield database
    database.close()


@pytest.fixture
def arrivals(jobs: Desk, places: Places, database: Database, tmp_path: Path) -> Arrivals:
    return Arrivals(jobs, places, RequestsLog(database), tmp_path / "spool")


@pytest.fixture
def busy(shelf: Shelf, script: Script, pulse: Pulse, arrivals: Arrivals, tmp_path: Path) -> Iterator[DeclaredClient]:
    """The door with everything by which articles arrive."""
    app = create_app(
        script,
        script,
        shelf,
        shelf,
        pulse,
        arrivals=arrivals,
        callers=owned(OWNER),
        folders=[tmp_path / "open"],
        limits=Limits(article_bytes=50_000, upload_bytes=3_000_000, push_bytes=100_000),
    )
    with DeclaredClient(app) as client:
        yield client


@pytest.fixture
def client(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[DeclaredClient]:
    app = create_app(script, script, shelf, shelf, pulse, limits=Limits(body_bytes=10_000, article_bytes=50_000))
    with DeclaredClient(app) as client:
        yield client


@pytest.fixture
def locked(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[DeclaredClient]:
    """The same behind a key."""
    app = create_app(script, script, shelf, shelf, pulse, callers=behind("kéy"), limits=Limits(body_bytes=10_000))
    with DeclaredClient(app) as client:
        yield client
