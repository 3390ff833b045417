"""What differs between two texts, word by word."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

# Long texts are tied together at runs of so many words that occur once in each; what lies between, at shorter runs.
_RUNS = (6, 3, 1)
_MAX_PAIRS = 5_000  # pairs of equal words: comparing every one with every other takes so many steps, a few times over

_WORD = re.compile(r"\s*\w+|\s*[^\w\s]|\s+")

Op = Literal["equal", "delete", "insert"]


@dataclass(frozen=True)
class Difference:
    """A piece of text, and whether it stands in both texts, only in the old one or only in the new one."""

    op: Op
    text: str


def differences(old: str, new: str) -> list[Difference]:
    """The way from `old` to `new`. What is equal or deleted joins to `old`, what is equal or inserted to `new`."""
    return _joined(_compare(_WORD.findall(old), _WORD.findall(new), _RUNS))


def _compare(old: Sequence[str], new: Sequence[str], runs: Sequence[int]) -> Iterator[Difference]:
    if not old or not new:
        yield from _changed(old, new)
    elif not runs:
        yield from _compare_all(old, new)
    else:
        at = new_at = 0
        for tie, new_tie in [(0, 0), *_ties(old, new, runs[0]), (len(old), len(new))]:
            if tie < at or new_tie < new_at:
                continue  # what ties here was passed already
            yield from _compare(old[at:tie], new[new_at:new_tie], runs[1:])
            equal = _common(old, new, tie, new_tie)
            yield Difference("equal", "".join(old[tie : tie + equal]))
            at, new_at = tie + equal, new_tie + equal


def _compare_all(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """Every word with every other, unless there are too many that are equal: then nothing is taken for equal."""
    counts = Counter(new)
    if sum(counts[word] for word in old) > _MAX_PAIRS:
        yield from _changed(old, new)
        return
    for op, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield Difference("equal", "".join(old[start:end]))
        else:
            yield from _changed(old[start:end], new[new_start:new_end])


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    yield Difference("delete", "".join(old))
    yield Difference("insert", "".join(new))


def _common(old: Sequence[str], new: Sequence[str], at: int, new_at: int) -> int:
    """How many words are equal from here on."""
    length = 0
    limit = min(len(old) - at, len(new) - new_at)
    while length < limit and old[at + length] == new[new_at + length]:
        length += 1
    return length


def _ties(old: Sequence[str], new: Sequence[str], run: int) -> list[tuple[int, int]]:
    """Where runs of `run` words begin that occur once in both texts: as many as stand in the same order in both."""
    places, new_places = _single(old, run), _single(new, run)
    pairs = [(place, new_places[words]) for words, place in places.items() if words in new_places]
    # The longest rising sequence of places in the new text: of each length, the one that ends earliest.
    ends: list[int] = []
    chains: list[int] = []
    before: list[int] = []
    for index, (_, place) in enumerate(pairs):
        length = bisect_left(ends, place)
        before.append(chains[length - 1] if length else -1)
        ends[length : length + 1] = [place]
        chains[length : length + 1] = [index]
    ties: list[tuple[int, int]] = []
    index = chains[-1] if chains else -1
    while index >= 0:
        ties.append(pairs[index])
        index = before[index]
    return ties[::-1]


def _single(words: Sequence[str], run: int) -> dict[tuple[str, ...], int]:
    """Where each run of `run` words begins that occurs once, in the order of the text."""
    places: dict[tuple[str, ...], int] = {}
    for place, these in enumerate(zip(*(words[n:] for n in range(run)), strict=False)):
        places[these] = -1 if these in places else place
    return {these: place for these, place in places.items() if place >= 0}


def _joined(pieces: Iterator[Difference]) -> list[Difference]:
    """Neighbours of one kind made one, what is deleted before what is inserted, and nothing empty."""
    joined: list[Difference] = []
    texts: dict[Op, list[str]] = {"equal": [], "delete": [], "insert": []}

    def flush(*ops: Op) -> None:
        for op in ops:
            if text := "".join(texts[op]):
                joined.append(Difference(op, text))
            texts[op] = []

    for piece in pieces:
        if piece.text and piece.op == "equal":
            flush("delete", "insert")
        elif piece.text:
            flush("equal")
        texts[piece.op].append(piece.text)
    flush("equal", "delete", "insert")
    return joined
