"""A connection goes on after each kind of request, over a real socket."""

from __future__ import annotations

import logging

import httpx
import pytest

from answer.timeline import Chronicler
from api.app import create_app
from tests.answer.fakes import MemoryCorpus
from tests.api.fakes import Pulse, Script, Shelf, articles
from tests.api.serving import serving


def test_one_connection_serves_every_kind_of_search(
    shelf: Shelf, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    corpus = MemoryCorpus(*articles())
    app = create_app(script, script, shelf, shelf, Pulse(), timelines=Chronicler(corpus, corpus, corpus))
    with (
        serving(app) as address,
        httpx.Client(base_url=address, trust_env=False, limits=httpx.Limits(max_connections=1)) as client,
        caplog.at_level(logging.ERROR, "uvicorn.error"),
    ):
        logging.getLogger("uvicorn.error").propagate = True
        for _ in range(3):
            assert client.post("/v1/search", json={"query": "plant"}).status_code == 200
            assert client.get("/v1/timeline", params={"query": "plant"}).status_code == 200
            assert client.get("/v1/figures", params={"query": "plant"}).status_code == 200
            assert client.post("/v1/ask", json={"question": "Who operates it?"}).status_code == 200
    assert caplog.messages == []
