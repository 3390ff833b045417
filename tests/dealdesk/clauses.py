"""Articles in two states, amber and cobalt, every passage of which says to which of them it belongs.

Most are files of a folder, and a tenth of these come and go; a few are the pages of a feed.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock

import numpy as np

from corpus.article import PUBLIC, Span
from corpus.feeds import FeedSource
from corpus.fetching.fetch import Fetcher
from corpus.fetching.polite import PoliteFetcher
from corpus.folder import read_path, source_of
from corpus.readers.pool import DirectReading
from corpus.source import GivenSource
from corpus.splitter import Splitter
from corpus.vector_rows import StoredVectors
from dealdesk.assembly import Desk, open_desk
from dealdesk.embedding_model import load
from dealdesk.settings import Settings
from index.embedded_text import embedded_text, stored_vectors
from index.fts5 import Fts5Index
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors
from index.publishing import Publisher
from index.refresh import Refresher
from tests.corpus.loopback_site import LoopbackSite
from tests.corpus.web_shelf import item, rss

PASSAGE_TOKENS = 20
CLAUSES = 20
AMBER, COBALT, ABSENT = "amber", "cobalt", "absent"
FILES = [f"kestrel{n}" for n in range(84)]
COMING_AND_GOING = FILES[9::10]
STAYING = [name for name in FILES if name not in COMING_AND_GOING]
PAGES = [f"osprey{n}" for n in range(3)]
PASSAGES = len(STAYING) * CLAUSES  # that there are at least
FEED = "/feed.xml"

# So that no article is taken for a copy of another one.
_WORDS = (
    "amount anchor barley basin bridge bronze canal candle carbon cedar chapel charter cotton copper crane depot dock "
    "engine estate ferry fibre flint forest garden glass granite gravel harbour harvest hotel iron ivory kitchen "
    "ladder lantern leather lemon linen market marble meadow mill mirror needle office orchard oven paper pebble "
    "pepper pillar planet powder quarry railway ribbon river rubber saddle school shelter silver slate spring station "
    "steel stone summer tailor temple timber tower tunnel valley velvet village wagon walnut weather window winter"
).split()

States = dict[str, str]
"""The state of each article, by its id."""


def title_of(article_id: str) -> str:
    return article_id.title()


@cache
def text_of(article_id: str, state: str) -> str:
    drawn = random.Random(article_id)
    return "\n".join(
        f"The {' '.join(drawn.sample(_WORDS, 2))} {article_id} {state} {k} {' '.join(drawn.sample(_WORDS, 2))}.\n"
        for k in range(CLAUSES)
    )


def write(folder: Path, states: Mapping[str, str]) -> None:
    """Bring each file of `folder` to its state."""
    folder.mkdir(exist_ok=True)
    for name in FILES:
        file = folder / f"{name}.md"
        if states[name] == ABSENT:
            file.unlink(missing_ok=True)
            continue
        content = f"---\ntitle: {title_of(name)}\n---\n{text_of(name, states[name])}"
        if not file.exists() or file.read_text() != content:
            file.write_text(content)


def publish(site: LoopbackSite, states: Mapping[str, str], edition: int) -> None:
    """Bring the feed and each of its pages to its state; the pages are asked for again in each edition."""
    for name in PAGES:
        if states[name] == ABSENT:
            site.serve(f"/{name}.json", status=410)
            continue
        page = {"id": name, "title": title_of(name), "text": text_of(name, states[name])}
        site.serve(f"/{name}.json", json.dumps(page), media_type="application/json", etag=f'"{states[name]}"')
    named = [item(f"/{name}.json", f"{name} {edition}") for name in PAGES if states[name] != ABSENT]
    site.serve(FEED, rss(*named), media_type="application/rss+xml")


@dataclass(frozen=True)
class HashEmbedder(Embedder):
    """Vectors from the hash of the text, under the real model's name: where vectors come from is not what is tested
    with these, and thousands of passages take the model minutes on a busy machine."""

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
        seed = int.from_bytes(hashlib.sha256(f"{self.fingerprint} {text}".encode()).digest()[:8], "big")
        vector: Vectors = np.random.default_rng(seed).standard_normal(self.fingerprint.dimension, dtype=np.float32)
        return vector / np.float32(np.linalg.norm(vector))


def prepare(
    settings: Settings, folder: Path, site: LoopbackSite | None = None, other: Path | None = None
) -> dict[bytes, StoredVectors]:
    """Index both states, amber last. Returns the vectors of all passages in both, so that nothing is to be embedded
    any more; also under the model `other`, where there is one.
    """
    with open_desk(settings, "prepare") as desk:
        embedder = HashEmbedder(desk.embedder)
        splitter = Splitter(embedder.token_starts, PASSAGE_TOKENS)
        publisher = Publisher(desk.catalogue, embedder, splitter, Fts5Index(), desk.cache, Lock())
        refresher = Refresher(desk.catalogue, publisher)
        for edition, state in enumerate((COBALT, AMBER)):
            states = dict.fromkeys([*FILES, *PAGES], state)
            write(folder, states)
            reports = [refresher.refresh(GivenSource(read_path(folder), source_of(folder)))]
            if site:
                publish(site, states, edition)
                guest = PoliteFetcher(Fetcher(["127.0.0.0/8"]), pause_seconds=0)
                reports.append(refresher.refresh(FeedSource(site.url(FEED), guest, DirectReading().read, PUBLIC)))
            count = len([*FILES, *PAGES] if site else FILES)
            assert [report.failures for report in reports] == [[]] * len(reports)
            assert sum(report.embedded for report in reports) == count * CLAUSES
        models = [embedder, HashEmbedder(load(str(other), settings))] if other else [embedder]
        return {key: vectors for model in models for key, vectors in _vectors(desk, model).items()}


def _vectors(desk: Desk, embedder: Embedder) -> dict[bytes, StoredVectors]:
    """The vectors that all passages there are have under a model, those of the past included."""
    room = embedder.max_tokens - PASSAGE_TOKENS
    held = [*desk.catalogue.live_ids().values(), *desk.catalogue.all_past_ids().values()]
    ids = [i for some in held for i in some]
    with desk.catalogue.reading() as tx:
        rows = list(desk.catalogue.rows(tx, ids))
    return stored_vectors(embedder, [embedded_text(embedder, row.header, row.text, room) for row in rows])


def states_of(desk: Desk, names: Sequence[str] = FILES) -> States:
    """The state that each article is in, there being no others. AssertionError where one is empty or a mixture."""
    found = {name: state_of(desk, name) for name in names}
    there = sum(state != ABSENT for state in found.values())
    assert desk.catalogue.count_live() == (there, there * CLAUSES)
    return found


def state_of(desk: Desk, name: str) -> str:
    """The one state that the whole article is in. AssertionError where it is empty or a mixture."""
    stored = desk.catalogue.live(name)
    return state_in(name, stored.article.text) if stored else ABSENT


def state_found(desk: Desk, name: str) -> str:
    """The one state in which a search finds every passage of the article. AssertionError like `state_of`."""
    hits = desk.retriever.search(name, top_k=2 * CLAUSES).hits
    found = sorted((hit.passage.span, hit.passage.text) for hit in hits if hit.passage.article.id == name)
    return state_in(name, "".join(text for _, text in found))


def state_in(name: str, text: str) -> str:
    """The state of which `text` is the whole article. AssertionError where it is less, more or a mixture."""
    for state in (AMBER, COBALT):
        if text == text_of(name, state):
            return state
    raise AssertionError(f"{name} is neither wholly old nor wholly new: {text[:200]!r}")
