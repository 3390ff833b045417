"""Changing the embedding model from the command line: beside a server or without, and killed on the way."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from dealdesk.assembly import open_desk
from tests.dealdesk.console import Console, Done, settings_of, until
from tests.dealdesk.other_model import other_model
from tests.dealdesk.serving import serving

pytestmark = pytest.mark.slow

BUNDLED = "all-MiniLM-L6-v2"
QUESTION = "Who is reported to operate the gas-fired power plant in Portsmouth, Ohio?"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(other_model(tmp_path_factory.mktemp("models") / "other"))


def live(console: Console) -> str:
    """The name of the model in use."""
    with closing(sqlite3.connect(console.home / "catalogue.sqlite3")) as catalogue:
        [[fingerprint]] = catalogue.execute("SELECT value FROM state WHERE key = 'embedding_model'").fetchall()
    return str(fingerprint).rpartition("@")[0]


def asked(console: Console) -> dict[str, Any]:
    done = console.run("ask", QUESTION, "--json")
    assert done.code == 0, done.err
    return {name: value for name, value in done.json.items() if name not in ("id", "elapsed_ms")}


def ok(done: Done) -> str:
    assert done.code == 0, done.out + done.err
    return done.out


def test_a_model_is_changed_and_changed_back(console: Console, other: str) -> None:
    before = asked(console)
    assert ok(console.run("models")).startswith(f"{BUNDLED}: in use, ")
    changed = ok(console.run("models", "use", other))
    assert changed.startswith(f"{other}: in use, ")
    assert f"{BUNDLED}: in use before" in changed
    ok(console.run("verify"))
    after = asked(console)
    assert (after["status"], after["index_version"]) != ("abstained", before["index_version"])
    assert [each.name for each in (console.home / "vectors").iterdir()] == ["generation-2"]
    ok(console.run("models", "rollback"))
    assert [(m["name"], m["live"]) for m in console.run("models", "--json").json["models"]] == [
        (BUNDLED, True), (other, False),
    ]  # fmt: skip
    assert asked(console) == before


def test_an_index_goes_on_with_its_own_model_whatever_is_set(console: Console, other: str) -> None:
    set_otherwise = Console(console.home, {"DEALDESK_EMBEDDING_MODEL": other})
    done = set_otherwise.run("search", "power plant", "--json")
    assert (done.code, done.err.count("\n")) == (0, 1)
    assert f"goes on with it: `dealdesk models use {other}`" in done.err


def test_a_model_that_is_not_there_is_refused_and_the_old_one_stays(console: Console) -> None:
    done = console.run("models", "use", "nobody/no-such-model")
    assert done.code == 1
    assert "neither a folder nor in the local cache" in done.err
    assert live(console) == BUNDLED


def test_killed_on_the_way_it_is_one_model_or_the_other_wholly(console: Console, other: str) -> None:
    kills: list[Callable[[], object]] = [
        lambda: _count(console, "passages WHERE other_key IS NOT NULL") >= 1,
        lambda: _count(console, "passages WHERE other_key IS NOT NULL") >= 70,
        lambda: _state(console, "vector_generations_spare") not in (None, "[]"),
        lambda: list((console.home / "vectors").glob("generation-*"))[1:],
        lambda: live(console) == wanted,
        lambda: live(console) == wanted and _state(console, "vector_generations_spare") == "[]",
    ]
    for moment in kills:
        wanted = other if live(console) == BUNDLED else BUNDLED
        with closing(sqlite3.connect(console.home / "catalogue.sqlite3", isolation_level=None)) as catalogue:
            if wanted == other:  # so that there is something to embed each time
                catalogue.execute("UPDATE passages SET other_key = NULL")
                catalogue.execute("DELETE FROM vectors WHERE key NOT IN (SELECT vector_key FROM passages)")
        process = console.start("models", "use", wanted)
        until(moment, process)
        process.kill()
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert live(console) in (BUNDLED, other)
        ok(console.run("verify"))
    ok(console.run("models", "use", other))
    ok(console.run("verify"))
    with open_desk(settings_of(console.home), "test") as desk:
        kept = _count(console, "vectors")
        used = "SELECT count(*) FROM (SELECT vector_key FROM passages UNION SELECT other_key FROM passages)"
        with closing(sqlite3.connect(console.home / "catalogue.sqlite3")) as catalogue:
            assert catalogue.execute(used).fetchone() == (kept,)
        assert desk.verify().problems == ()


def test_a_server_answers_on_while_its_model_is_changed(console: Console, other: str) -> None:
    with serving(console) as served, _asking(served.client) as replies:
        ok(console.run("models", "use", other))
        assert live(console) == other
        versions = {reply["index_version"] for reply in replies}
        put = served.client.put(
            "/v1/articles/quenby", json={"title": "Quenby", "text": "Quenby Tramways sold its depot."}
        )
        assert put.status_code == 201
        ok(console.run("models", "rollback"))
        told = served.client.get("/v1/embedding-models").json()["models"]
        assert [(each["name"], each["embedded"] == each["passages"]) for each in told] == [
            (BUNDLED, True), (other, True),
        ]  # fmt: skip
    assert {reply["status"] for reply in replies} == {"answered"}
    assert len(versions) in (1, 2)
    assert all(reply["note"] is None for reply in replies)
    ok(console.run("verify"))


@contextmanager
def _asking(client: httpx.Client) -> Iterator[list[dict[str, Any]]]:
    """Ask again and again; what fails is there among the replies."""
    replies: list[dict[str, Any]] = []
    over = Event()

    def ask() -> None:
        while not over.is_set():
            replies.append(client.post("/v1/ask", json={"question": QUESTION}).json())

    thread = Thread(target=ask)
    thread.start()
    try:
        yield replies
    finally:
        over.set()
        thread.join()
    assert len(replies) > 5


def _count(console: Console, what: str) -> int:
    with closing(sqlite3.connect(console.home / "catalogue.sqlite3")) as catalogue:
        return int(catalogue.execute(f"SELECT count(*) FROM {what}").fetchone()[0])


def _state(console: Console, key: str) -> str | None:
    with closing(sqlite3.connect(console.home / "catalogue.sqlite3")) as catalogue:
        found = catalogue.execute("SELECT value FROM state WHERE key = ?", [key]).fetchone()
    return found[0] if found else None
