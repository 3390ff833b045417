"""The data of an answer, unpacked, and never more of it than is taken."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping

_CHUNK_BYTES = 65_536


class Unfit(Exception):
    """The data is more than is taken, or packed in a way that is not read."""


def read_body(chunks: Iterable[bytes], headers: Mapping[str, str], max_bytes: int) -> bytes:
    """What an answer carries, unpacked. headers: names in lower case. Raises Unfit."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > max_bytes:
        raise Unfit(f"it is larger than {max_bytes:,} bytes")
    data = bytearray()
    for chunk in _unpacked(chunks, headers.get("content-encoding", "identity").strip().lower(), max_bytes):
        data += chunk
        if len(data) > max_bytes:
            raise Unfit(f"it is larger than {max_bytes:,} bytes")
    return bytes(data)


def _unpacked(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> Iterator[bytes]:
    """`chunks` as they were before packing; never more than is asked for at once, however well it was packed."""
    if encoding in ("", "identity"):
        yield from chunks
        return
    if encoding not in ("gzip", "x-gzip"):
        raise Unfit("it is packed otherwise than with gzip")
    unpacker, packed = zlib.decompressobj(16 + zlib.MAX_WBITS), 0
    for chunk in chunks:
        packed += len(chunk)
        while chunk and not unpacker.eof:
            try:
                yield unpacker.decompress(chunk, _CHUNK_BYTES)
            except zlib.error as error:
                raise Unfit(str(error)) from error
            chunk = unpacker.unconsumed_tail
        if packed > max_bytes:  # what unpacks to nothing has no end either
            raise Unfit(f"it is larger than {max_bytes:,} bytes")
    if packed and not unpacker.eof:
        raise Unfit("it ends too early")
