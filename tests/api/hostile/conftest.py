"""A server on a real socket whose patience is short."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from statistics import median
from threading import Thread

import pytest

from api.app import Arrivals, create_app
from api.door.limits import Limits
from dealdesk.connections import BoundedProtocol
from tests.api.client import Forgetful
from tests.api.fakes import PLANT_QUOTE, Pulse, Script, Shelf, articles
from tests.api.hostile.wire import Bystander, place_of
from tests.api.serving import serving
from tests.api.works import Desk, Places

HEAD_SECONDS = 0.5
BODY_SECONDS = 0.7


class Quick(BoundedProtocol):
    head_seconds = HEAD_SECONDS


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    shelf = Shelf(*articles())
    script = Script(shelf, (("plant", PLANT_QUOTE),))
    arrivals = Arrivals(Desk(), Places(), Forgetful(), Path(tmp_path_factory.mktemp("spool")))
    limits = Limits(body_seconds=BODY_SECONDS)
    app = create_app(script, script, shelf, shelf, Pulse(), arrivals=arrivals, limits=limits)
    with serving(app, http=Quick) as url:
        yield place_of(url)


@pytest.fixture(autouse=True)
def bystander(address: tuple[str, int]) -> Iterator[Bystander]:
    bystander = Bystander("http://{}:{}/v1/articles/plant".format(*address))
    thread = Thread(target=bystander.read)
    thread.start()
    try:
        yield bystander
    finally:
        bystander.stopped.set()
        thread.join()
    assert bystander.bad == []
    assert median(bystander.seconds or [0]) < 0.25, "somebody else had to wait"
    assert max(bystander.seconds, default=0) < 3, "somebody else had to wait for long"
