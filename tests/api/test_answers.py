"""Answers that were given: shown again, rated, and nobody else's."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from answer.errors import VersionGone
from answer.keeping import AnswersKept, Kept, Rating
from answer.reply import Reply
from corpus.errors import CatalogueUnusable, StorageFull
from corpus.listing import Place
from tests.api.conversing import COST, Door, conversing


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with conversing(tmp_path) as door:
        yield door


def test_an_answer_is_shown_again_with_when_and_from_which_index(door: Door) -> None:
    answer = door.ask(COST)
    door.here.put("plant", "The Ohio plant costs $35 billion.", "mine")
    kept = door.call("GET", f"/v1/answers/{answer['id']}")
    asked_at = datetime.fromisoformat(kept.pop("asked_at"))
    assert abs(datetime.now(UTC) - asked_at) < timedelta(minutes=5)
    assert kept == answer
    assert kept["index_version"] != door.ask(COST)["index_version"]


def test_an_abstention_is_kept_as_well(door: Door) -> None:
    answer = door.ask("Who paints the lighthouse?")
    assert door.call("GET", f"/v1/answers/{answer['id']}")["status"] == "abstained"


def test_another_callers_answer_is_like_one_that_was_never_given(door: Door) -> None:
    answer = door.ask(COST)["id"]
    told = set()
    for unknown in (answer, "0" * 32):
        read = door.call("GET", f"/v1/answers/{unknown}", who="both", status=404)
        rated = door.call("PUT", f"/v1/answers/{unknown}/feedback", {"helpful": True}, who="both", status=404)
        told |= {problem["detail"].replace(unknown, "ID") for problem in (read, rated)}
    assert told == {"there is no answer 'ID': it was never given, or is not kept any more"}
    assert door.call("GET", f"/v1/answers/{answer}", who="admin")["id"] == answer


def test_an_answer_goes_when_an_article_that_it_quotes_is_moved_out_of_reach(door: Door) -> None:
    answer = door.ask(COST)["id"]
    door.here.put("plant", "The Ohio plant costs $33 billion.", "theirs")
    door.call("GET", f"/v1/answers/{answer}", status=404)


def test_a_caller_asks_their_own_collections_alone(door: Door) -> None:
    """Whatever the request names; and what is beyond makes no difference."""
    before = door.ask(COST)
    for more in ({}, {"collections": ["mine"]}, {"collections": ["mine", "theirs"]}):
        assert door.ask(COST, who="theirs", **more)["reason"] == "no_articles"
        hits = door.call("POST", "/v1/search", {"query": COST, **more}, who="theirs")
        assert hits == {"hits": [], "lexical_only": False}
    door.here.put("rival", "The Ohio plant costs $31 billion.", "theirs")
    after = door.ask(COST)
    same = {"id", "elapsed_ms"}
    assert {k: v for k, v in after.items() if k not in same} == {k: v for k, v in before.items() if k not in same}


def test_of_what_somebody_thinks_the_last_word_counts(door: Door) -> None:
    answer = door.ask(COST)["id"]
    for said in ({"helpful": False, "comment": "No.\nIt is $35 billion."}, {"helpful": True}):
        door.call("PUT", f"/v1/answers/{answer}/feedback", said, status=204)
        [told] = door.call("GET", "/v1/feedback", who="admin")["feedback"]
        assert (told["answer_id"], told["asker"]) == (answer, "mine")
        assert {"helpful": told["helpful"], "comment": told["comment"]} == {"comment": None} | said
        assert datetime.fromisoformat(told["given_at"]).tzinfo


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"helpful": 1},
        {"helpful": True, "comment": "x" * 2_001},
        {"helpful": True, "comment": "\0"},
        {"useful": True},
    ],
)
def test_feedback_that_cannot_be_used_is_refused(door: Door, said: dict[str, Any]) -> None:
    answer = door.ask(COST)["id"]
    door.call("PUT", f"/v1/answers/{answer}/feedback", said, status=422)
    assert door.call("GET", "/v1/feedback", who="admin")["feedback"] == []


def test_feedback_is_listed_newest_first_for_admins_of_all(door: Door) -> None:
    answers = [door.ask(COST)["id"] for _ in range(5)]
    for answer in answers:
        door.call("PUT", f"/v1/answers/{answer}/feedback", {"helpful": True}, status=204)
    found, cursor = [], ""
    while cursor is not None:
        page = door.call("GET", f"/v1/feedback?limit=2{cursor}", who="admin")
        found += [each["answer_id"] for each in page["feedback"]]
        cursor = f"&cursor={page['next']}" if page["next"] else None
    assert found == answers[::-1]
    for who in ("mine", "limited"):
        door.call("GET", "/v1/feedback", who=who, status=403)
    door.call("GET", "/v1/feedback?cursor=x", who="admin", status=422)


class Failing(AnswersKept):
    """Keeps nothing, for these reasons in turn; after them, it does."""

    def __init__(self, *reasons: Exception) -> None:
        self.reasons = list(reasons)
        self.kept: list[str] = []

    def keep(self, reply: Reply, asker: str) -> None:
        if self.reasons:
            raise self.reasons.pop(0)
        self.kept.append(reply.id)

    def get(self, answer_id: str) -> Kept | None:
        return None

    def rate(self, answer_id: str, asker: str, helpful: bool, comment: str | None = None) -> bool:
        return False

    def ratings(self, behind: Place | None, limit: int) -> tuple[Sequence[Rating], Place | None]:
        return [], None


@pytest.mark.parametrize("reason", [StorageFull("make room"), CatalogueUnusable("check the folder")])
def test_an_answer_that_cannot_be_kept_is_given_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, reason: Exception
) -> None:
    with conversing(tmp_path, answers=Failing(reason)) as door, caplog.at_level(logging.DEBUG, logger="api"):
        talk = door.begin()
        answer = door.ask(COST, conversation=talk)
        assert (answer["status"], answer["conversation"]) == ("answered", None)
        door.call("GET", f"/v1/answers/{answer['id']}", status=404)
    [warned] = [each.getMessage() for each in caplog.records if each.name == "api.recorded"]
    assert warned == f"answer {answer['id']} is not kept: {reason}"


def test_what_was_erased_while_it_was_quoted_is_asked_again_once(tmp_path: Path) -> None:
    gone = VersionGone("article 'plant' was erased while it was quoted: ask again")
    failing = Failing(gone, gone, gone)
    with conversing(tmp_path, answers=failing) as door:
        assert door.call("POST", "/v1/ask", {"question": COST}, status=503)["detail"] == str(gone)
        assert len(door.answerer.asked) == 2
        assert door.ask(COST)["id"] in failing.kept
        assert len(door.answerer.asked) == 4
