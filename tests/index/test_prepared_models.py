"""Models are prepared once, are what they were made of, and are refused with the reason."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.embedding import OnnxEmbedder
from index.errors import ModelUnusable
from index.model_folder import ModelFolder
from index.prepared_models import PreparedModels
from tests.dealdesk.shallow_model import shallow_model

pytestmark = pytest.mark.slow


def test_a_file_that_is_not_as_it_was_made_is_made_anew_once_for_all_who_wait(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    model = ModelFolder.find(str(shallow_model(tmp_path / "model")))
    folder = tmp_path / "prepared"
    first = PreparedModels(folder).file_of(model)
    first.write_bytes(first.read_bytes()[:-1] + b"x")
    with ThreadPoolExecutor(4) as several:
        files = set(several.map(lambda _: PreparedModels(folder).file_of(model), range(4)))
    assert [file.exists() for file in files] == [True]
    assert sum("is being prepared" in line for line in caplog.messages) == 2
    [vector] = OnnxEmbedder(model, PreparedModels(folder)).embed_passages(["Who pays?"]).passages
    assert vector @ vector == pytest.approx(1, abs=1e-4)
    assert sum("is being prepared" in line for line in caplog.messages) == 2


def test_models_of_the_same_weights_and_other_settings_are_two(tmp_path: Path) -> None:
    whole, shallow = ModelFolder.find(), ModelFolder.find(str(shallow_model(tmp_path / "model")))
    assert whole.fingerprint.weights_sha256 == shallow.fingerprint.weights_sha256
    assert whole.sha256 != shallow.sha256


def test_a_model_that_cannot_be_run_is_refused_with_the_reason(tmp_path: Path) -> None:
    folder = shallow_model(tmp_path / "model")
    (folder / "modules.json").unlink()
    (folder / "modules.json").write_text("no JSON")
    embedder = OnnxEmbedder(ModelFolder.find(str(folder)), PreparedModels(tmp_path / "prepared"))
    with pytest.raises(ModelUnusable, match=r"cannot be run by ONNX Runtime \(JSONDecodeError.*name another model"):
        embedder.embed_query("Who pays?")
