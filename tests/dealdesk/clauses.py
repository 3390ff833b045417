"""A folder of articles in two states, amber and cobalt, every passage of which says to which of them it belongs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np

from corpus.article import Span
from corpus.folder import read_path, source_of
from corpus.source import GivenSource
from corpus.splitter import Splitter
from dealdesk.assembly import Desk, open_desk
from dealdesk.settings import Settings
from index.fts5 import Fts5Index
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors
from index.publishing import Publisher
from index.refresh import Refresher

PASSAGE_TOKENS = 16
ARTICLES = 56
CLAUSES = 20
PASSAGES = ARTICLES * CLAUSES
AMBER, COBALT = "amber", "cobalt"


def article_id(n: int) -> str:
    return f"kestrel{n}"


def text_of(n: int, state: str) -> str:
    return "\n".join(f"The {state} clause {k} of {article_id(n)} stays in force.\n" for k in range(CLAUSES))


def write(folder: Path, states: Sequence[str]) -> None:
    """Bring each article of `folder` to its state."""
    folder.mkdir(exist_ok=True)
    for n, state in enumerate(states):
        (folder / f"{article_id(n)}.md").write_text(f"---\ntitle: Kestrel {n}\n---\n{text_of(n, state)}")


@dataclass(frozen=True)
class HashEmbedder(Embedder):
    """Vectors from the hash of the text, under the real model's name: where vectors come from is not what is tested
    with these, and 2,240 passages take the model minutes on a busy machine."""

    real: Embedder

    @property
    def fingerprint(self) -> Fingerprint:
        return self.real.fingerprint

    @property
    def max_tokens(self) -> int:
        return self.real.max_tokens

    def token_starts(self, text: str) -> Sequence[int]:
        return self.real.token_starts(text)

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        return Embedded(
            np.stack([self.embed_query(text) for text in texts]),
            [
                np.stack([self.embed_query(s.of(text)) for s in each])
                for text, each in zip(texts, sentences, strict=True)
            ],
        )

    def embed_query(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector: Vectors = np.random.default_rng(seed).standard_normal(self.fingerprint.dimension, dtype=np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def prepare(settings: Settings, folder: Path) -> None:
    """Index both states, amber last, so that every later refresh finds all its vectors in the catalogue."""
    with open_desk(settings, "prepare") as desk:
        splitter = Splitter(desk.embedder.token_starts, PASSAGE_TOKENS)
        embedder = HashEmbedder(desk.embedder)
        publisher = Publisher(desk.catalogue, embedder, splitter, Fts5Index(), desk.cache, Lock())
        refresher = Refresher(desk.catalogue, publisher)
        for state in (COBALT, AMBER):
            write(folder, [state] * ARTICLES)
            report = refresher.refresh(GivenSource(read_path(folder), source_of(folder)))
            assert (report.failures, report.embedded) == ([], PASSAGES)


def states(desk: Desk) -> list[str]:
    """The state that each article is in. AssertionError where one is missing, empty or a mixture."""
    found = [state_of(desk, n) for n in range(ARTICLES)]
    assert desk.catalogue.count_live() == (ARTICLES, PASSAGES)
    return found


def state_of(desk: Desk, n: int) -> str:
    """The one state that the whole article is in, AssertionError where it is missing, empty or a mixture."""
    stored = desk.catalogue.live(article_id(n))
    assert stored is not None, f"article {n} is missing"
    found = [state for state in (AMBER, COBALT) if stored.article.text == text_of(n, state)]
    assert found, f"article {n} is neither old nor new: {stored.article.text[:200]!r}"
    return found[0]


def state_found(desk: Desk, n: int) -> str:
    """The one state in which a search finds every passage of the article. AssertionError like `state_of`."""
    hits = desk.retriever.search(article_id(n), top_k=2 * CLAUSES).hits
    passages = sorted((hit.passage.span, hit.passage.text) for hit in hits if hit.passage.article.id == article_id(n))
    text = "".join(text for _, text in passages)
    found = [state for state in (AMBER, COBALT) if text == text_of(n, state)]
    assert found, f"a search found {len(passages)} passages of article {n}: {text[:200]!r}"
    return found[0]
