"""A door over a real small catalogue that keeps what it answers, and those who ask there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from answer.keeping import AnswersKept
from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Question, Reply
from api.app import create_app
from api.door.callers import Caller, Role
from api.recorded import Records
from dealdesk.records.conversations import SqlConversations
from tests.api.callers import Known
from tests.api.client import DeclaredClient
from tests.api.fakes import Pulse
from tests.dealdesk.watched import Watched, watched

COST, RUNS = "What does the Ohio plant cost?", "And who runs it?"
PLANT = "The Ohio plant costs $33 billion. SB Energy runs the Ohio plant."


@dataclass
class Listening(Answerer):
    """The real answerer; remembers what it was asked."""

    answerer: Answerer
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.asked.append(question)
        return self.answerer.ask(question, follower)


@dataclass
class Door:
    """mine, theirs: readers of the collections "mine" and "theirs"; both: of both; limited: an admin of "mine"."""

    here: Watched
    answerer: Listening
    conversations: SqlConversations
    callers: Known
    client: DeclaredClient

    def ask(self, question: str, who: str = "mine", **more: Any) -> dict[str, Any]:
        return self.call("POST", "/v1/ask", {"question": question, **more}, who=who)

    def call(self, method: str, path: str, body: object = None, *, who: str = "mine", status: int = 200) -> Any:
        answered = self.client.request(method, path, json=body, headers={"Authorization": f"Bearer {who}"})
        assert answered.status_code == status, answered.text
        return answered.json() if answered.content else None

    def begin(self, who: str = "mine", **more: str) -> str:
        begun: dict[str, str] = self.call("POST", "/v1/conversations", more, who=who, status=201)
        return begun["id"]

    def reaches(self, who: str, *collections: str) -> None:
        """From now on."""
        self.callers.by[who.encode()] = Caller(who, Role.READER, collections)


@contextmanager
def conversing(
    folder: Path, answers: AnswersKept | None = None, answerer: Answerer | None = None, **options: Any
) -> Iterator[Door]:
    """answers: where they are kept instead; answerer: instead of the real one."""
    with watched(folder / "catalogue.sqlite3") as here:
        parts, conversations = here.parts, SqlConversations(here.parts.catalogue.database)
        callers = Known(
            mine=Caller("mine", Role.READER, ("mine",)),
            theirs=Caller("theirs", Role.READER, ("theirs",)),
            both=Caller("both", Role.READER, ("mine", "theirs")),
            limited=Caller("limited", Role.ADMIN, ("mine",)),
            admin=Caller("admin", Role.ADMIN),
        )
        listening = Listening(answerer or here.answerer)
        records = Records(answers or here.answers, conversations)
        app = create_app(
            listening, parts.retriever, parts.catalogue, parts.refresher, Pulse(),
            records=records, callers=callers, **options,
        )  # fmt: skip
        here.put("ferry", "The ferry sails on Monday.", "mine")
        here.put("plant", PLANT, "mine")
        with DeclaredClient(app) as client:
            yield Door(here, listening, conversations, callers, client)
