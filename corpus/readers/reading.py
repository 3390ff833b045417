"""What every reader gives, and how bytes become text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.article import Article
from corpus.errors import UnreadableSource


@dataclass(frozen=True)
class Unreadable:
    """Something in a source that gives no article. name: the file, with the line where there is one."""

    name: str
    reason: str


Reading = Article | Unreadable
Reader = Callable[[Path, str], Iterator[Reading]]
"""(file, the id for an article that names none) -> what is in it. Raises UnreadableSource, InvalidArticle, OSError."""


def read_utf8(path: Path) -> str:
    """The file's text. Raises UnreadableSource where it is not UTF-8."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSource(f"not UTF-8 text (byte {error.start}): save it as UTF-8") from error
