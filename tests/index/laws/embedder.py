"""What every Embedder does. Inherit it and give the fixture `embedder`."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.article import Span
from index.ports import Embedder

_TEXTS = ["The price is $42.50 a share.", "", "é🏭 ソフトバンク", "word " * 600, "The price is $42.50 a share."]


class EmbedderLaw:
    def test_there_is_one_vector_for_each_text_in_the_order_given(self, embedder: Embedder) -> None:
        vectors = embedder.embed_passages(_TEXTS).passages
        assert vectors.shape == (len(_TEXTS), embedder.fingerprint.dimension)
        assert vectors.dtype == np.float32
        for text, vector in zip(_TEXTS, vectors, strict=True):
            assert float(vector @ embedder.embed_passages([text]).passages[0]) == pytest.approx(1, abs=1e-3)

    def test_vectors_have_unit_length(self, embedder: Embedder) -> None:
        assert np.linalg.norm(embedder.embed_passages(_TEXTS).passages, axis=1) == pytest.approx(
            np.ones(len(_TEXTS)), abs=1e-4
        )
        assert np.linalg.norm(embedder.embed_query("Who pays?")) == pytest.approx(1, abs=1e-4)

    def test_no_text_gives_no_vector(self, embedder: Embedder) -> None:
        assert embedder.embed_passages([]).passages.shape == (0, embedder.fingerprint.dimension)

    def test_what_is_like_the_query_is_nearer(self, embedder: Embedder) -> None:
        like, unlike = embedder.embed_passages(["The price of a share in cash", "Ferries sail at noon"]).passages
        query = embedder.embed_query("price in cash of each share")
        assert query.shape == (embedder.fingerprint.dimension,)
        assert query @ like > query @ unlike

    def test_a_sentence_has_a_vector_of_its_own_that_is_like_what_it_says(self, embedder: Embedder) -> None:
        text = "The price is $42.50 a share in cash. Ferries sail at noon."
        border = text.index("Ferries")
        spans = [Span(0, border), Span(border, len(text))]
        embedded = embedder.embed_passages([text, "No sentence is asked for here."], [spans, []])
        price, ferries = embedded.sentences[0]
        assert embedded.sentences[1].shape == (0, embedder.fingerprint.dimension)
        assert np.linalg.norm([price, ferries], axis=1) == pytest.approx(np.ones(2), abs=1e-4)
        query = embedder.embed_query("When do ferries sail?")
        assert query @ ferries > query @ price

    def test_progress_is_told_of_every_text(self, embedder: Embedder) -> None:
        told: list[int] = []
        embedder.embed_passages(_TEXTS, progress=told.append)
        assert sum(told) == len(_TEXTS)

    def test_tokens_start_in_order_within_the_text(self, embedder: Embedder) -> None:
        for text in _TEXTS:
            starts = list(embedder.token_starts(text))
            assert starts == sorted(set(starts))
            assert all(0 <= start < len(text) for start in starts)
        assert list(embedder.token_starts("The  price")) == [0, 5]
        assert len(embedder.token_starts("word " * 600)) == 600, "tokens beyond the model's limit count too"

    def test_the_fingerprint_says_which_model_it_is(self, embedder: Embedder) -> None:
        assert embedder.fingerprint == embedder.fingerprint
        assert str(embedder.fingerprint.dimension) in str(embedder.fingerprint)
        assert embedder.max_tokens > 32
