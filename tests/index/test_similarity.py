"""How near hits and their sentences are said to be."""

from __future__ import annotations

import numpy as np
import pytest

from corpus.article import Article, Span
from corpus.catalogue import StoredVectors
from index.hit import Hit
from index.similarity import with_similarities

ARTICLE = Article("a", "t", "It rose. It fell. It rose.")
QUERY = np.array([0.6, 0.8], dtype=np.float32)
SENTENCES = np.array([[0.6, 0.8], [0.8, -0.6], [0.6, 0.8]], dtype="<f2")


def hit(passage_id: int) -> Hit:
    return Hit(ARTICLE.cut(Span(0, len(ARTICLE.text))), 1.0, 1, passage_id)


def test_a_hit_and_each_of_its_sentences_in_order_are_compared_with_the_query() -> None:
    vectors = StoredVectors(np.array([1.0, 0.0], dtype="<f4").tobytes(), SENTENCES.tobytes())
    [found] = with_similarities([hit(7)], QUERY, {7: vectors})
    assert found.similarity == pytest.approx(0.6, abs=1e-3)
    assert found.sentence_similarities == pytest.approx((1.0, 0.0, 1.0), abs=1e-3)
    assert found.passage == hit(7).passage


def test_equal_sentences_are_equally_near_wherever_they_stand() -> None:
    chance = np.random.default_rng(5)
    query, one = (vector / np.linalg.norm(vector) for vector in chance.normal(size=(2, 384)).astype(np.float32))
    others = chance.normal(size=(40, 384)) / 20
    others[[0, 17, 39]] = one
    vectors = StoredVectors(one.astype("<f4").tobytes(), others.astype("<f2").tobytes())
    [found] = with_similarities([hit(7)], query, {7: vectors})
    assert len(found.sentence_similarities) == 40
    assert len({found.sentence_similarities[at] for at in (0, 17, 39)}) == 1


def test_a_hit_without_vectors_stays_as_it_is_and_in_its_place() -> None:
    vectors = StoredVectors(QUERY.tobytes())
    first, second = with_similarities([hit(1), hit(2)], QUERY, {2: vectors})
    assert first == hit(1)
    assert second.similarity == pytest.approx(1.0, abs=1e-3)
    assert second.sentence_similarities == ()
