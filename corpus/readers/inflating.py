"""Taking members out of an archive without being blown up: everything is counted while it inflates."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from corpus.errors import UnreadableSource

MAX_MEMBERS = 10_000
MAX_BYTES = 200_000_000
_FREE_BYTES = 1_000_000  # up to here a member may be of any ratio
_MAX_RATIO = 200
_CHUNK_BYTES = 1 << 16
_TOO_LARGE = f"the archive holds more than {MAX_BYTES // 1_000_000} MB when unpacked: pack it in parts"


class TooLarge(UnreadableSource):
    """The archive as a whole holds too much: none of what is left of it is read."""


class Inflater:
    """The members of one archive. Raises UnreadableSource where it is none, TooLarge beyond the bounds."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = ZipFile(BytesIO(data))
        except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise UnreadableSource(f"the archive is damaged ({error}): pack it anew") from error
        self._packed = len(data)
        self._inflated = 0
        self.members = self._zip.infolist()
        if len(self.members) > MAX_MEMBERS:
            raise TooLarge(f"the archive has more than {MAX_MEMBERS:,} members: pack it in parts")
        if sum(member.file_size for member in self.members) > MAX_BYTES:
            raise TooLarge(_TOO_LARGE)  # by its own account; what it does not tell is counted

    def read(self, member: ZipInfo) -> bytes:
        """The member's bytes. Raises UnreadableSource where it cannot be had, TooLarge."""
        if member.flag_bits & 0x1:
            raise UnreadableSource("it is encrypted: pack it without a password")
        if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableSource(f"its compression (method {member.compress_type}) is not read: pack it with deflate")
        chunks: list[bytes] = []
        size = 0
        try:
            with self._zip.open(member) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    size += len(chunk)
                    self._count(member, size, len(chunk))
                    chunks.append(chunk)
        except (BadZipFile, NotImplementedError, ValueError, OSError, EOFError, zlib.error, RuntimeError) as error:
            raise UnreadableSource(f"it is damaged ({error}): pack it anew") from error
        return b"".join(chunks)

    def _count(self, member: ZipInfo, size: int, more: int) -> None:
        self._inflated += more
        if self._inflated > MAX_BYTES:
            raise TooLarge(_TOO_LARGE)
        if size > _FREE_BYTES and size > _MAX_RATIO * min(member.compress_size, self._packed):
            raise UnreadableSource(f"it unpacks to more than {_MAX_RATIO} times its size, as only bombs do")
