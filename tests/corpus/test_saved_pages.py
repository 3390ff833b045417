"""Saved pages in the shapes that news sites use: the article is kept, what stands around it goes, its facts are found.

expected.json names, for each page, its facts, the lines that are furniture, and those that may go because the facts
hold them (bylines). Every other line that the page shows is the article's, and must stay.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article
from corpus.furniture import without_furniture
from corpus.metadata import find_metadata
from corpus.readers.html import read_html
from corpus.readers.plain_text import read_plain_text
from corpus.readers.reading import Document, Read

PAGES = Path(__file__).parent / "saved_pages"
SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
EXPECTED = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
BULLETS = "-*•· "


@dataclass(frozen=True)
class Shares:
    """What was kept of an article, and removed of its page."""

    kept: int
    body: int
    removed: int
    furniture: int

    def __add__(self, other: Shares) -> Shares:
        return Shares(
            self.kept + other.kept,
            self.body + other.body,
            self.removed + other.removed,
            self.furniture + other.furniture,
        )


def read(path: Path) -> Read:
    reader = read_html if path.suffix == ".html" else read_plain_text
    (reading,) = reader(Document(path.name, path.read_bytes(), path.stem))
    assert isinstance(reading, Read)
    return reading


def lines_of(text: str) -> list[str]:
    return [bare for line in text.split("\n") if (bare := " ".join(line.split()).strip(BULLETS))]


def lost_and_left(reading: Read, goes: list[str], may_go: list[str]) -> tuple[list[str], list[str], Shares]:
    """The lines of the article that are lost, and those of furniture that are left."""
    shown = lines_of(reading.raw or reading.article.text)
    furniture = set(lines_of("\n".join(goes)))
    body = [line for line in shown if line not in furniture and line not in lines_of("\n".join(may_go))]
    text = lines_of(reading.article.text)
    whole = " ".join(text)
    lost = [line for line in body if line not in whole]
    left = [line for line in furniture if line in text or (len(line) > 25 and line in whole)]
    return lost, left, Shares(len(body) - len(lost), len(body), len(furniture) - len(left), len(furniture))


def seed_pages() -> Iterator[tuple[Read, list[str], list[str]]]:
    """The five pages beside the repository, where they are. Their furniture is what follows their last paragraph."""
    for path in sorted(SEEDS.glob("*.txt")):
        reading = read(path)
        shown = (reading.raw or reading.article.text).split("\n")
        last = max(number for number, line in enumerate(shown) if len(line) > 100 and not line.startswith("Disclaimer"))
        apart = [shown[number] for number in find_metadata("\n".join(shown)).apart]
        yield reading, [*shown[last + 1 :], "Stock News", "Yesterday"], apart


@pytest.mark.parametrize("name", EXPECTED)
def test_a_page_tells_what_it_is(name: str) -> None:
    expected, article = EXPECTED[name], read(PAGES / name).article
    found = {
        "title": article.title,
        "publisher": article.publisher,
        "byline": article.byline,
        "published": article.published.isoformat() if article.published else None,
        "date_found": article.date_found and article.date_found.value,
        "language": article.language,
    }
    assert found == {key: expected[key] for key in found}


@pytest.mark.parametrize("name", EXPECTED)
def test_every_line_of_the_article_stays(name: str) -> None:
    lost, _, shares = lost_and_left(read(PAGES / name), EXPECTED[name]["goes"], EXPECTED[name]["may_go"])
    assert lost == []
    assert shares.body > 2


def test_what_stands_around_articles_goes() -> None:
    everything = Shares(0, 0, 0, 0)
    for name, expected in EXPECTED.items():
        _, left, shares = lost_and_left(read(PAGES / name), expected["goes"], expected["may_go"])
        everything += shares
        if left:
            print(f"{name} keeps {left}")
    for reading, goes, may_go in seed_pages():
        everything += lost_and_left(reading, goes, may_go)[2]
    kept, removed = everything.kept / everything.body, everything.removed / everything.furniture
    print(f"{everything.body} lines of articles, {kept:.3f} kept; {everything.furniture} around, {removed:.3f} removed")
    assert kept == 1
    assert removed >= 0.95


@pytest.mark.parametrize("name", EXPECTED)
def test_what_was_removed_can_be_shown(name: str) -> None:
    reading = read(PAGES / name)
    shown = lines_of(reading.raw or reading.article.text)
    assert [line for line in lines_of("\n".join(EXPECTED[name]["goes"])) if line not in shown] == []
    assert (reading.raw is None) == (not EXPECTED[name]["goes"])


@pytest.mark.parametrize("name", EXPECTED)
def test_an_article_without_its_page_is_left_alone(name: str) -> None:
    text = read(PAGES / name).article.text
    assert without_furniture(text) == text


def test_a_page_takes_25_milliseconds_of_a_processor() -> None:
    pages = [PAGES / name for name in EXPECTED if name.endswith(".html")]
    read(pages[0])  # imports
    started = time.process_time()  # a busy machine takes longer, and no more of its processors
    for page in pages:
        read(page)
    assert (time.process_time() - started) / len(pages) < 0.025


def html(head: str = "", body: str = "") -> Article:
    body = f"<h1>Larkspur to buy Northwind</h1>{body}<p>{'It will pay $5. ' * 20}</p>"
    page = f"<html><head>{head}</head><body>{body}</body></html>"
    (reading,) = read_html(Document("page.html", page.encode(), "page"))
    assert isinstance(reading, Read)
    return reading.article


def test_a_hostile_title_is_shortened() -> None:
    article = html(
        f'<meta property="og:title" content="{"Deal " * 2_000}"><meta name="author" content="{"A" * 9_000}">'
    )
    assert article.title.startswith("Deal Deal")
    assert len(article.title) <= 300
    assert len(article.byline or "") <= 300


@pytest.mark.parametrize(
    "head",
    [
        '<script type="application/ld+json">{"@type":"NewsArticle","dateModified":"2026-02-18"}</script>',
        '<meta property="article:modified_time" content="2026-02-18T10:00:00Z">',
        '<meta name="date" content="soon"><meta property="article:published_time" content="2026-02-30">',
        f'<script type="application/ld+json">{"[" * 100_000}</script>',
        '<script type="application/ld+json">{"@type":"Article","datePublished":20260218,"author":[1]}</script>',
    ],
)
def test_no_date_is_made_of_what_is_none(head: str) -> None:
    article = html(head, '<p>Updated <time datetime="2026-02-18">18 February</time></p>')
    assert (article.published, article.date_found, article.byline) == (None, None, None)


def test_a_page_that_names_no_publisher_has_its_site() -> None:
    assert html('<link rel="canonical" href="https://www.ledger.example/a">').publisher == "ledger.example"
    assert html('<link rel="canonical" href="javascript:alert(1)">').url is None


def test_a_linked_author_is_looked_up() -> None:
    graph = [
        {"@type": "NewsArticle", "author": [{"@id": "#a"}, {"@id": "#b"}], "datePublished": "2026-02-18T09:00:00+0900"},
        {"@id": "#a", "@type": "Person", "name": "Jane Roe"},
        {"@id": "#b", "@type": "Person", "name": "John O&#39;Doe"},
    ]
    article = html(f'<script type="application/ld+json">{json.dumps({"@graph": graph})}</script>')
    assert (article.byline, article.published) == ("Jane Roe, John O'Doe", date(2026, 2, 18))
