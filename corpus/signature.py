"""A text's signature: what finds its copies among many others without reading them. Only here is datasketch known."""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import islice

BANDS = 32
"""How many bands a signature has. Two texts that share a part `j` of their shingles agree in at least one of them with
probability 1 - (1 - j²)^32: .998 at .43 (three fifths of equally long texts), .97 at a third, .04 at .035."""

_ROWS = 2  # values a band
_PERMUTATIONS = 128  # those beyond the bands' make the estimates surer
_SCHEME = "affine32"  # named, for values of another one would mean nothing to those that are stored
_CHUNK = 4_000  # shingles at a time, so that a long agreement takes no more memory than a short one
_MOST_NAMES = 64  # those with the smallest hashes: of two texts the same ones, as far as both have them
_DIGEST_BYTES, _WIDTH = 16, 4
_HEAD_BYTES = _DIGEST_BYTES + _WIDTH
_VALUE_BYTES = _PERMUTATIONS * _WIDTH


@dataclass(frozen=True)
class Signature:
    """digest: 16 bytes, equal exactly for the same words in the same order. size: how many different shingles.
    values: the MinHash values, unsigned 32-bit, little-endian. names: hashes of names, of so many at most.
    """

    digest: bytes
    size: int
    values: bytes
    names: frozenset[int]

    @classmethod
    def of(cls, digest: bytes, shingles: Collection[int], names: Iterable[int]) -> Signature:
        """shingles, names: hashes of 32 bits."""
        from datasketch import MinHash  # takes half a second, which no command line should pay for its help

        minhash = MinHash(_PERMUTATIONS, hashfunc=int, scheme=_SCHEME)
        rest = iter(shingles)
        while chunk := list(islice(rest, _CHUNK)):
            minhash.update_batch(chunk)
        values = minhash.hashvalues.astype("<u4").tobytes()
        return cls(digest, len(shingles), values, frozenset(sorted(names)[:_MOST_NAMES]))

    @classmethod
    def from_bytes(cls, stored: bytes) -> Signature:
        size, names = stored[_DIGEST_BYTES:_HEAD_BYTES], stored[_HEAD_BYTES + _VALUE_BYTES :]
        return cls(
            stored[:_DIGEST_BYTES],
            int.from_bytes(size, "little"),
            stored[_HEAD_BYTES : _HEAD_BYTES + _VALUE_BYTES],
            frozenset(value for (value,) in struct.iter_unpack("<I", names)),
        )

    def to_bytes(self) -> bytes:
        names = b"".join(name.to_bytes(_WIDTH, "little") for name in sorted(self.names))
        return self.digest + self.size.to_bytes(_WIDTH, "little") + self.values + names

    def bands(self) -> list[int]:
        """The value of each band: a signed integer of 64 bits, as databases keep them."""
        import numpy as np

        values: list[int] = np.frombuffer(self.values, "<i8", BANDS).tolist()
        return values

    def overlap(self, other: Signature) -> tuple[float, float]:
        """Estimates: the share of both texts' shingles that both have, and the share of the shorter one's."""
        import numpy as np

        same = np.frombuffer(self.values, "<u4") == np.frombuffer(other.values, "<u4")
        jaccard = float(same.mean())
        shared = jaccard / (1 + jaccard) * (self.size + other.size)
        return jaccard, min(1.0, shared / max(1, min(self.size, other.size)))

    def names_shared(self, other: Signature) -> float:
        """The share of the names of the text with fewer that both have; 1 where one has none."""
        reach = min(_reach(self.names), _reach(other.names))
        ours, theirs = ({name for name in names if name <= reach} for names in (self.names, other.names))
        fewer = min(len(ours), len(theirs))
        return len(ours & theirs) / fewer if fewer else 1.0


def _reach(names: frozenset[int]) -> int:
    """Up to which hash all of a text's names are known."""
    return max(names) if len(names) == _MOST_NAMES else 2**32


assert _ROWS * _WIDTH == 8  # a band is one integer of 64 bits
