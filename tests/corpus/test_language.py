"""The language of a text is told, or left open where the text tells too little."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from corpus.article import Article
from corpus.language import language_of, with_language

ENGLISH = "The boards of both companies have approved the agreement, and the sale should close in the spring."


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (ENGLISH, "en"),
        ("ラークスパーは十八日、海底ケーブル大手のノースウィンドを買収すると発表した。", "ja"),
        ("라크스퍼는 18일 해저 케이블 업체 노스윈드를 인수한다고 밝혔다. 인수 금액은 4조 원이다.", "ko"),
        ("Die Aufsichtsräte beider Unternehmen haben dem Kauf zugestimmt, der im Frühjahr abgeschlossen wird.", "de"),
        ("Les deux conseils ont approuvé la vente, qui devrait être conclue au printemps prochain.", "fr"),
        ("拉克斯珀周二表示，将以三十一亿美元收购海底电缆制造商诺斯温德，交易预计在春季完成。", "zh"),
    ],
)
def test_the_language_of_a_sentence_is_told(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    "text", ["", "Larkspur buys", "42.50 3.1 550,000 12% 2026-02-18 " * 20, "Northwind Cable AG, " * 2]
)
def test_too_little_text_is_in_no_language(text: str) -> None:
    assert language_of(text) is None


def test_what_comes_after_the_sample_does_not_matter() -> None:
    assert language_of(ENGLISH * 30 + "買収すると発表した。" * 9_000) == "en"


def test_only_a_missing_language_is_filled_in() -> None:
    assert with_language(Article("a", "", ENGLISH)).language == "en"
    stated = Article("a", "", ENGLISH, language="de")
    assert with_language(stated) is stated
    assert with_language(Article("a", "", "Larkspur buys")).language is None


def test_a_text_is_told_in_two_milliseconds() -> None:
    language_of(ENGLISH)  # loads the model
    started = time.process_time()
    for _ in range(50):
        language_of(ENGLISH * 30)
    assert (time.process_time() - started) / 50 < 0.002


def test_nobody_pays_for_the_model_before_a_text_is_read() -> None:
    code = "import sys, corpus.language; assert 'py3langid' not in sys.modules and 'numpy' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)
