"""The index on fakes, a Chroma server, and the real embedding model."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpus.database import Database
from index.embedding import OnnxEmbedder
from index.model_folder import ModelFolder
from index.prepared_models import PreparedModels
from tests.dealdesk.console import MODELS
from tests.index.bench import Bench, bench


@pytest.fixture(scope="session")
def empty_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a catalogue that was just created."""
    file = tmp_path_factory.mktemp("empty") / "catalogue.sqlite3"
    Database(file).close()
    return file


@pytest.fixture
def file(empty_catalogue: Path, tmp_path: Path) -> Path:
    """The file of a catalogue of this test's own."""
    return Path(shutil.copy(empty_catalogue, tmp_path / "catalogue.sqlite3"))


@pytest.fixture
def desk(file: Path) -> Iterator[Bench]:
    with bench(file) as desk:
        yield desk


@pytest.fixture(scope="session")
def real_embedder() -> OnnxEmbedder:
    """The bundled model, loaded once a run by the first text that needs it."""
    return OnnxEmbedder(ModelFolder.find(), PreparedModels(MODELS))


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Chroma server on loopback."""
    folder = tmp_path_factory.mktemp("chroma")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("chroma")),
        "run",
        "--path",
        str(folder),
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=folder) as server:
        try:
            _wait_for(f"http://127.0.0.1:{port}/api/v2/heartbeat", server, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


def _wait_for(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 120
    while server.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, OSError):
            try:
                server.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
    raise RuntimeError(f"the Chroma server did not start: {log.read_text()[-2000:]}")
