"""The embedding model of the vectors that are live, whichever that is."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from corpus.article import Span
from corpus.catalogue import Catalogue
from index.ports import Embedded, Embedder, Fingerprint, Progress, Vectors
from index.publishing import MODEL


class LiveEmbedder(Embedder):
    """The embedder of the model that the present view of the catalogue records. Thread-safe.

    So a question asked while another model takes over gets a vector of the model that its view has vectors of.
    """

    def __init__(self, catalogue: Catalogue, embedder: Embedder) -> None:
        self._catalogue = catalogue
        self._first = embedder
        self._known = {str(embedder.fingerprint): embedder}

    @property
    def now(self) -> Embedder:
        """The one that stands behind this in the present view."""
        return self._known.get(self._catalogue.state(MODEL) or "", self._first)

    def known(self, fingerprint: str) -> Embedder | None:
        return self._known.get(fingerprint)

    def add(self, embedder: Embedder) -> None:
        """Make a model known, before any view records it."""
        self._known = {**self._known, str(embedder.fingerprint): embedder}

    def keep(self, fingerprints: Collection[str]) -> None:
        """Let go of all other models."""
        self._known = {name: embedder for name, embedder in self._known.items() if name in fingerprints}
        self._first = next(iter(self._known.values()), self._first)

    def warm_up(self) -> None:
        """Load the model now rather than at the first question."""
        self.embed_query("warm up")

    @property
    def fingerprint(self) -> Fingerprint:
        return self.now.fingerprint

    @property
    def max_tokens(self) -> int:
        return self.now.max_tokens

    def token_starts(self, text: str) -> Sequence[int]:
        return self.now.token_starts(text)

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        return self.now.embed_passages(texts, sentences, progress)

    def embed_query(self, text: str) -> Vectors:
        return self.now.embed_query(text)
