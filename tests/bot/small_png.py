"""Screenshots made small: drawn with a palette of a few colours, as a page of text needs no more."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = 3
_STEPS = (17, 51, 85)  # how coarse the colours are, the first that leaves at most 256 of them


def smaller(png: bytes) -> bytes:
    """The same picture. png: red, green and blue with 8 bits each, not interlaced, as a browser's screenshot is."""
    chunks = list(_chunks(png))
    width, height, *form = struct.unpack(">IIBBBBB", chunks[0][1])
    assert form == [8, 2, 0, 0, 0]
    rows = _unfiltered(zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT")), width, height)
    for step in _STEPS:
        nearest = bytes(round(value / step) * step for value in range(256))
        pixels = [list(zip(*[iter(row.translate(nearest))] * _CHANNELS, strict=True)) for row in rows]
        colours = sorted({pixel for row in pixels for pixel in row})
        if len(colours) <= 256:
            break
    number = {colour: n for n, colour in enumerate(colours)}
    drawn = b"".join(b"\x00" + bytes(map(number.__getitem__, row)) for row in pixels)
    head = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    palette = b"".join(map(bytes, colours))
    parts = [(b"IHDR", head), (b"PLTE", palette), (b"IDAT", zlib.compress(drawn, 9)), (b"IEND", b"")]
    return _SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunks(png: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        yield png[at + 4 : at + 8], png[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _unfiltered(packed: bytes, width: int, height: int) -> list[bytes]:
    """Each row without what PNG makes of it before it is compressed (section 9 of the specification)."""
    stride = width * _CHANNELS
    rows, above = [], bytearray(stride)
    for start in range(0, height * (stride + 1), stride + 1):
        kind, row = packed[start], bytearray(packed[start + 1 : start + 1 + stride])
        for i in range(stride if kind else 0):
            left = row[i - _CHANNELS] if i >= _CHANNELS else 0
            corner = above[i - _CHANNELS] if i >= _CHANNELS else 0
            row[i] = (row[i] + _expected(kind, left, above[i], corner)) & 255
        rows.append(bytes(row))
        above = row
    return rows


def _expected(kind: int, left: int, up: int, corner: int) -> int:
    if kind < 4:
        return (0, left, up, (left + up) // 2)[kind]
    return min((left, up, corner), key=lambda near: abs(left + up - corner - near))
