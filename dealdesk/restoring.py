"""A data folder from a backup. Whatever the file holds, nothing is written but what a backup is made of."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
import zlib
from pathlib import Path

from corpus.schema import REVISION
from dealdesk.assembly import Desk
from dealdesk.backup import (
    BLOCK,
    CATALOGUE,
    FORMAT,
    INBOX,
    JOBS,
    MANIFEST,
    Advance,
    FileEntry,
    Manifest,
    catalogue_file,
)
from dealdesk.errors import BackupRefused
from dealdesk.owner import owned
from dealdesk.settings import Settings
from index.verify import Verification

_FOLDER = "restoring"
_OURS = {_FOLDER, "owner.lock", "owner.json"}
_MAX_MANIFEST_BYTES = 50_000_000
_MEMBER = re.compile(rf"{CATALOGUE}|{JOBS}|{INBOX}/job-[0-9a-f]{{1,64}}/[0-9]{{1,9}}".replace(".", r"\."))


def restore(
    settings: Settings, source: Path, advance: Advance = lambda _: None, passages: Advance = lambda _: None
) -> tuple[Manifest, Verification]:
    """Unpack a backup into the data folder, build its vector store, and check every passage.

    advance: told of bytes unpacked; passages: of passages built and then checked. Raises BackupRefused for a folder
    that is in use or a file that is no whole backup; the folder is then as it was.
    """
    home, catalogue = settings.home, catalogue_file(settings)
    _check_empty(home, catalogue)
    with owned(home, "restore"):
        folder = home / _FOLDER
        shutil.rmtree(folder, ignore_errors=True)
        try:
            manifest = _unpacked(source, folder, advance)
            _move(folder, home, catalogue)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        desk = Desk(settings)
        try:
            desk.cache.heal(passages)
            desk.publisher.sweep()
            return manifest, desk.verify(passages)
        finally:
            desk.close()


def _check_empty(home: Path, catalogue: Path) -> None:
    if home.exists() and (not home.is_dir() or {entry.name for entry in home.iterdir()} - _OURS):
        raise BackupRefused(f"{home} is not empty: set DEALDESK_HOME to a new folder, or move what is there away")
    if catalogue.exists():
        raise BackupRefused(f"{catalogue} is there already: set DEALDESK_DATABASE_URL to a new file, or move it away")


def _unpacked(source: Path, folder: Path, advance: Advance) -> Manifest:
    try:
        with tarfile.open(source, mode="r|gz") as archive:
            manifest: Manifest | None = None
            seen: set[str] = set()
            for member in archive:
                if manifest is None:
                    manifest = _manifest(archive, member)
                    continue
                _unpack(archive, member, manifest, folder, seen)
                advance(member.size)
    except (tarfile.TarError, EOFError, zlib.error, UnicodeError) as error:
        raise _no_backup(source, str(error) or type(error).__name__) from error
    except OSError as error:
        if error.errno is not None:
            raise
        raise _no_backup(source, str(error)) from error  # gzip's own complaints carry no number
    if manifest is None or seen != manifest.files.keys():
        raise _no_backup(source, "files are missing")
    return manifest


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Manifest:
    if member.name != MANIFEST or not member.isreg() or member.size > _MAX_MANIFEST_BYTES:
        raise tarfile.TarError("it does not begin with a manifest")
    content = archive.extractfile(member)
    assert content is not None  # a regular file has one
    try:
        told = json.loads(content.read())
        if told["format"] != FORMAT or told["schema"] > REVISION:
            raise BackupRefused(f"the backup was made by dealdesk {told['dealdesk']}: upgrade dealdesk to restore it")
        files = {name: FileEntry(int(entry["size"]), str(entry["sha256"])) for name, entry in told["files"].items()}
        manifest = Manifest(**{**told, "files": files})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise tarfile.TarError("its manifest cannot be read") from error
    if CATALOGUE not in manifest.files or not all(_MEMBER.fullmatch(name) for name in manifest.files):
        raise tarfile.TarError("its manifest names files that no backup has")
    return manifest


def _unpack(
    archive: tarfile.TarFile, member: tarfile.TarInfo, manifest: Manifest, folder: Path, seen: set[str]
) -> None:
    wanted = manifest.files.get(member.name)
    if wanted is None or member.name in seen or not member.isreg() or member.size != wanted.size:
        raise tarfile.TarError(f"{member.name[:60]!r} is not as the manifest says")
    seen.add(member.name)
    content = archive.extractfile(member)
    assert content is not None
    digest = hashlib.sha256()
    file = folder / member.name
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("xb") as stream:
        while block := content.read(BLOCK):
            digest.update(block)
            stream.write(block)
        stream.flush()
        os.fsync(stream.fileno())
    if digest.hexdigest() != wanted.sha256:
        raise tarfile.TarError(f"{member.name} was damaged")


def _move(folder: Path, home: Path, catalogue: Path) -> None:
    """The catalogue last: without it there is no index yet."""
    for name in (JOBS, INBOX):
        if (folder / name).exists():
            os.replace(folder / name, home / name)
    catalogue.parent.mkdir(parents=True, exist_ok=True)
    part = catalogue.with_name(f"{catalogue.name}.part")
    shutil.move(folder / CATALOGUE, part)
    os.replace(part, catalogue)


def _no_backup(source: Path, reason: str) -> BackupRefused:
    return BackupRefused(f"{source} is no whole backup ({reason}): take one that `dealdesk backup` made")
