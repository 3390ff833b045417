"""A door over parts in memory, and a client that holds it to its own description."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.app import create_app
from tests.api.client import DeclaredClient
from tests.api.fakes import COST_QUOTE, PLANT_QUOTE, RIVAL_QUOTE, Pulse, Script, Shelf, articles, disputed_cost


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
def client(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[DeclaredClient]:
    app = create_app(script, script, shelf, shelf, pulse, max_body_bytes=10_000, max_article_bytes=50_000)
    with DeclaredClient(app) as client:
        yield client


@pytest.fixture
def locked(shelf: Shelf, script: Script, pulse: Pulse) -> Iterator[DeclaredClient]:
    """The same behind a key."""
    app = create_app(script, script, shelf, shelf, pulse, api_key="kéy", max_body_bytes=10_000)
    with DeclaredClient(app) as client:
        yield client
