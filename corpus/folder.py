"""The folder source: every readable file below a folder, or one file."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from corpus.cleaning import clean
from corpus.errors import CorpusError, UnreadableSource
from corpus.readers.reading import Reader, Reading, Unreadable


@dataclass(frozen=True)
class SourceItem:
    """A reading and where it came from. source: the file's absolute path."""

    source: str
    reading: Reading


def _readers() -> Mapping[str, Reader]:
    from corpus.readers.html import read_html  # trafilatura takes a second to import: only who refreshes pays
    from corpus.readers.jsonl import read_jsonl
    from corpus.readers.markdown import read_markdown
    from corpus.readers.plain_text import read_plain_text

    return {
        ".txt": read_plain_text,
        ".text": read_plain_text,
        ".md": read_markdown,
        ".markdown": read_markdown,
        ".html": read_html,
        ".htm": read_html,
        ".jsonl": read_jsonl,
    }


def source_of(path: Path) -> str:
    """The name under which the catalogue remembers what came from `path`."""
    return str(path.resolve())


def read_path(path: Path) -> Iterator[SourceItem]:
    """Every article at or below `path`, in the order of file names; what cannot be read comes as Unreadable.

    Hidden files are passed over. An article without an id of its own takes its path below `path`, joined by dots and
    without the suffix. Raises UnreadableSource when `path` is neither a folder nor a file.
    """
    if not path.exists():
        raise UnreadableSource(f"{path} does not exist: name a folder or a file with articles")
    readers = _readers()
    if not path.is_dir():
        yield from _read_file(path, Path(path.name), source_of(path), readers)
        return
    root = Path(source_of(path))
    files: list[Path] = []
    links: list[Path] = []
    unlisted: list[OSError] = []
    for folder, subfolders, names in os.walk(path, onerror=unlisted.append):
        subfolders[:] = [name for name in subfolders if not name.startswith(".")]
        links += [Path(folder, name) for name in subfolders if Path(folder, name).is_symlink()]
        files += [Path(folder, name) for name in names if not name.startswith(".")]
    for error in unlisted:
        relative = Path(error.filename).relative_to(path)
        yield SourceItem(str(root / relative), Unreadable(str(relative), error.strerror or str(error)))
    for link in links:
        relative = link.relative_to(path)
        reason = "a link to a folder is not followed: refresh the folder it points to"
        yield SourceItem(str(root / relative), Unreadable(str(relative), reason))
    for file in sorted(files):
        relative = file.relative_to(path)
        yield from _read_file(file, relative, str(root / relative), readers)


def _read_file(file: Path, relative: Path, source: str, readers: Mapping[str, Reader]) -> Iterator[SourceItem]:
    if file.exists() and not file.is_file():
        return  # a pipe or a device
    name = str(relative)
    if not name.isprintable():
        yield SourceItem(source, Unreadable(ascii(name), "its name holds invisible characters: rename it"))
        return
    reader = readers.get(file.suffix.lower())
    if reader is None:
        known = " ".join(sorted(readers))
        yield SourceItem(source, Unreadable(name, f"{file.suffix or 'no suffix'} is not read: use {known}"))
        return
    try:
        for reading in reader(file, clean(".".join(relative.with_suffix("").parts))):
            yield SourceItem(source, reading)
    except OSError as error:
        yield SourceItem(source, Unreadable(name, error.strerror or str(error)))
    except CorpusError as error:
        yield SourceItem(source, Unreadable(name, str(error)))
