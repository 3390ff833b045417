"""Python, the settings, and the models on the disk."""

from __future__ import annotations

import difflib
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import version

from dealdesk.doctor.finding import Finding, fail, ok, told, warn
from dealdesk.doctor.setup import Setup
from dealdesk.embedding_model import load
from dealdesk.settings import Settings, names_given
from index.errors import ModelUnusable
from index.reranking import CrossEncoderReranker

_TRIED_UNTIL = (3, 14)  # what is newer may lack wheels of the model libraries


def python(_: Setup) -> Iterator[Finding]:
    found = f"{platform.python_version()}, dealdesk {version('dealdesk')}"
    if sys.version_info[:2] < _TRIED_UNTIL:
        yield ok("Python", found)
    else:
        yield warn("Python", found, "dealdesk was tried with 3.11 to 3.13: use one of these if anything fails")


def settings(setup: Setup) -> Iterator[Finding]:
    for trouble in setup.troubles:
        yield fail("settings", trouble, "correct it, or unset it to have the default")
    known = {f"DEALDESK_{name.upper()}" for name in Settings.model_fields}
    given = names_given()
    for name in sorted(given - known):
        near = difflib.get_close_matches(name, known, 1)
        yield warn("settings", f"{name} is no setting", f"did you mean {near[0]}?" if near else "take it away")
    if not setup.troubles:
        shown = ", ".join(sorted(given & known)) or "none is set, all have their defaults"
        yield ok("settings", shown)


def model(setup: Setup) -> Iterator[Finding]:
    """Where the index records a model, that one is looked at with the index."""
    name = setup.settings.embedding_model
    try:
        embedder = load(name, setup.settings)
        print_of = embedder.fingerprint
        yield ok("embedding model", f"{name}, {print_of.dimension} dimensions, weights {print_of.weights_sha256[:12]}")
    except ModelUnusable as error:
        yield told("embedding model", error)
    if setup.settings.reranker:
        try:
            CrossEncoderReranker(setup.settings.reranker)
            yield ok("reranker", setup.settings.reranker)
        except ModelUnusable as error:
            yield told("reranker", error)
