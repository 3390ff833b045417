"""ZIP archives: each member is a document of its own. Nothing is ever written to disk."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from zipfile import ZipInfo

from corpus.errors import UnreadableSource
from corpus.readers.inflating import Inflater, TooLarge
from corpus.readers.reading import Document, Part, Unreadable

_MAX_NAME_BYTES = 255
_MAX_PATH_BYTES = 4096
_DRIVE = re.compile(r"[A-Za-z]:")


def open_zip(document: Document) -> Iterator[Part]:
    """Hidden members are passed over; one that cannot be read is reported, and the rest goes on."""
    inflater = Inflater(document.data)
    seen: set[str] = set()
    for member in inflater.members:
        name = member.orig_filename  # as it stands in the archive; zipfile cuts the other at NUL
        if member.is_dir() or (_is_hidden(name) and ".." not in name):
            continue
        try:
            _check_name(name, member)
            if name in seen:
                raise UnreadableSource("its name stands twice in the archive: pack it once")
            seen.add(name)
            yield document.part("archive", name, inflater.read(member))
        except TooLarge:
            raise
        except UnreadableSource as error:
            yield Unreadable(
                f"{document.name}/{ascii(name[:100])[1:-1] if not name.isprintable() else name[:100]}", str(error)
            )
    if not seen:
        yield from _nothing(document, inflater)


def _nothing(document: Document, inflater: Inflater) -> Iterator[Part]:
    if all(member.is_dir() or _is_hidden(member.orig_filename) for member in inflater.members):
        yield Unreadable(document.name, "the archive is empty: pack files into it")


def _is_hidden(name: str) -> bool:
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _check_name(name: str, member: ZipInfo) -> None:
    """Nothing is unpacked to these names; but who chooses such a name has other things in mind than articles."""
    parts = name.split("/")
    encoded = [len(part.encode(errors="replace")) for part in parts]
    if not name.isprintable() or "\\" in name:
        raise UnreadableSource("its name holds control characters or backslashes: rename it and pack it anew")
    if name.startswith("/") or ".." in parts or _DRIVE.match(name):
        raise UnreadableSource("its name leads out of the archive: pack it anew from within its folder")
    if max(encoded) > _MAX_NAME_BYTES or sum(encoded) + len(parts) > _MAX_PATH_BYTES:
        raise UnreadableSource(f"its name is longer than {_MAX_NAME_BYTES} bytes: rename it and pack it anew")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise UnreadableSource("it is a link: pack the file that it points to")
