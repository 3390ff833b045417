"""Which language a text is in, by py3langid."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from functools import cache

from corpus.article import Article

_SAMPLE_CHARS = 2_000
_LEAST_LETTER_BYTES = 40  # in UTF-8: a Japanese letter tells as much as three Latin ones
_LEAST_CONFIDENCE = 0.5
_WRITTEN_AS = {"wuu": "zh", "yue": "zh", "lzh": "zh"}  # kinds of Chinese that the model tells apart


def language_of(text: str) -> str | None:
    """ISO 639-1, such as "en", from the first 2,000 characters; None where they are too few, or tell too little."""
    sample = text[:_SAMPLE_CHARS]
    if sum(len(char.encode()) for char in sample if char.isalpha()) < _LEAST_LETTER_BYTES:
        return None
    language, confidence = _classifier()(sample)
    language = _WRITTEN_AS.get(language, language)
    return language if confidence >= _LEAST_CONFIDENCE and len(language) == 2 else None


def with_language(article: Article) -> Article:
    """`article` with the language of its text, where it names none and one can be told."""
    if article.language:
        return article
    return dataclasses.replace(article, language=language_of(article.text))


@cache
def _classifier() -> Callable[[str], tuple[str, float]]:
    """Loads the model, once: about 0.9 s and 90 MB."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    classify: Callable[[str], tuple[str, float]] = LanguageIdentifier.from_model_file(
        MODEL_FILE, norm_probs=True
    ).classify
    return classify
