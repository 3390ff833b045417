"""What one collection answers is the same, byte for byte, whether there is another one or not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from benchmarks.deal_prose import generate_questions
from benchmarks.tenants import KINDS, OURS, asked, ours, reader_of, theirs
from corpus.article import Article
from dealdesk.assembly import open_desk
from tests.dealdesk.console import settings_of
from tests.dealdesk.hashed_model import use_hashed_model

ARTICLES, OTHERS = 20, 60
QUESTIONS = generate_questions(200, ARTICLES)


@dataclass(frozen=True)
class Readers:
    """alone, beside: of our collection, where it is the only one and where it is not. whole: of both there."""

    alone: TestClient
    beside: TestClient
    whole: TestClient


@contextmanager
def filled(home: Path, articles: Sequence[Article]) -> Iterator[tuple[TestClient, TestClient]]:
    """A reader of ours and one of all, where these articles were put one after the other."""
    settings = settings_of(home)
    with open_desk(settings, "test") as desk:
        use_hashed_model(desk)
        for article in articles:
            desk.refresher.put(article)
        with reader_of(desk, settings, OURS) as reader, reader_of(desk, settings) as whole:
            yield reader, whole


@pytest.fixture(scope="module")
def readers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Readers]:
    """The other collection is much larger, and came with ours, article by article."""
    folder, own = tmp_path_factory.mktemp("tenants"), ours(ARTICLES)
    mixed = [article for pair in zip_longest(theirs(OTHERS, own), own) for article in pair if article]
    with filled(folder / "alone", own) as (alone, _), filled(folder / "beside", mixed) as (beside, whole):
        yield Readers(alone, beside, whole)


@pytest.mark.parametrize("kind", KINDS)
def test_another_collection_makes_no_difference_to_any_answer(readers: Readers, kind: str) -> None:
    questions = QUESTIONS if kind == "ask" else QUESTIONS[::4]
    differing = [text for text in questions if asked(readers.alone, kind, text) != asked(readers.beside, kind, text)]
    assert differing == []


def test_who_reads_both_is_answered_otherwise(readers: Readers) -> None:
    """Or nothing would be shown by its making no difference."""
    for kind in KINDS:
        questions = QUESTIONS[:10]
        differing = [text for text in questions if asked(readers.alone, kind, text) != asked(readers.whole, kind, text)]
        assert len(differing) > 3, kind


@pytest.mark.parametrize("path", ["/v1/collections", "/v1/articles?q=nobody", "/v1/articles?collection=theirs"])
def test_nothing_that_is_listed_tells_of_another_collection(readers: Readers, path: str) -> None:
    one, other = readers.alone.get(path), readers.beside.get(path)
    assert (one.status_code, one.content) == (200, other.content)
