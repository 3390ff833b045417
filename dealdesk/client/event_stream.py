"""Server-sent events, taken from the bytes of a response (the WHATWG's HTML standard, 9.2)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class EventStream:
    """Takes bytes as they come in. Lines end where the standard says, and nowhere else: text may hold U+2028."""

    _left: bytes = b""
    _name: str = ""
    _data: list[bytes] = field(default_factory=list)

    def feed(self, chunk: bytes) -> Iterator[tuple[str, bytes]]:
        """The name and data of each event that is complete now."""
        text = (self._left + chunk).replace(b"\r\n", b"\n")
        held = b"\r" if text.endswith(b"\r") else b""  # half of a line's end, perhaps
        *lines, self._left = text.removesuffix(held).replace(b"\r", b"\n").split(b"\n")
        self._left += held
        for line in lines:
            if event := self._take(line):
                yield event

    def _take(self, line: bytes) -> tuple[str, bytes] | None:
        if not line:
            name, data = self._name or "message", self._data
            self._name, self._data = "", []
            return (name, b"\n".join(data)) if data else None
        key, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if key == b"event":
            self._name = value.decode(errors="replace")
        elif key == b"data":
            self._data.append(value)
        return None
