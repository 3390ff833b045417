"""An embedding model for a whole desk that costs nothing: hashed words. Texts that share words are near."""

from __future__ import annotations

from corpus.splitter import Splitter
from dealdesk.assembly import Desk
from tests.index.fakes import FakeEmbedder

_PASSAGE_TOKENS = 48


def use_hashed_model(desk: Desk) -> None:
    """From now on, and for good: the index is still empty."""
    embedder = FakeEmbedder()
    desk.embedder.add(embedder)
    desk.publisher.use(embedder, Splitter(embedder.token_starts, _PASSAGE_TOKENS))
