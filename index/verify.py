"""An exhaustive check of what the indexes hold against the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from corpus.catalogue import Catalogue
from corpus.queries import batches
from index.errors import VectorStoreBroken
from index.fts5 import Fts5Index
from index.ports import Progress
from index.vector_cache import VectorCache


@dataclass(frozen=True)
class Verification:
    """passages: how many live passages were checked; problems: what is wrong, in words; empty when all is well."""

    passages: int
    problems: tuple[str, ...]


def verify(
    catalogue: Catalogue, lexical: Fts5Index, cache: VectorCache, progress: Progress | None = None
) -> Verification:
    """Every live passage is found by its own vector and its own words, every one of the past by its words; nothing else
    is held anywhere.
    """
    live, past = catalogue.live_ids(), catalogue.all_past_ids()
    problems: list[str] = []
    for collection_id in catalogue.collection_ids():
        ids = live.get(collection_id, [])
        problems += _lexical_problems(catalogue, lexical, collection_id, ids, past=False)
        problems += _lexical_problems(catalogue, lexical, collection_id, past.get(collection_id, []), past=True)
        try:
            problems += _vector_problems(catalogue, cache, collection_id, ids, progress)
        except VectorStoreBroken as error:
            problems.append(f"collection {collection_id}: {error}")
    return Verification(sum(map(len, live.values())), tuple(problems))


def _lexical_problems(
    catalogue: Catalogue, lexical: Fts5Index, collection_id: int, ids: list[int], *, past: bool
) -> Iterator[str]:
    with catalogue.reading() as tx:
        held = lexical.ids(tx, collection_id, past=past)
        yield from _differences("lexical index of the past" if past else "lexical index", collection_id, set(ids), held)
        for row in catalogue.rows(tx, ids):
            if row.id in held and not lexical.has(tx, row):
                yield f"passage {row.id} is not found by its own words"


def _vector_problems(
    catalogue: Catalogue, cache: VectorCache, collection_id: int, ids: list[int], progress: Progress | None
) -> Iterator[str]:
    held = cache.ids(collection_id)
    yield from _differences("vector store", collection_id, set(ids), held)
    for batch in batches(ids):
        for passage_id, data in catalogue.vectors(batch).items():
            vector = np.frombuffer(data, dtype="<f4")
            if passage_id in held and not cache.finds_itself(collection_id, passage_id, vector):
                yield f"passage {passage_id} is not found by its own vector"
        if progress:
            progress(len(batch))


def _differences(where: str, collection_id: int, wanted: set[int], held: set[int]) -> Iterator[str]:
    if missing := wanted - held:
        yield f"the {where} lacks {len(missing)} passages of collection {collection_id}, such as {min(missing)}"
    if extra := held - wanted:
        yield f"the {where} holds {len(extra)} dead passages in collection {collection_id}, such as {min(extra)}"
