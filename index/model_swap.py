"""The vectors of another embedding model, made and verified beside the live ones."""

from __future__ import annotations

from dataclasses import dataclass, field

from corpus.catalogue import Catalogue
from corpus.other_vectors import OtherVectors
from corpus.splitter import Splitter
from index.embedded_text import EmbeddedText, embedded_text, stored_vectors
from index.errors import ModelUnusable, VectorStoreBroken
from index.ports import Embedder
from index.vector_cache import Beside, VectorCache
from index.vector_checks import Wanted, check_counts, stacked, unreachable
from index.work import Work

_BATCH = 64  # passages that are embedded and kept together
_FEW = 32  # passages that may be left to embed while writers wait


@dataclass
class Swap:
    """One change of the model. past: which vectors passages of the past have under the new one."""

    catalogue: Catalogue
    others: OtherVectors
    cache: VectorCache
    embedder: Embedder
    splitter: Splitter
    work: Work
    past: dict[int, bytes] = field(default_factory=dict)

    def embed(self) -> None:
        """Give every passage its vector, or find that it has one. Raises ModelUnusable when one is too long."""
        missing = self._missing()
        batches = [missing[start : start + _BATCH] for start in range(0, len(missing), _BATCH)]
        for batch in batches:  # all of them first: nobody waits an hour to hear that it was for nothing
            self._texts(batch)
        total = self.catalogue.count_live()[1] + len(self.others.past_ids())
        done = total - len(missing)
        for batch in batches:
            self.work.go_on()
            self._embed(batch)
            done += len(batch)
            self.work.embedding(done, total)

    def build(self) -> Beside:
        """The new generation, verified, with few passages left to embed."""
        beside = self.cache.build(self.others.live_ids(), self.others.vectors, lambda _: self.work.go_on())
        try:
            self._verify(beside, beside.held)
            while len(self._missing()) > _FEW:
                self.embed()
        except BaseException:
            self.cache.abandon(beside)
            raise
        return beside

    def catch_up(self, beside: Beside) -> None:
        """Bring it to what became of the articles since it was built. Nobody else may write meanwhile."""
        kept = self.catalogue.known_vectors(self.past.values())  # unused ones may have been dropped meanwhile
        self.past = {i: key for i, key in self.past.items() if key in kept}
        self.embed()
        live = self.others.live_ids()
        for collection_id in live.keys() | beside.held.keys():
            held, wanted = set(beside.held.get(collection_id, ())), set(live.get(collection_id, ()))
            new = sorted(wanted - held)
            if new:  # before the others go: in a graph of removed ones alone new ones do not find each other
                beside.store.add(str(collection_id), new, stacked(self.others.vectors(new), new))
            beside.store.remove(str(collection_id), sorted(held - wanted))
            self._verify(beside, {collection_id: new})
        check_counts(beside.store, self.catalogue.live_ids())

    def _missing(self) -> list[int]:
        return self.others.missing() + [i for i in self.others.past_ids() if i not in self.past]

    def _texts(self, ids: list[int]) -> dict[int, EmbeddedText]:
        with self.catalogue.reading() as tx:
            rows = list(self.catalogue.rows(tx, ids))
        return {row.id: embedded_text(self.embedder, row.header, row.text, self._room(row.text)) for row in rows}

    def _room(self, text: str) -> int:
        """How many tokens are left for the header: the passage may be longer in this model's tokens than one of its
        own making."""
        tokens, most = len(self.embedder.token_starts(text)), self.embedder.max_tokens
        if tokens > most:
            raise ModelUnusable(
                f"{self.embedder.fingerprint.name} reads {most} tokens of a text and a passage has {tokens}, the end "
                f"of which would not be found: refresh into a new DEALDESK_HOME with DEALDESK_EMBEDDING_MODEL set to "
                f"this model and DEALDESK_PASSAGE_TOKENS to {self.splitter.max_tokens}"
            )
        return most - max(tokens, self.splitter.max_tokens)

    def _embed(self, ids: list[int]) -> None:
        texts = self._texts(ids)
        known = self.catalogue.known_vectors([text.key for text in texts.values()])
        new = {text.key: text for text in texts.values() if text.key not in known}
        vectors = stored_vectors(self.embedder, list(new.values())) if new else {}
        keys = {passage_id: text.key for passage_id, text in texts.items()}
        with self.catalogue.writing() as tx:
            self.catalogue.store_vectors(tx, vectors)
            self.others.keep(tx, {i: key for i, key in keys.items() if i > 0})
        self.past.update((i, key) for i, key in keys.items() if i < 0)

    def _verify(self, beside: Beside, wanted: Wanted) -> None:
        lost = list(unreachable(beside.store, wanted, self.others.vectors, lambda _: self.work.go_on()))
        if lost:
            raise VectorStoreBroken(
                f"under the new model {len(lost)} passages are not found by their own vectors, such as {lost[0]}: the "
                "model in use stays; try again, or name another model"
            )
