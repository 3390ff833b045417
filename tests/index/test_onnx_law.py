"""ONNX Runtime makes the vectors that sentence-transformers makes of the same weights."""

from __future__ import annotations

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer

from benchmarks.deal_prose import generate_articles, generate_questions
from corpus.sentences import sentence_spans
from index.embedding import OnnxEmbedder
from index.model_folder import ModelFolder
from index.ports import Vectors

pytestmark = pytest.mark.slow
_QUESTIONS = 500
_SENTENCES = 200
_LONG = 6  # texts as long as passages are, and longer than the model reads
_ARTICLES = 60


def texts() -> list[str]:
    """Questions, then sentences and whole articles; no two are alike."""
    articles = generate_articles(_ARTICLES)
    told = [span.of(article.text).strip() for article in articles for span in sentence_spans(article.text)]
    sentences = list(dict.fromkeys(told))[:_SENTENCES]
    return generate_questions(_QUESTIONS, _ARTICLES) + sentences + [article.text for article in articles[:_LONG]]


@pytest.fixture(scope="module")
def both(real_embedder: OnnxEmbedder) -> tuple[Vectors, Vectors]:
    """Of the same texts: by ONNX Runtime, by sentence-transformers."""
    model = SentenceTransformer(str(ModelFolder.find().path), local_files_only=True, device="cpu")
    by_torch = model.encode(texts(), batch_size=16, normalize_embeddings=True, show_progress_bar=False)
    return real_embedder.embed_passages(texts()).passages, by_torch


def test_the_vectors_are_the_same(both: tuple[Vectors, Vectors]) -> None:
    ours, theirs = both
    assert len(ours) == _QUESTIONS + _SENTENCES + _LONG
    assert float((ours * theirs).sum(axis=1).min()) >= 0.9999


def test_five_hundred_questions_find_the_same_ten(both: tuple[Vectors, Vectors]) -> None:
    """Vectors that are equally far, but for the last digit, may change places."""
    ours, theirs = ((vectors[:_QUESTIONS], vectors[_QUESTIONS:]) for vectors in both)
    by_ours, by_theirs = (asked @ held.T for asked, held in (ours, theirs))
    ten = np.argsort(-by_ours, axis=1)[:, :10]
    found = np.take_along_axis(by_theirs, ten, axis=1)
    best = -np.sort(-by_theirs, axis=1)[:, :10]
    assert np.abs(found - best).max() < 1e-5


def test_a_question_alone_has_the_vector_it_has_among_others(
    real_embedder: OnnxEmbedder, both: tuple[Vectors, Vectors]
) -> None:
    for text, vector in list(zip(texts(), both[1], strict=True))[::100]:
        assert float(real_embedder.embed_query(text) @ vector) >= 0.9999
