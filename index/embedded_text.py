"""What is embedded of a passage, under which key its vector is kept, and how the vector is made."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.article import Span
from corpus.sentences import sentence_spans
from corpus.vector_rows import StoredVectors
from index.ports import Embedder, Progress


@dataclass(frozen=True)
class EmbeddedText:
    """text: header and passage. key: of its vector, one for each model. own: the passage, which `text` ends with."""

    text: str
    key: bytes
    own: str


def embedded_text(embedder: Embedder, header: str, own: str, room: int) -> EmbeddedText:
    """A passage as `embedder` is to read it. room: how many tokens the header may have; what is beyond is cut off."""
    starts = embedder.token_starts(header)
    if len(starts) > room:
        header = header[: starts[room]].rstrip()
    text = f"{header}\n{own}"
    return EmbeddedText(text, hashlib.sha256(f"{embedder.fingerprint}\0{text}".encode()).digest(), own)


def stored_vectors(
    embedder: Embedder, texts: Sequence[EmbeddedText], progress: Progress | None = None
) -> dict[bytes, StoredVectors]:
    """The vectors of texts and of the sentences of their passages, by key."""
    sentences = [
        [Span(s.start + len(each.text) - len(each.own), s.end + len(each.text) - len(each.own)) for s in spans]
        for each, spans in ((each, sentence_spans(each.own)) for each in texts)
    ]
    embedded = embedder.embed_passages([each.text for each in texts], sentences, progress)
    return {
        each.key: StoredVectors(passage.astype("<f4").tobytes(), of_sentences.astype("<f2").tobytes())
        for each, passage, of_sentences in zip(texts, embedded.passages, embedded.sentences, strict=True)
    }
