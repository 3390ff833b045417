"""The five saved pages that come beside the repository, where they do: what a real page looks like."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.folder import read_path
from corpus.metadata import find_metadata
from corpus.readers.reading import Read

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the seed pages are not beside this repository")

FOUND = {
    "000_b5b537b2e3d52dd5": ("", None, None),
    "001_0de8b12887b33d2a": (
        "Japan's $550 Billion US Investment Nears Finalization, Targeting Data Centers, Crude Oil Terminal, and "
        "Synthetic Diamonds",
        None,
        None,
    ),
    "002_c962c52e75ce5afa": ("", "뉴스로드", None),
    "003_466b4752cff3c5b4": ("", "Agence France-Presse", None),
    "004_986f44c282d3a45b": ("U.S. and Japan Sign Rare Earths Supply Deal", "Clash Report", date(2025, 10, 28)),
}


@pytest.fixture(scope="module")
def seeds() -> dict[str, Article]:
    readings = [item.reading for item in read_path(SEEDS)]
    return {reading.article.id: reading.article for reading in readings if isinstance(reading, Read)}


def test_title_publisher_and_date_are_found_where_a_page_gives_them(seeds: dict[str, Article]) -> None:
    assert {name: (seed.title, seed.publisher, seed.published) for name, seed in seeds.items()} == FOUND


@pytest.mark.parametrize(
    "furniture",
    ["Related", "Most Discussed", "Disclaimer", "©", "ⓒ", "Copyright", "Epstein", "Nigeria", "11/02/2026", "bur-jug",
     "Yesterday", "Stock News", "무단", "Clash Report"],
)  # fmt: skip
def test_no_furniture_is_in_a_stored_text(seeds: dict[str, Article], furniture: str) -> None:
    assert [name for name, seed in seeds.items() if furniture in seed.text] == []


def test_no_prose_is_lost(seeds: dict[str, Article]) -> None:
    for name, seed in seeds.items():
        saved = (SEEDS / f"{name}.txt").read_text(encoding="utf-8")
        assert len(find_metadata(saved).apart) < 2, name
        prose = [line.strip() for line in saved.split("\n") if len(line.strip()) > 80]
        missing = [line for line in prose if line not in seed.text and not line.startswith("Disclaimer")]
        assert missing == [], name
