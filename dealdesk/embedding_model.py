"""Which embedding model is loaded: an index keeps the one it was built by, whatever is set now."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from corpus.catalogue import Catalogue
from corpus.jobs import Job
from corpus.splitter import Splitter
from dealdesk.settings import Settings
from dealdesk.tasks import Task
from dealdesk.work import LedgerWork
from index.embedding import OnnxEmbedder
from index.errors import ModelUnusable
from index.model_folder import ModelFolder
from index.models import Models, name_of
from index.ports import Embedder
from index.prepared_models import PreparedModels
from index.publishing import MODEL, check_model
from index.report import RefreshReport

logger = logging.getLogger(__name__)

_MIN_HEADER_TOKENS = 24


def full_name(name: str) -> str:
    """The name of a model; a folder's is its whole path, which means the same wherever a command runs."""
    return str(Path(name).resolve()) if os.path.isdir(name) else name


def load(name: str, settings: Settings, known_as: str | None = None) -> Embedder:
    """known_as: the name in fingerprints, where the model's files have moved. Raises ModelUnusable."""
    prepared = PreparedModels(settings.models_folder or settings.home / "models")
    return OnnxEmbedder(ModelFolder.find(full_name(name)), prepared, known_as)


def embedder_of(catalogue: Catalogue, settings: Settings) -> Embedder:
    """The model that the catalogue's vectors are of; of a catalogue without any, the one that is set.

    Raises ModelUnusable when it is not there, ModelMismatch when its weights are not what they were.
    """
    recorded = catalogue.state(MODEL)
    if recorded is None:
        return load(settings.embedding_model, settings)
    name, wanted = name_of(recorded), full_name(settings.embedding_model)
    try:
        embedder = load(name, settings, known_as=name)
    except ModelUnusable as error:
        moved = _moved(recorded, settings)
        if moved is None:
            raise ModelUnusable(
                f"the index was built by the embedding model {name}, which is not there: put it back, or set "
                "DEALDESK_EMBEDDING_MODEL to where the same model lies now"
            ) from error
        return moved
    check_model(catalogue, embedder)
    if "embedding_model" in settings.model_fields_set and wanted != full_name(name):
        logger.warning(
            "DEALDESK_EMBEDDING_MODEL is %s, but the index was built by %s and goes on with it: "
            "`dealdesk models use %s` changes that",
            wanted,
            name,
            wanted,
        )
    return embedder


def splitter_of(embedder: Embedder, settings: Settings) -> Splitter:
    """Passages leave room for a header in what the model reads."""
    return Splitter(embedder.token_starts, min(settings.passage_tokens, embedder.max_tokens - _MIN_HEADER_TOKENS))


def model_task(models: Models) -> Task:
    """What a job of this kind does."""

    def change(job: Job, work: LedgerWork) -> RefreshReport:
        work.begin()
        models.use(job.argument["use"], work)
        return RefreshReport()

    return change


def _moved(recorded: str, settings: Settings) -> Embedder | None:
    """The recorded model under another name, if that is what it is."""
    try:
        embedder = load(settings.embedding_model, settings, known_as=name_of(recorded))
    except ModelUnusable:
        return None
    return embedder if str(embedder.fingerprint) == recorded else None
