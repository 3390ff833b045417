"""Files and JSON lines that are handed over."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from api.app import Arrivals
from api.door.spool import Spool
from corpus.errors import StorageFull
from tests.api.client import DeclaredClient
from tests.api.serving import serving
from tests.api.works import Desk

LINES = {"Content-Type": "application/x-ndjson"}


@pytest.fixture(autouse=True)
def _nothing_stays(arrivals: Arrivals) -> Iterator[None]:
    yield
    assert not list(arrivals.spool.glob("*"))


def test_files_are_handed_over_with_their_names(busy: DeclaredClient, jobs: Desk) -> None:
    large = bytes(range(256)) * 8_000
    sent = busy.post(
        "/v1/uploads",
        files=[("files", ("deal.pdf", large)), ("files", ("取引.txt", b"Deal."))],
        data={"collection": "news", "callback_url": "https://example.com/told"},
    )
    assert sent.status_code == 202
    assert sent.headers["Location"] == "/v1/jobs/job-1"
    assert sent.json()["kind"] == "upload"
    assert jobs.taken == [("deal.pdf", large), ("取引.txt", b"Deal.")]
    assert jobs.asked == [("upload", "news", "https://example.com/told")]


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("/etc/passwd", "passwd"),
        ("C:\\deals\\deal.docx", "deal.docx"),
        ("..", ".."),
        ("a\x00b\x1b[1m.txt", "ab[1m.txt"),
        ("x" * 4_096 + ".txt", "x" * 196 + ".txt"),
        ("folder/", "file"),
    ],
)
def test_a_name_is_only_a_name(busy: DeclaredClient, jobs: Desk, said: str, name: str) -> None:
    head = f'--X\r\nContent-Disposition: form-data; name="files"; filename="{said}"\r\n\r\n'.encode()
    headers = {"Content-Type": "multipart/form-data; boundary=X"}
    assert busy.post("/v1/uploads", content=head + b"Deal.\r\n--X--\r\n", headers=headers).status_code == 202
    assert jobs.taken == [(name, b"Deal.")]


@pytest.mark.parametrize(
    ("files", "data"),
    [
        ([], {"collection": "news"}),
        ([("file", ("a.txt", b"x"))], {}),
        ([("files", ("a.txt", b"x"))], {"folder": "x"}),
        ([("files", ("a.txt", b"x"))], {"collection": ["a", "b"]}),
        ([("files", ("a.txt", b"x"))], {"collection": "x" * 3_000}),
    ],
)
def test_a_form_of_another_shape_is_refused(
    busy: DeclaredClient, jobs: Desk, files: list[tuple[str, tuple[str, bytes]]], data: dict[str, object]
) -> None:
    # Without a file the client would send no multipart form.
    parts: list[tuple[str, tuple[str | None, bytes]]] = [*files] or [("nothing", (None, b""))]
    assert busy.post("/v1/uploads", files=parts, data=data).status_code == 422
    assert not jobs.asked


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=Y"])
def test_a_form_that_cannot_be_read_is_refused(busy: DeclaredClient, kind: str) -> None:
    assert busy.post("/v1/uploads", content=b"--X\r\nbroken", headers={"Content-Type": kind}).status_code == 400


def test_other_media_types_are_refused_before_the_body_is_read(busy: DeclaredClient) -> None:
    assert busy.post("/v1/uploads", json={}).status_code == 415
    assert busy.post("/v1/uploads").status_code == 415
    assert busy.post("/v1/articles", json={}).status_code == 415
    assert busy.post("/v1/articles", files=[("files", ("a", b""))]).status_code == 415
    assert busy.put("/v1/articles/deal", content=b"{}", headers=LINES).status_code == 415


def test_lines_are_handed_over_as_they_came(busy: DeclaredClient, jobs: Desk) -> None:
    def body() -> Iterator[bytes]:
        for n in range(1_000):
            yield b'{"id": "a%d"}\n' % n

    sent = busy.post("/v1/articles?collection=news", content=body(), headers=LINES)
    assert sent.status_code == 202
    assert jobs.taken == [("", b"".join(body()))]
    assert jobs.asked == [("push", "news", None)]


def test_nothing_is_no_lines(busy: DeclaredClient, jobs: Desk) -> None:
    assert busy.post("/v1/articles", content=b"", headers=LINES).status_code == 422
    assert busy.post("/v1/articles?collections=x", content=b"{}", headers=LINES).status_code == 422
    assert not jobs.asked


def test_more_than_the_limit_is_refused_declared_or_counted(busy: DeclaredClient, jobs: Desk) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(101):
            yield b" " * 1_000

    assert busy.post("/v1/articles", content=b" " * 100_001, headers=LINES).status_code == 413
    assert busy.post("/v1/articles", content=chunks(), headers=LINES).status_code == 413
    assert busy.post("/v1/uploads", files=[("files", ("a.txt", b"x" * 3_000_000))]).status_code == 413
    assert not jobs.asked


@pytest.mark.parametrize(("failure", "status"), [(StorageFull("make room"), 507), (RuntimeError("a bug"), 500)])
def test_what_the_job_refuses_leaves_nothing(busy: DeclaredClient, jobs: Desk, failure: Exception, status: int) -> None:
    jobs.failure = failure
    assert busy.post("/v1/uploads", files=[("files", ("a.txt", b"x"))]).status_code == status
    assert busy.post("/v1/articles", content=b"{}", headers=LINES).status_code == status


def test_of_a_body_that_breaks_off_nothing_stays(busy: DeclaredClient, arrivals: Arrivals, jobs: Desk) -> None:
    head = (
        "POST /v1/articles HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        "Content-Length: 5000\r\n\r\n{}"
    )
    with serving(busy.app) as address:  # type: ignore[arg-type]
        host, _, port = address.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as connection:
            connection.sendall(head.encode())
            _until(lambda: bool(list(arrivals.spool.iterdir())))
        _until(lambda: not list(arrivals.spool.iterdir()))
    assert not jobs.asked


def _until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline
        Event().wait(0.01)


def test_what_a_killed_process_left_goes_at_the_start(tmp_path: Path) -> None:
    folder = tmp_path / "bodies"
    with Spool(folder).place() as left:
        (left / "0").write_bytes(b"x")
        (folder / "of somebody else").touch()
        Spool(folder)
        assert [path.name for path in folder.iterdir()] == ["of somebody else"]


def test_a_disk_without_room_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(StorageFull, match="make room"), Spool(tmp_path).place(), open("/dev/full", "wb") as full:
        full.write(b"x" * 100_000)
