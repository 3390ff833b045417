"""What was handed over and is not in the catalogue yet: safe on the disk before the job is acknowledged."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from corpus.article import Article, DateFound
from corpus.errors import StorageFull
from index.errors import SearchIndexError

_FULL = (28, 122)  # ENOSPC, EDQUOT


class Inbox:
    """One folder for each job, files in it by number: names that came from outside are never used as paths."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, job_id: str, spooled: Sequence[Path]) -> None:
        """Move files in. Raises StorageFull; then nothing of them stays here."""
        folder = self._folder / job_id
        try:
            folder.mkdir(parents=True)
            for number, file in enumerate(spooled):
                shutil.move(file, folder / str(number))
                _sync(folder / str(number))
            _sync_folders(folder)
        except OSError as error:
            self.drop(job_id)
            raise _refused(error) from error

    def take_text(self, job_id: str, text: str) -> None:
        """Keep `text` as the job's only file. Raises StorageFull."""
        folder = self._folder / job_id
        try:
            folder.mkdir(parents=True)
            (folder / "0").write_text(text, encoding="utf-8")
            _sync(folder / "0")
            _sync_folders(folder)
        except OSError as error:
            self.drop(job_id)
            raise _refused(error) from error

    def file(self, job_id: str, number: int = 0) -> Path:
        return self._folder / job_id / str(number)

    def drop(self, job_id: str) -> None:
        """Nothing of the job is needed any more."""
        shutil.rmtree(self._folder / job_id, ignore_errors=True)

    def drop_all_but(self, job_ids: Collection[str]) -> None:
        """What a killed process left of jobs that it did not acknowledge, or that are over."""
        for folder in self._folder.iterdir() if self._folder.exists() else ():
            if folder.name not in job_ids:
                shutil.rmtree(folder, ignore_errors=True)


def article_json(article: Article, source: str | None) -> str:
    """The article as it waits in the inbox."""
    return json.dumps({"source": source, "article": asdict(article)}, default=str)


def article_of(text: str) -> tuple[Article, str | None]:
    """What `article_json` was made of."""
    kept = json.loads(text)
    fields = kept["article"]
    published, found = fields.pop("published"), fields.pop("date_found")
    article = Article(
        **{**fields, "pages": tuple(fields["pages"])},
        published=date.fromisoformat(published) if published else None,
        date_found=DateFound(found) if found else None,
    )
    return article, kept["source"]


def _refused(error: OSError) -> Exception:
    if error.errno in _FULL:
        return StorageFull("the disk has no room for what was handed over: make room and send it again")
    return SearchIndexError(f"what was handed over cannot be kept ({error.strerror}): check the data folder")


def _sync(file: Path) -> None:
    with file.open("rb") as opened:
        os.fsync(opened.fileno())


def _sync_folders(folder: Path) -> None:
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
