"""The invented deal news: as much of it as is asked for, and the same each time."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest

from benchmarks.deal_prose import generate_articles, generate_questions, write_articles
from corpus.folder import read_path
from corpus.readers.reading import Read


def test_the_same_seed_gives_the_same_articles_and_another_seed_others() -> None:
    assert generate_articles(20, seed=3) == generate_articles(20, seed=3)
    assert generate_articles(20, seed=3) != generate_articles(20, seed=4)


def test_articles_have_the_length_of_news() -> None:
    lengths = [len(article.text.split()) for article in generate_articles(100)]
    assert 300 < mean(lengths) < 450
    assert min(lengths) > 80
    assert max(lengths) < 900


def test_no_two_paragraphs_are_alike() -> None:
    articles = generate_articles(100)
    paragraphs = [p for article in articles for p in article.text.split("\n\n") if not p.startswith("## ")]
    assert len(set(paragraphs)) == len(paragraphs)


def test_every_slot_of_the_templates_is_filled() -> None:
    said = [article.title + article.text for article in generate_articles(50)] + generate_questions(100, articles=50)
    assert not any(brace in text for text in said for brace in "{}")


def test_questions_are_different_and_mostly_about_deals_that_are_there() -> None:
    articles = generate_articles(300)
    told = "\n".join(article.title + article.text for article in articles)
    questions = generate_questions(200, articles=300)
    assert questions == generate_questions(200, articles=300)
    assert len(set(questions)) == 200
    about_ours = [any(f"{a} {b}" in told for a, b in _pairs(question)) for question in questions]
    assert 0.7 < mean(about_ours) <= 1.0


@pytest.mark.parametrize("count", [2, 7])
def test_written_articles_are_read_back_as_they_were(tmp_path: Path, count: int) -> None:
    articles = generate_articles(count)
    write_articles(articles, tmp_path)
    readings = [item.reading for item in read_path(tmp_path)]
    assert [reading.article.version for reading in readings if isinstance(reading, Read)] == [
        a.version for a in articles
    ]


def _pairs(question: str) -> list[tuple[str, str]]:
    words = question.rstrip("?").split()
    return [(a, b) for a, b in pairwise(words[1:]) if a[0].isupper() and b[0].isupper()]
