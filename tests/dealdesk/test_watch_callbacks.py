"""Questions that are watched over HTTP: changes are found while a server runs, and told to a signed callback."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from answer.errors import InvalidQuestion
from answer.reply import Question
from answer.watches import Notice, Watch
from api.door.callers import LOCAL
from corpus.article import EVERYTHING, Selection
from corpus.errors import FetchRefused
from corpus.fetching.fetch import Fetcher
from corpus.jobs import Job, JobKind
from dealdesk.callbacks import SIGNATURE, Callbacks
from dealdesk.durable import Durable
from dealdesk.http_watches import HttpWatches
from dealdesk.watch_keeping import WatchKeeping
from tests.api.works import ASKED_AT
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.console import Console, until
from tests.dealdesk.serving import serving
from tests.dealdesk.test_watches import COST, IS_33, IS_35
from tests.dealdesk.watched import Watched, watched

SECRET = "a-secret"


@contextmanager
def keeping(here: Watched, home: Path, secret: str | None = SECRET) -> Iterator[WatchKeeping]:
    """Watches with their durable work, as a server has them."""
    durable = Durable(home / "jobs.sqlite3", pause_seconds=0.05)
    callbacks = Callbacks(Fetcher(["127.0.0.0/8"]), secret)
    catalogue = here.parts.catalogue
    kept = WatchKeeping(here.watches, here.answers, here.answerer, catalogue, catalogue.fingerprint, durable, callbacks)
    durable.launch()
    try:
        yield kept
    finally:
        durable.stop()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Watched]:
    with watched(tmp_path / "catalogue.sqlite3") as here:
        here.put("plant", IS_33)
        yield here


def bodies(site: LoopbackSite) -> list[dict[str, Any]]:
    return [json.loads(asked.body) for asked in site.asked if asked.method == "POST"]


def test_a_change_is_told_to_the_callback_once_signed_with_both_quotes(here: Watched, tmp_path: Path) -> None:
    with LoopbackSite() as site, keeping(here, tmp_path) as kept:
        site.serve("/told", "thanks")
        watch = kept.http.start(LOCAL, Question(COST), site.url("/told"))
        here.put("plant", IS_35)
        with kept.keeping_current(list):
            until(lambda: bodies(site) and not here.watches.untold())
        [asked] = site.asked
        moment, given = (part.partition("=")[2] for part in asked.headers[SIGNATURE.lower()].split(","))
        assert given == hmac.new(SECRET.encode(), moment.encode() + b"." + asked.body, hashlib.sha256).hexdigest()
        [told] = bodies(site)
        assert (told["watch"], told["question"], told["kind"]) == (watch.id, COST, "other_value")
        [old], [new] = told["old"], told["new"]
        assert (old["value"], old["citation"]["quote"]) == ("$33 billion", IS_33)
        assert (new["value"], new["citation"]["quote"]) == ("$35 billion", IS_35)
        [notice] = here.watches.notices(watch.id)
        assert (notice.id, notice.told_at is not None) == (told["id"], True)


def test_a_callback_that_fails_is_told_again_and_by_the_next_process(here: Watched, tmp_path: Path) -> None:
    with LoopbackSite() as site:
        site.serve("/told", status=500)
        with keeping(here, tmp_path) as kept:
            kept.http.start(LOCAL, Question(COST), site.url("/told"))
            here.put("plant", IS_35)
            kept.watcher.look()
            until(lambda: site.count("/told") > 1)
        assert len(here.watches.untold()) == 1
        site.serve("/told", "thanks")
        with keeping(here, tmp_path):
            until(lambda: not here.watches.untold())
        assert len({told["id"] for told in bodies(site)}) == 1


def test_what_was_written_and_never_begun_is_told_by_the_next_process(here: Watched, tmp_path: Path) -> None:
    with LoopbackSite() as site:
        site.serve("/told", "thanks")
        with keeping(here, tmp_path) as kept:
            watch = kept.http.start(LOCAL, Question(COST), site.url("/told"))
            here.put("plant", IS_35)
            reply = here.answerer.ask(watch.question)
            here.answers.keep(reply, "http")
            assert here.watches.changed(watch, reply.id, reply.index_version)
        with keeping(here, tmp_path):
            until(lambda: not here.watches.untold())
        assert len(bodies(site)) == 1


def test_without_a_callback_a_change_is_shown_when_it_is_looked_up(here: Watched, tmp_path: Path) -> None:
    with keeping(here, tmp_path, None) as kept:
        watch = kept.http.start(LOCAL, Question(COST), None)
        here.put("plant", IS_35)
        kept.watcher.look()
        [(notice, change)] = kept.http.changes(LOCAL, watch)
        assert (notice.told_at is not None, change.new[0].value) == (True, "$35 billion")
        now = kept.http.get(LOCAL, watch.id)
        assert now
        known = kept.http.known(LOCAL, now)
        assert known
        assert "$35 billion" in known.text
        assert kept.http.stop(LOCAL, watch.id)
        assert kept.http.list(LOCAL) == []
        assert kept.http.get(LOCAL, watch.id) is None


def test_a_callback_that_could_not_be_told_is_refused_when_it_is_asked_for(here: Watched, tmp_path: Path) -> None:
    with keeping(here, tmp_path, None) as kept:
        with pytest.raises(FetchRefused, match="set DEALDESK_CALLBACK_SECRET"):
            kept.http.start(LOCAL, Question(COST), "https://example.com/told")
        assert kept.http.list(LOCAL) == []
    with keeping(here, tmp_path) as kept, pytest.raises(FetchRefused, match="not public"):
        kept.http.start(LOCAL, Question(COST), "http://10.0.0.1/told")


def test_of_watches_there_are_only_so_many(here: Watched) -> None:
    few = HttpWatches(here.watches, here.answers, here.answerer, Callbacks(Fetcher(), None), here.watches.told, most=2)
    for n in range(2):
        few.start(LOCAL, Question(f"{COST} {n}"), None)
    with pytest.raises(InvalidQuestion, match="stop some that nobody needs"):
        few.start(LOCAL, Question("Another one?"), None)
    few.stop(LOCAL, few.list(LOCAL)[0].id)
    few.start(LOCAL, Question("Another one?"), None)


def test_watches_wait_for_the_jobs_that_change_articles(here: Watched, tmp_path: Path) -> None:
    jobs = [Job("job", JobKind.REFRESH, "", ASKED_AT)]
    looks = 0

    def unfinished() -> list[Job]:
        nonlocal looks
        looks += 1
        return jobs

    with keeping(here, tmp_path) as kept:
        watch = kept.http.start(LOCAL, Question(COST), None)
        with kept.keeping_current(unfinished):
            until(lambda: looks > 1)  # the look at the start is over
            here.put("plant", IS_35)
            before = looks
            until(lambda: looks > before + 2)
            assert here.watches.notices(watch.id) == []
            jobs.clear()
            until(lambda: here.watches.notices(watch.id))


class Corridor:
    """A door whose watchers are told by calling out."""

    def __init__(self, kept: WatchKeeping, here: Watched) -> None:
        self.called: list[str] = []
        self._kept = kept
        self._here = here

    def selection(self, watch: Watch) -> Selection | None:
        return EVERYTHING

    def announce(self, notice: Notice) -> None:
        self._kept.begin(notice.id)
        self._kept.begin(notice.id)

    def tell(self, watch: Watch, notice: Notice) -> None:
        self.called.append(watch.address)
        self._here.watches.told(notice.id, "a message")


def test_another_door_tells_in_its_own_way(here: Watched, tmp_path: Path) -> None:
    with keeping(here, tmp_path) as kept:
        corridor = Corridor(kept, here)
        kept.add_door("test", corridor, corridor.tell)
        here.watch(COST)
        here.put("plant", IS_35)
        kept.watcher.look()
        until(lambda: not here.watches.untold())
        assert corridor.called == [""]


@pytest.mark.slow
def test_a_server_tells_what_changed_and_the_commands_speak_to_it(tmp_path: Path) -> None:
    settings = {"DEALDESK_CALLBACK_SECRET": SECRET, "DEALDESK_FETCH_ALLOW": "127.0.0.0/8"}
    console = Console(tmp_path / "home", settings)
    with LoopbackSite() as site, serving(console) as served:
        site.serve("/told", "thanks")
        put = served.client.put("/v1/articles/plant", json={"title": "Ohio gas plant", "text": IS_33})
        assert put.is_success
        started = console.run("watch", COST, "--callback", site.url("/told"), "--json")
        assert started.code == 0, started.err
        watch_id = started.json["id"]
        assert served.client.put("/v1/articles/plant", json={"title": "Ohio gas plant", "text": IS_35}).is_success
        until(lambda: bodies(site), served.process)
        [told] = bodies(site)
        assert told["new"][0]["citation"]["quote"] == IS_35
        shown = console.run("watches", "show", watch_id)
        assert "Another answer" in shown.out
        assert IS_33 in shown.out
        assert IS_35 in shown.out
        assert watch_id in console.run("watches").out
        assert served.client.get(f"/v1/watches/{watch_id}").json()["notices"][0]["id"] == told["id"]
        assert console.run("watches", "stop", watch_id).code == 0
        again = console.run("watches", "stop", watch_id)
        assert (again.code, "dealdesk watches" in again.err) == (1, True)
        assert served.stop().code == 0
    assert "Nothing is watched" in console.run("watches").out
    local = console.run("watch", COST)
    assert local.code == 0, local.err
    assert COST in console.run("watches").out
