"""A backup of a live system, in real processes, and what a restore makes of it and of files that are none."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import pytest

from answer.reply import Question
from api.schema.replies import answer_body
from dealdesk.assembly import open_desk
from dealdesk.backup import back_up
from dealdesk.errors import BackupRefused
from dealdesk.restoring import restore
from tests.dealdesk.console import EXAMPLES, Console, settings_of
from tests.dealdesk.serving import serving

EXAMPLE_QUESTIONS = [
    str(json.loads(line)["question"]) for line in (EXAMPLES / "questions.jsonl").read_text("utf-8").splitlines()
]
# Another way to ask each: what is asked stays, the words around it change.
QUESTIONS = [*EXAMPLE_QUESTIONS, *(f"Please tell me: {q[:1].lower()}{q[1:]}" for q in EXAMPLE_QUESTIONS)]


def article(n: int) -> dict[str, str]:
    return {"title": f"Tramway {n}", "text": f"Tramway {n} sold its depot number {n} for ${n} million on Monday. " * 3}


@contextmanager
def putting(client: httpx.Client) -> Iterator[list[int]]:
    """Put one article after another; gives the numbers of those that were acknowledged."""
    acknowledged: list[int] = []
    over = Event()

    def put() -> None:
        n = 0
        while not over.is_set():
            assert client.put(f"/v1/articles/tramway-{n}", json=article(n)).status_code == 201
            acknowledged.append(n)
            n += 1

    thread = Thread(target=put)
    thread.start()
    try:
        yield acknowledged
    finally:
        over.set()
        thread.join()


def same(body: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in ("id", "elapsed_ms")}


@pytest.mark.slow
def test_a_backup_of_a_server_at_work_restores_to_the_same_answers(console: Console, tmp_path: Path) -> None:
    elsewhere, again = Console(tmp_path / "elsewhere" / "home"), Console(tmp_path / "again" / "home")
    for each in (elsewhere, again):
        each.home.parent.mkdir()
    busy, quiet = tmp_path / "busy.tar.gz", tmp_path / "quiet.tar.gz"
    with serving(console) as served:
        with putting(served.client) as acknowledged:
            while len(acknowledged) < 5:
                served.client.get("/livez")
            before = len(acknowledged)
            done = console.run("backup", busy)
            assert done.code == 0, done.err
        assert served.client.delete("/v1/articles/tramway-0").status_code == 204
        assert console.run("backup", quiet).code == 0
        answers = [same(served.client.post("/v1/ask", json={"question": q}).json()) for q in QUESTIONS]
    restored = elsewhere.run("restore", busy)
    assert (restored.code, "all is well" in restored.out) == (0, True), restored.out + restored.err
    with open_desk(settings_of(elsewhere.home), "test") as desk:
        held = {stored.article.id for stored in desk.catalogue.page(limit=1_000)}
        assert {f"tramway-{n}" for n in range(before)} <= held
        for n in range(len(held) - 20):
            stored = desk.catalogue.live(f"tramway-{n}")
            assert stored is not None
            assert stored.article.text.strip() == article(n)["text"].strip()
    assert again.run("restore", quiet, "--json").json["problems"] == []
    with open_desk(settings_of(again.home), "test") as desk:
        found = [same(answer_body(desk.answerer.ask(Question(q))).model_dump(mode="json")) for q in QUESTIONS]
    assert len(QUESTIONS) >= 50
    assert found == answers
    assert sum(answer["status"] == "answered" for answer in answers) >= 20


@pytest.fixture(scope="module")
def packed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of an empty index."""
    folder = tmp_path_factory.mktemp("backup")
    settings = settings_of(folder / "home")
    with open_desk(settings, "test"):
        pass
    back_up(settings, folder / "backup.tar.gz")
    return folder / "backup.tar.gz"


def test_an_empty_index_is_backed_up_and_restored(packed: Path, tmp_path: Path) -> None:
    manifest, verification = restore(settings_of(tmp_path / "home"), packed)
    assert (manifest.articles, verification.problems) == (0, ())
    assert not (tmp_path / "home" / "restoring").exists()


def test_the_database_of_the_settings_is_what_is_copied_and_written(tmp_path: Path) -> None:
    here = settings_of(tmp_path / "here", database_url=f"sqlite:///{tmp_path}/here.sqlite3")
    with open_desk(here, "test") as desk:
        identity = desk.catalogue.identity()
    back_up(here, tmp_path / "backup.tar.gz")
    there = settings_of(tmp_path / "there", database_url=f"sqlite:///{tmp_path}/there.sqlite3")
    restore(there, tmp_path / "backup.tar.gz")
    assert not (tmp_path / "there" / "catalogue.sqlite3").exists()
    with open_desk(there, "test") as desk:
        assert desk.catalogue.identity() == identity
    with pytest.raises(BackupRefused, match="set DEALDESK_DATABASE_URL to a new file"):
        restore(settings_of(tmp_path / "else", database_url=there.database_url), tmp_path / "backup.tar.gz")


def test_what_a_job_has_still_to_work_on_is_taken_along(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "home")
    spooled = tmp_path / "spooled"
    spooled.write_text('{"id": "ferry", "title": "Ferry", "text": "The ferry was sold."}\n')
    with open_desk(settings, "test") as desk:
        job = desk.arrivals.jobs.push(spooled)  # and nothing runs it here
    (settings.home / "inbox" / "job-0").mkdir()
    manifest = back_up(settings, tmp_path / "backup.tar.gz")
    assert [name for name in manifest.files if name.startswith("inbox")] == [f"inbox/{job.id}/0"]
    there = settings_of(tmp_path / "there")
    restore(there, tmp_path / "backup.tar.gz")
    assert (there.home / "inbox" / job.id / "0").read_text().startswith('{"id": "ferry"')


def test_a_file_that_is_there_is_overwritten_only_by_force(packed: Path, tmp_path: Path) -> None:
    target = tmp_path / "backup.tar.gz"
    target.write_bytes(b"precious")
    settings = settings_of(packed.parent / "home")
    with pytest.raises(BackupRefused, match="--force"):
        back_up(settings, target)
    assert target.read_bytes() == b"precious"
    back_up(settings, target, force=True)
    assert restore(settings_of(tmp_path / "home"), target)[1].problems == ()


def test_where_there_is_no_index_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match="DEALDESK_HOME"):
        back_up(settings_of(tmp_path / "home"), tmp_path / "backup.tar.gz")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_in_use_is_not_restored_into(packed: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "mine.txt").write_text("mine")
    with pytest.raises(BackupRefused, match="set DEALDESK_HOME to a new folder"):
        restore(settings_of(tmp_path / "home"), packed)
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["mine.txt"]


Members = list[tuple[tarfile.TarInfo, bytes]]


def _members(packed: Path) -> Members:
    with tarfile.open(packed) as archive:
        return [(m, (archive.extractfile(m) or io.BytesIO()).read()) for m in archive]


def _told(members: Members) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(members[0][1])
    return told


def _retold(members: Members, told: object) -> Members:
    return [_file("manifest.json", json.dumps(told).encode()), *members[1:]]


def _file(name: str, content: bytes, **fields: Any) -> tuple[tarfile.TarInfo, bytes]:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    for field, value in fields.items():
        setattr(entry, field, value)
    return entry, content


def _named(name: str) -> Callable[[Members], Members]:
    """A further file, which the manifest knows too."""

    def add(members: Members) -> Members:
        told, content = _told(members), b"planted"
        told["files"][name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        return [*_retold(members, told), _file(name, content)]

    return add


def _link(kind: bytes) -> Callable[[Members], Members]:
    def replace(members: Members) -> Members:
        return [members[0], _file("catalogue.sqlite3", b"", type=kind, linkname="/etc/hostname"), *members[2:]]

    return replace


def _damaged(members: Members) -> Members:
    entry, content = members[1]
    return [members[0], (entry, content[:-1] + bytes([content[-1] ^ 1])), *members[2:]]


def _newer(members: Members) -> Members:
    return _retold(members, {**_told(members), "schema": "9999"})


HOSTILE: dict[str, Callable[[Members], Members]] = {
    "a name that leads out": _named("../planted"),
    "a whole path": _named("/tmp/planted"),
    "a path beside the inbox": _named("inbox/../planted"),
    "a file below the vectors": _named("vectors/planted"),
    "a file that nobody knows": _named("planted.txt"),
    "a name with a zero in it": _named("inbox/job-1/0\0x"),
    "a symbolic link": _link(tarfile.SYMTYPE),
    "a hard link": _link(tarfile.LNKTYPE),
    "a pipe": _link(tarfile.FIFOTYPE),
    "a folder": _link(tarfile.DIRTYPE),
    "a file that the manifest does not name": lambda members: [*members, _file("planted", b"planted")],
    "a file twice": lambda members: [*members, members[1]],
    "a missing file": lambda members: members[:1],
    "no manifest": lambda members: members[1:],
    "a manifest that comes last": lambda members: [*members[1:], members[0]],
    "a manifest that is no JSON": lambda members: [_file("manifest.json", b"{"), *members[1:]],
    "a manifest that is a list": lambda members: _retold(members, []),
    "a manifest of deep JSON": lambda members: [_file("manifest.json", b"[" * 100_000), *members[1:]],
    "a manifest without the catalogue": lambda members: _retold(members, {**_told(members), "files": {}})[:1],
    "a changed byte": _damaged,
    "a newer program's backup": _newer,
}


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_whole_backup_is_refused_and_leaves_nothing(
    packed: Path, tmp_path: Path, hostile: Callable[[Members], Members]
) -> None:
    file = tmp_path / "hostile.tar.gz"
    with tarfile.open(file, "w:gz", format=tarfile.PAX_FORMAT) as archive:
        for entry, content in hostile(_members(packed)):
            archive.addfile(entry, io.BytesIO(content))
    assert_refused(file, tmp_path)


@pytest.mark.parametrize("share", [0.0, 0.2, 0.6, 0.8])
def test_a_file_that_was_cut_off_is_refused(packed: Path, tmp_path: Path, share: float) -> None:
    content = packed.read_bytes()
    (tmp_path / "cut.tar.gz").write_bytes(content[: int(len(content) * share)])
    assert_refused(tmp_path / "cut.tar.gz", tmp_path)


@pytest.mark.parametrize(
    "content", [b"no archive", gzip.compress(b"no archive", mtime=0), gzip.compress(b"\0" * 100_000, mtime=0)]
)
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.tar.gz").write_bytes(content)
    assert_refused(tmp_path / "other.tar.gz", tmp_path)


def assert_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(BackupRefused, match=r"dealdesk backup|upgrade dealdesk"):
        restore(settings_of(tmp_path / "home"), file)
    left = {entry.name for entry in (tmp_path / "home").rglob("*")}
    assert left <= {"owner.lock"}
    assert {entry.name for entry in tmp_path.iterdir()} == {file.name, "home"}
    assert not Path("/tmp/planted").exists()
