"""A real desk furnished as tests/api/access_table.py has it, and the requests of its rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import httpx2
import sqlalchemy as sa

from api.door.callers import Role
from api.door.keys import NewKey
from corpus.article import PUBLIC, Article
from corpus.schema import api_keys, audit, metadata, requests
from dealdesk.assembly import Desk, open_desk
from dealdesk.serving import build_app
from index.model_folder import DEFAULT_MODEL
from tests.api.access_table import OURS, THEIRS, Row
from tests.api.client import DeclaredClient
from tests.dealdesk.arriving import folder_of
from tests.dealdesk.console import settings_of
from tests.dealdesk.hashed_model import use_hashed_model

TEXT, EARLIER = "The ferry was sold for $9 million.", "The ferry is to be sold."
SECRET = "The tram was leased for $7 million."
THEIR_ADMIN = "their admin"
_UNWATCHED = (audit, requests)  # what was asked and answered, also where it was refused
State = dict[str, list[tuple[Any, ...]]]


class Things:
    """What the requests of rows are about: the name of one thing of each kind, made when it is first asked for."""

    def __init__(self, make: Callable[[str], str]) -> None:
        self._make = make
        self._made: dict[str, str] = {}

    def __getitem__(self, kind: str) -> str:
        if kind not in self._made:
            self._made[kind] = self._make(kind)
        return self._made[kind]

    def masked(self, text: str) -> str:
        """`text` without their names."""
        for kind, name in self._made.items():
            text = text.replace(name, f"<{kind}>")
        return text


NEVER = Things(lambda kind: f"no-such-{kind}")
"""Things that never were."""


@dataclass(frozen=True)
class Request:
    """What somebody sends."""

    who: str
    method: str
    path: str
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass
class AccessRoom:
    """Whoever is in the table, at the door of one desk. folder: for what is registered. tokens: by caller."""

    desk: Desk
    client: DeclaredClient
    folder: Path
    tokens: Mapping[str, str]
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def send(self, request: Request) -> httpx2.Response:
        options = dict(request.options)
        token = self.tokens.get(request.who)
        bearer = {"Authorization": f"Bearer {token}"} if token else {}
        headers = {**bearer, **options.pop("headers", {})}
        return self.client.request(request.method, request.path, headers=headers, **options)

    def ask(self, who: str, row: Row, things: Things) -> httpx2.Response:
        return self.send(request_of(row, things, who))

    def furnished(self) -> Things:
        """New things, each made by whom the table says."""
        number = next(self._numbers)
        things = Things(lambda kind: self._made(kind, number, things))
        return things

    def state(self) -> State:
        """All that the catalogue holds, and the names of the files that were handed over."""
        state: State = {}
        with self.desk.catalogue.reading() as tx:
            for table in metadata.sorted_tables:
                if table not in _UNWATCHED:
                    columns = [column for column in table.c if column is not api_keys.c.last_used_at]
                    state[table.name] = [tuple(row) for row in tx.execute(sa.select(*columns)).all()]
        inbox = self.desk.settings.home / "inbox"
        state["inbox"] = [(str(file),) for file in sorted(inbox.rglob("*"))]
        return state

    def _made(self, kind: str, number: int, things: Things) -> str:
        match kind:
            case "article":
                return self._put(f"plant-{number}", EARLIER)
            case "version":
                self._put(things["article"], TEXT)
                return self._done("reader", "GET", f"/v1/articles/{things['article']}").json()["version"]  # type: ignore[no-any-return]
            case "earlier":
                versions = self._done("reader", "GET", f"/v1/articles/{things['article']}/versions").json()["versions"]
                return next(kept["version"] for kept in versions if kept["version"] != things["version"])  # type: ignore[no-any-return]
            case "place":
                return str(folder_of(self.folder / f"new {number}", ferry=TEXT))
            case "known place":
                return str(self._done("writer", "GET", f"/v1/sources/{things['source']}").json()["location"])
            case "source":
                known = str(folder_of(self.folder / f"known {number}", ferry=TEXT))
                return self._id("writer", "/v1/sources", json={"location": known, "collection": OURS})
            case "job":
                return self._id("writer", f"/v1/sources/{things['source']}/refresh")
            case "job that is over":
                over = self._id("writer", f"/v1/sources/{things['source']}/refresh")
                self._done("writer", "POST", f"/v1/jobs/{over}/cancel")
                return over
            case "conversation":
                return self._id("reader", "/v1/conversations", json={})
            case "answer":
                return self._id("reader", "/v1/ask", json={"question": _ASKED})
            case "watch":
                return self._id("reader", "/v1/watches", json={"question": f"{number} {_ASKED}"})
            case _:
                assert kind == "key"
                # Where nobody needs a key, the first would close the door.
                return self._id("admin", "/v1/keys", json=_new_key(OURS)) if self.tokens else "no-key"

    def _put(self, name: str, text: str) -> str:
        sent = {"title": "Plant", "text": f"{text} It is {name}.", "collection": OURS}
        self._done("writer", "PUT", f"/v1/articles/{name}", json=sent)
        return name

    def _id(self, who: str, path: str, **options: Any) -> str:
        return str(self._done(who, "POST", path, **options).json()["id"])

    def _done(self, who: str, method: str, path: str, **options: Any) -> httpx2.Response:
        response = self.send(Request(who, method, path, options))
        assert response.is_success, f"{method} {path}: {response.text}"
        return response


def request_of(row: Row, things: Things, who: str) -> Request:
    """The request of a row, as somebody sends it."""
    path = row.path
    if "{id}" in path:
        path = path.replace("{id}", "dealdesk" if path.startswith("/v1/models") else things[_kind(row)])
    if "{version}" in path:
        path = path.replace("{version}", things["version"])
    own = THEIRS if who in ("other", THEIR_ADMIN) else OURS
    make = _REQUESTS.get(str(row))
    return Request(who, row.method, path, make(things, own) if make else {})


def _kind(row: Row) -> str:
    """Of the thing that a row's path names."""
    plural = row.path.split("/")[2]
    if plural == "jobs":  # the events of a job that waits have no end
        return "job" if row.path.endswith("/cancel") else "job that is over"
    return {"watches": "watch"}.get(plural, plural.removesuffix("s"))


def _article(collection: str) -> dict[str, Any]:
    return {"title": "Plant", "text": "Sold again, for $11 million.", "collection": collection}


def _new_key(collection: str) -> dict[str, Any]:
    return {"name": "made", "role": "reader", "collections": [collection]}


_ASKED = "What was the ferry sold for?"
_PUSHED = {"content": b'{"id": "pushed", "text": "Sold."}', "headers": {"Content-Type": "application/x-ndjson"}}
_CHAT = {"model": "dealdesk", "messages": [{"role": "user", "content": _ASKED}]}
_LATER = {"headers": {"Prefer": "respond-async"}}

_REQUESTS: dict[str, Callable[[Things, str], dict[str, Any]]] = {
    "POST /v1/ask": lambda things, own: {"json": {"question": _ASKED}},
    "POST /v1/ask in a conversation": lambda things, own: {
        "json": {"question": _ASKED, "conversation": things["conversation"]}
    },
    "POST /v1/ask/batch": lambda things, own: {"json": {"questions": [{"question": _ASKED}]}},
    "POST /v1/search": lambda things, own: {"json": {"query": "ferry"}},
    "GET /v1/timeline": lambda things, own: {"params": {"query": "ferry"}},
    "POST /v1/chat/completions": lambda things, own: {"json": _CHAT},
    "PUT /v1/answers/{id}/feedback": lambda things, own: {"json": {"helpful": True}},
    "POST /v1/conversations": lambda things, own: {"json": {}},
    "POST /v1/watches": lambda things, own: {"json": {"question": "Who bought the ferry?"}},
    "POST /v1/articles": lambda things, own: {"params": {"collection": OURS}, **_PUSHED},
    "PUT /v1/articles/{id}": lambda things, own: {"json": _article(OURS)},
    "PUT /v1/articles/{id} into their own": lambda things, own: {"json": _article(own)},
    "PUT /v1/articles/{id} as a job": lambda things, own: {"json": _article(OURS), **_LATER},
    "GET /v1/articles/{id}/diff": lambda things, own: {"params": {"from": things["earlier"], "to": things["version"]}},
    "POST /v1/uploads": lambda things, own: {"files": [("files", ("a.txt", b"Sold."))], "data": {"collection": OURS}},
    "POST /v1/purges": lambda things, own: {"json": {"articles": [things["article"]]}},
    "POST /v1/purges of nothing named": lambda things, own: {"json": {}},
    "POST /v1/sources": lambda things, own: {"json": {"location": things["place"], "collection": OURS}},
    "POST /v1/sources of a known place": lambda things, own: {
        "json": {"location": things["known place"], "collection": own}
    },
    "POST /v1/refreshes": lambda things, own: {"json": {"sources": [things["source"]]}},
    "POST /v1/keys": lambda things, own: {"json": _new_key(OURS)},
    "POST /v1/keys for THEIRS": lambda things, own: {"json": _new_key(THEIRS)},
    "POST /v1/embedding-models": lambda things, own: {"json": {"use": DEFAULT_MODEL}},
}


@contextmanager
def access_room(home: Path, *, is_open: bool = False) -> Iterator[AccessRoom]:
    """Over a home of its own. Nobody runs the jobs, so that nothing changes but by requests."""
    folder = home.parent / "folders"
    folder.mkdir()
    settings = settings_of(home, folders=str(folder), min_free_mb=0)
    with open_desk(settings, "test") as desk:
        use_hashed_model(desk)
        for name, text, collection in (("first", TEXT, OURS), ("theirs", SECRET, THEIRS), ("open", TEXT, PUBLIC)):
            desk.refresher.put(Article(name, name, text, collection=collection))
        tokens = {} if is_open else _keys(desk)
        with DeclaredClient(build_app(desk, settings)) as client:
            client.base_url = httpx2.URL("http://localhost")
            yield AccessRoom(desk, client, folder, tokens)


def _keys(desk: Desk) -> dict[str, str]:
    """A key for each caller of the table who has one, and one for an admin of THEIRS."""
    past = datetime(2020, 1, 1, tzinfo=UTC)
    opens = {
        "revoked": NewKey("revoked", Role.ADMIN),
        "expired": NewKey("expired", Role.ADMIN, expires_at=past),
        "reader": NewKey("reader", Role.READER, (OURS,)),
        "writer": NewKey("writer", Role.WRITER, (OURS,)),
        "admin": NewKey("admin", Role.ADMIN, (OURS,)),
        "other": NewKey("other", Role.WRITER, (THEIRS,)),
        THEIR_ADMIN: NewKey(THEIR_ADMIN, Role.ADMIN, (THEIRS,)),
        "root": NewKey("root", Role.ADMIN),
    }
    made = {name: desk.keys.create(replace(key, requests_per_minute=0), "test") for name, key in opens.items()}
    desk.keys.revoke(made["revoked"][0].id)
    return {name: itself for name, (_, itself) in made.items()}
