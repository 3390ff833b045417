"""A backup of a data folder in one file, made while others read and write it.

The vector store is left out: it is built anew from the catalogue. What jobs have still to work on is taken along.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from corpus.collection_rows import joined
from corpus.database import file_of
from dealdesk.errors import BackupRefused
from dealdesk.settings import Settings

MANIFEST = "manifest.json"
CATALOGUE = "catalogue.sqlite3"
JOBS = "jobs.sqlite3"
INBOX = "inbox"
FORMAT = 1
BLOCK = 1 << 20
_TRIES = 20
_BUSY_SECONDS = 60

Advance = Callable[[int], None]
"""Told of how many more bytes are seen to."""


@dataclass(frozen=True)
class FileEntry:
    """One file of a backup."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself. files: by their names in it. index_version: as the server told it then."""

    format: int
    dealdesk: str
    schema: str
    made_at: str
    index_version: str
    articles: int
    files: dict[str, FileEntry]


def catalogue_file(settings: Settings) -> Path:
    """Where the catalogue lies."""
    return file_of(settings.database_url) if settings.database_url else settings.home / CATALOGUE


def back_up(settings: Settings, target: Path, *, force: bool = False, advance: Advance = lambda _: None) -> Manifest:
    """Write the backup to `target`, which is whole when it is there. Raises BackupRefused and OSError."""
    catalogue = catalogue_file(settings)
    if not catalogue.exists():
        raise BackupRefused(f"there is no index at {catalogue}: name its folder with DEALDESK_HOME")
    if target.exists() and not force:
        raise BackupRefused(f"{target} is there already: choose another name, or overwrite it with --force")
    if not target.parent.is_dir():
        raise BackupRefused(f"{target.parent} is no folder: make it first")
    with TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as staged:
        folder = Path(staged)
        _stage(settings.home, catalogue, folder)
        packed = folder.with_name(f"{folder.name}.part")
        try:
            manifest = _manifest(folder)
            _pack(folder, manifest, packed, advance)
            os.replace(packed, target)
        finally:
            packed.unlink(missing_ok=True)
    return manifest


def _stage(home: Path, catalogue: Path, folder: Path) -> None:
    """Copy everything, so that whatever a job in the copied catalogue has to work on is there too.

    Jobs are begun after the catalogue knows them, and their files go after it knows that they are over: so workflows
    come first, and files are copied before and after the catalogue. A job that came and went in between is begun again.
    """
    for _ in range(_TRIES):
        for left in (folder / JOBS, folder / CATALOGUE):
            left.unlink(missing_ok=True)
        if (home / JOBS).exists():
            _copy_database(home / JOBS, folder / JOBS)
        _copy_inbox(home / INBOX, folder / INBOX)
        _copy_database(catalogue, folder / CATALOGUE)
        _copy_inbox(home / INBOX, folder / INBOX)
        unfinished = _unfinished(folder / CATALOGUE)
        if all((folder / INBOX / job_id).is_dir() for job_id in unfinished):
            for copied in (folder / INBOX).iterdir():
                if copied.name not in unfinished:
                    shutil.rmtree(copied)
            return
    raise BackupRefused("jobs came and went faster than they could be copied: try again when less is going on")


def _copy_database(file: Path, copy: Path) -> None:
    """One consistent view, without free pages, in which deleted text may stand. Writers are not held up."""
    with _opened(file) as source:
        source.execute("VACUUM INTO ?", [str(copy)])


def _copy_inbox(inbox: Path, copy: Path) -> None:
    copy.mkdir(exist_ok=True)
    for folder in sorted(inbox.iterdir()) if inbox.exists() else ():
        if not (copy / folder.name).exists():
            try:
                shutil.copytree(folder, copy / folder.name)
            except (FileNotFoundError, shutil.Error):  # the job has just ended
                shutil.rmtree(copy / folder.name, ignore_errors=True)


def _unfinished(catalogue: Path) -> set[str]:
    """The jobs that have files in the inbox and are not over."""
    with _opened(catalogue) as copied:
        handed_over = "SELECT id FROM jobs WHERE kind IN ('upload', 'push', 'put') AND state IN ('queued', 'running')"
        return {row[0] for row in copied.execute(handed_over)}


def _manifest(folder: Path) -> Manifest:
    with _opened(folder / CATALOGUE) as copied:
        state = dict(copied.execute("SELECT key, value FROM state"))
        [schema] = copied.execute("SELECT version_num FROM alembic_version").fetchone()
        [articles] = copied.execute("SELECT count(*) FROM articles WHERE live IS NOT NULL").fetchone()
        fingerprints = copied.execute("SELECT fingerprint FROM collections").fetchall()
    weights = state.get("embedding_model", "").rpartition("@")[2][:8]
    files = {
        file.relative_to(folder).as_posix(): FileEntry(file.stat().st_size, _sha256(file))
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
    made_at = datetime.now(UTC).isoformat(timespec="seconds")
    index_version = f"{joined(row[0] for row in fingerprints)}-{weights}"
    return Manifest(FORMAT, version("dealdesk"), schema, made_at, index_version, articles, files)


def _pack(folder: Path, manifest: Manifest, packed: Path, advance: Advance) -> None:
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=2))
    with packed.open("xb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=1, format=tarfile.PAX_FORMAT) as archive:
            for name in (MANIFEST, *manifest.files):
                entry = tarfile.TarInfo(name)
                entry.size = (folder / name).stat().st_size
                with (folder / name).open("rb") as content:
                    archive.addfile(entry, content)
                advance(entry.size)
        stream.flush()
        os.fsync(stream.fileno())


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    try:
        with closing(sqlite3.connect(file, timeout=_BUSY_SECONDS)) as connection:
            yield connection
    except sqlite3.Error as error:
        raise BackupRefused(f"{file.name} cannot be copied ({error}): `dealdesk verify` looks into it") from error


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
