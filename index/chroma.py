"""The Chroma adapter of the VectorStore port: an embedded folder, or a server by URL.

Chroma holds vectors and ids only: texts and metadata are the catalogue's, every embedding is ours, and no embedding
function is ever built from what Chroma has stored (CVE-2026-45833).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from index.errors import VectorStoreBroken
from index.ports import Vectors

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_EF_SEARCH = 200  # at the default of 100 recall@10 was 0.93 on clustered vectors
_EF_CONSTRUCTION = 200
_PAGE = 5_000
_NOT_FOUND = ("NotFoundError", "InvalidCollectionException")


class ChromaVectorStore:
    """Vectors in Chroma, each access collection in a Chroma collection of its own, named prefix + collection."""

    def __init__(self, client: ClientAPI, prefix: str = "dealdesk-") -> None:
        self._client = client
        self._prefix = prefix
        self._max_batch: int = client.get_max_batch_size()
        self._opened: dict[str, Collection] = {}

    @classmethod
    def in_folder(cls, folder: Path) -> ChromaVectorStore:
        """Open or create a store in `folder`, of which this process must be the only user. Raises VectorStoreBroken."""
        import chromadb
        from chromadb.config import Settings

        with _failures():
            folder.mkdir(parents=True, exist_ok=True)
            return cls(chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False)))

    @classmethod
    def at_url(cls, url: str, prefix: str) -> ChromaVectorStore:
        """Use the Chroma server at `url`. Raises VectorStoreBroken."""
        import chromadb
        from chromadb.config import Settings

        parts = urlsplit(url)
        secure = parts.scheme == "https"
        with _failures():
            client = chromadb.HttpClient(
                parts.hostname or "127.0.0.1",
                parts.port or (443 if secure else 8000),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
            return cls(client, prefix)

    def add(self, collection: str, ids: Sequence[int], vectors: Vectors) -> None:
        with _failures():
            target = self._client.get_or_create_collection(
                self._prefix + collection,
                configuration={
                    "hnsw": {"space": "cosine", "ef_search": _EF_SEARCH, "ef_construction": _EF_CONSTRUCTION}
                },
                embedding_function=None,
            )
            for start in range(0, len(ids), self._max_batch):
                batch = slice(start, start + self._max_batch)
                target.upsert([str(i) for i in ids[batch]], embeddings=np.asarray(vectors[batch]))

    def remove(self, collection: str, ids: Sequence[int]) -> None:
        with _failures():
            target = self._open(collection)
            for start in range(0, len(ids), self._max_batch) if target else ():
                target.delete([str(i) for i in ids[start : start + self._max_batch]])  # type: ignore[union-attr]

    def search(self, collection: str, vector: Vectors, limit: int) -> list[tuple[int, float]]:
        with _failures():
            target = self._open(collection)
            if target is None or limit < 1:
                return []
            found = target.query(query_embeddings=np.asarray([vector]), n_results=limit, include=["distances"])
            ids, distances = found["ids"][0], (found["distances"] or [[]])[0]
            return [(int(i), 1.0 - float(d)) for i, d in zip(ids, distances, strict=True)]

    def ids(self, collection: str) -> set[int]:
        with _failures():
            target = self._open(collection)
            held: set[int] = set()
            while target is not None:
                page = target.get(limit=_PAGE, offset=len(held), include=[])["ids"]
                held.update(int(i) for i in page)
                if len(page) < _PAGE:
                    break
            return held

    def count(self, collection: str) -> int:
        with _failures():
            target = self._open(collection)
            return target.count() if target is not None else 0

    def drop(self) -> None:
        """Forget every collection under this store's prefix."""
        with _failures():
            for collection in self._client.list_collections():
                if collection.name.startswith(self._prefix):
                    self._client.delete_collection(collection.name)
            self._opened.clear()

    def close(self) -> None:
        with _failures():
            self._client.close()  # type: ignore[attr-defined]
            for part in (self._client, getattr(self._client, "_admin_client", None)):
                session = getattr(getattr(part, "_server", None), "_session", None)
                if session is not None:
                    session.close()  # to a server; chromadb 1.5.9 leaves these connections open

    def _open(self, collection: str) -> Collection | None:
        name = self._prefix + collection
        if name not in self._opened:
            try:
                self._opened[name] = self._client.get_collection(name, embedding_function=None)
            except Exception as error:
                if type(error).__name__ in _NOT_FOUND:
                    return None
                raise
        return self._opened[name]


class ChromaFolders:
    """Embedded Chroma: one folder a generation, below `root`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def open(self, generation: int) -> ChromaVectorStore:
        return ChromaVectorStore.in_folder(self._folder(generation))

    def discard(self, generation: int) -> None:
        shutil.rmtree(self._folder(generation), ignore_errors=True)

    def _folder(self, generation: int) -> Path:
        return self._root / f"generation-{generation}"


class ChromaServer:
    """A Chroma server: one prefix of collection names a generation. owner: tells the homes on one server apart."""

    def __init__(self, url: str, owner: str) -> None:
        self._url = url
        self._owner = owner

    def open(self, generation: int) -> ChromaVectorStore:
        return ChromaVectorStore.at_url(self._url, f"dealdesk-{self._owner}-{generation}-")

    def discard(self, generation: int) -> None:
        store = self.open(generation)
        store.drop()
        store.close()


@contextmanager
def _failures() -> Iterator[None]:
    """Anything Chroma raises becomes VectorStoreBroken, its Rust core's panics (BaseException) included."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit, GeneratorExit, VectorStoreBroken):
        raise
    except BaseException as error:
        raise VectorStoreBroken(f"the vector store failed ({type(error).__name__}: {str(error)[:300]})") from error
