"""POST /v1/ask/batch."""

from __future__ import annotations

from pathlib import Path
from threading import Event

import pytest

from answer.errors import InvalidQuestion
from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Abstention, Question, Reason, Reply
from api.door.limits import Limits
from api.door.room import AskRoom
from tests.api.conversing import COST, Door, conversing
from tests.api.steps import PATIENCE_SECONDS, until

FERRY = "When does the ferry sail?"


def batch(door: Door, *questions: str, who: str = "mine") -> list[dict[str, dict[str, object]]]:
    asked = {"questions": [{"question": question} for question in questions]}
    replies: list[dict[str, dict[str, object]]] = door.call("POST", "/v1/ask/batch", asked, who=who)["replies"]
    return replies


def test_answers_come_in_the_order_of_the_questions_and_are_kept(tmp_path: Path) -> None:
    with conversing(tmp_path, room=AskRoom(1, waiting=0)) as door:
        replies = batch(door, COST, FERRY, COST)
        assert [reply["answer"]["question"] for reply in replies] == [COST, FERRY, COST]
        assert [reply["problem"] for reply in replies] == [None] * 3
        for reply in replies:
            assert door.call("GET", f"/v1/answers/{reply['answer']['id']}")["text"] == reply["answer"]["text"]
        assert [reply["answer"]["reason"] for reply in batch(door, COST, who="theirs")] == ["no_articles"]


class Choosy(Answerer):
    """Will not hear of one question, and does not come to an end with another before it is let go."""

    def __init__(self) -> None:
        self.go = Event()

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        if "refused" in question.text:
            raise InvalidQuestion("ask another one")
        if "slow" in question.text:
            assert self.go.wait(PATIENCE_SECONDS)
        return Abstention(question, Reason.NOTHING_FOUND, "1")


def test_what_fails_is_a_problem_in_its_place(tmp_path: Path) -> None:
    with conversing(tmp_path, answerer=Choosy()) as door:
        replies = batch(door, "one", "refused", "three")
    assert [reply["answer"] and reply["answer"]["question"] for reply in replies] == ["one", None, "three"]
    problem = replies[1]["problem"]
    assert (problem["status"], problem["detail"]) == (422, "ask another one")


def test_past_the_deadline_what_is_left_is_late(tmp_path: Path) -> None:
    room, choosy = AskRoom(1), Choosy()
    with conversing(tmp_path, answerer=choosy, room=room, limits=Limits(ask_seconds=0.2)) as door:
        replies = batch(door, "one", "slow", "three")
        assert replies[0]["answer"]["question"] == "one"
        assert [reply["problem"]["status"] for reply in replies[1:]] == [504, 504]
        assert room.taken == 1, "its thread still holds the place"
        choosy.go.set()
        until(lambda: room.taken == 0)
        assert [asked.text for asked in door.answerer.asked] == ["one", "slow"]


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([], "questions"),
        ([{"question": COST}] * 51, "questions"),
        ([{"question": COST}, {"question": "?"}], "questions.1.question"),
        ([{"question": COST, "stream": True}], "questions.0.stream"),
        ([{"question": COST, "conversation": "c"}], "questions.0.conversation"),
    ],
)
def test_a_batch_that_cannot_be_asked_is_refused_whole(tmp_path: Path, questions: list[object], field: str) -> None:
    with conversing(tmp_path) as door:
        [error] = door.call("POST", "/v1/ask/batch", {"questions": questions}, status=422)["errors"]
        assert error["field"] == field
        assert door.answerer.asked == []
