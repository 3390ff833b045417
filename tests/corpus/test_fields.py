"""An article from named fields: what is stated is kept, and what cannot be is refused by its name."""

from __future__ import annotations

from datetime import date

import pytest

from corpus.article import DateFound
from corpus.errors import InvalidArticle
from corpus.readers.fields import article_from_fields

FIELDS = {"id": "a", "text": "Text."}


def test_a_stated_date_was_found_in_metadata() -> None:
    article = article_from_fields({**FIELDS, "published": "2026-02-18"})
    assert (article.published, article.date_found) == (date(2026, 2, 18), DateFound.METADATA)
    assert article_from_fields(FIELDS).date_found is None


@pytest.mark.parametrize(
    ("stated", "language"),
    [("en", "en"), ("EN-us", "en"), ("ja_JP", "ja"), ("zh-Hant-TW", "zh"), ("", None), (None, None)],
)
def test_a_language_is_kept_as_two_letters(stated: str | None, language: str | None) -> None:
    assert article_from_fields({**FIELDS, "language": stated, "byline": "Jane  Roe"}).language == language


@pytest.mark.parametrize("stated", ["English", "e", "en us", ["en"]])
def test_another_name_of_a_language_is_refused(stated: object) -> None:
    with pytest.raises(InvalidArticle, match="field language is"):
        article_from_fields({**FIELDS, "language": stated})
