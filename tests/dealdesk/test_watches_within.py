"""Watches belong to callers: they are answered and told within what those reach at the moment."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from answer.errors import InvalidQuestion
from answer.reply import Question
from answer.watches import Watch
from api.door.callers import OWNER, Caller, Role
from corpus.article import Selection
from corpus.fetching.fetch import Fetcher
from dealdesk.callbacks import Callbacks
from dealdesk.http_watches import DOOR, HttpWatches
from dealdesk.watch_keeping import WatchKeeping
from tests.api.callers import Known
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.console import until
from tests.dealdesk.test_watch_callbacks import bodies, keeping
from tests.dealdesk.test_watches import COST, IS_33, IS_35
from tests.dealdesk.watched import Watched, watched

ANN = Caller("ann", Role.READER, ("news", "board"))
BOB = Caller("bob", Role.READER, ("news",))
ROOT = Caller("root", Role.ADMIN)


@dataclass(frozen=True)
class Watching:
    """A desk whose callers may change. The plant stands on the board."""

    here: Watched
    kept: WatchKeeping
    callers: Known
    site: LoopbackSite

    def __post_init__(self) -> None:
        self.kept.http.known_by(self.callers)
        self.site.serve("/told", "thanks")

    def now(self, caller: Caller) -> None:
        """They reach what they reach from now on."""
        self.callers.by[caller.id.encode()] = caller

    def gone(self, caller: Caller) -> None:
        del self.callers.by[caller.id.encode()]

    def start(self, caller: Caller, *, callback: bool = False) -> Watch:
        return self.kept.http.start(caller, Question(COST), self.site.url("/told") if callback else None)

    def look(self) -> None:
        self.kept.watcher.look()

    def known(self, caller: Caller, watch: Watch) -> str | None:
        """The answer that somebody is shown."""
        found = self.kept.http.get(caller, watch.id)
        reply = self.kept.http.known(caller, found) if found else None
        return reply.text if reply else None

    def changes(self, caller: Caller, watch: Watch) -> list[str | None]:
        return [told.value for _, change in self.kept.http.changes(caller, watch) for told in change.new]


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[Watching]:
    with ExitStack() as stack:
        here = stack.enter_context(watched(tmp_path / "catalogue.sqlite3"))
        here.put("plant", IS_33, "board")
        kept = stack.enter_context(keeping(here, tmp_path))
        site = stack.enter_context(LoopbackSite())
        yield Watching(here, kept, Known(ann=ANN, bob=BOB, root=ROOT), site)


def test_a_watch_is_answered_from_what_its_caller_reaches(watching: Watching) -> None:
    anns, bobs = watching.start(ANN), watching.start(BOB)
    assert anns.question.selection == Selection(("news", "board"))
    assert "$33 billion" in (watching.known(ANN, anns) or "")
    assert "$33 billion" not in (watching.known(BOB, bobs) or "")
    watching.here.put("plant", IS_35, "board")
    watching.look()
    assert (watching.changes(ANN, anns), watching.changes(BOB, bobs)) == (["$35 billion"], [])


def test_a_watch_is_its_callers_alone_but_for_an_admin_of_all(watching: Watching) -> None:
    watch, http = watching.start(ANN), watching.kept.http
    assert (http.list(ANN), http.list(BOB), http.list(ROOT)) == ([watch], [], [watch])
    assert http.get(BOB, watch.id) is None
    assert not http.stop(BOB, watch.id)
    assert http.list(ANN) == [watch]
    assert http.stop(ROOT, watch.id)
    assert http.list(ANN) == []


def test_everybody_may_have_as_many_watches_as_the_next(watching: Watching) -> None:
    here = watching.here
    few = HttpWatches(here.watches, here.answers, here.answerer, Callbacks(Fetcher(), None), here.watches.told, most=1)
    few.start(ANN, Question(COST), None)
    few.start(BOB, Question(COST), None)
    with pytest.raises(InvalidQuestion, match="stop some"):
        few.start(ANN, Question("Another?"), None)


def test_who_reaches_less_than_before_is_shown_and_told_nothing_of_the_rest(watching: Watching) -> None:
    watch = watching.start(ANN, callback=True)
    watching.here.put("plant", IS_35, "board")
    less = replace(ANN, collections=("news",))
    notice = _written(watching, watch)
    watching.now(less)
    watching.kept.begin(notice)
    until(lambda: not watching.here.watches.untold())
    assert bodies(watching.site) == []
    assert (watching.known(less, watch), watching.changes(less, watch)) == (None, [])
    watching.look()
    assert "billion" not in (watching.known(less, watch) or "")
    watching.here.put("plant", IS_33, "board")
    watching.look()
    assert bodies(watching.site) == []


def test_while_somebody_may_not_ask_nothing_is_asked_or_told_for_them(watching: Watching) -> None:
    watch = watching.start(ANN, callback=True)
    watching.gone(ANN)
    watching.here.put("plant", IS_35, "board")
    watching.look()
    assert watching.here.watches.notices(watch.id) == []
    notice = _written(watching, watch)
    watching.kept.begin(notice)
    until(lambda: not watching.kept._durable.has_in_hand(notice))
    assert bodies(watching.site) == []
    watching.now(ANN)  # such as with a new token
    watching.kept.begin(notice)
    until(lambda: bodies(watching.site))


def test_what_was_watched_before_there_were_callers_goes_on_for_the_owner(watching: Watching) -> None:
    here, http = watching.here, watching.kept.http
    old = here.watches.start(replace(here.watch(COST), id="old", asker=DOOR, door=DOOR))
    assert http.list(OWNER) == [old]
    assert http.selection(old) == old.question.selection


def _written(watching: Watching, watch: Watch) -> str:
    """The id of the notice of a change that is not told yet."""
    here = watching.here
    known = here.watches.get(watch.id)
    assert known
    reply = here.answerer.ask(known.question)
    here.answers.keep(reply, watch.asker)
    notice = here.watches.changed(known, reply.id, reply.index_version)
    assert notice
    return notice.id
