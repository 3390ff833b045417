"""What a refresh costs besides the model: python -m benchmarks.arrivals.

Of 2,000 articles that are as they were; with one of them changed; and of documents that take work to read (HTML, PDF),
where the model should be what there is to wait for.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corpus.source import Source
    from index.refresh import Refresher

# Reading processes import the main module, this one: what is slow or large to import is imported by who needs it.

_ROUNDS = 5
_PAGE_LINES = 44


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.arrivals", description=__doc__)
    parser.add_argument("--articles", type=int, default=2_000, help="how many stay as they are (default: %(default)s)")
    parser.add_argument("--documents", type=int, default=120, help="how many are embedded (default: %(default)s)")
    chosen = parser.parse_args()
    with TemporaryDirectory(prefix="dealdesk-arrivals-") as folder:
        measure_unchanged(Path(folder), chosen.articles)
        measure_reading(Path(folder), chosen.documents)


def measure_unchanged(folder: Path, count: int) -> None:
    """Refreshes of `count` Markdown files: with nothing changed, and with one of them edited."""
    from benchmarks.deal_prose import generate_articles, write_articles

    articles = folder / "articles"
    write_articles(generate_articles(count), articles)
    with _reading(articles) as source, _without_model(folder / "unchanged") as refresher:
        refresher.refresh(source)
        time.sleep(2.1)  # until the files' times are old enough to be relied on
        refresher.refresh(source)
        unchanged = [refresher.refresh(source).seconds for _ in range(_ROUNDS)]
        edited = []
        for path in sorted(articles.iterdir())[:_ROUNDS]:
            path.write_text(path.read_text().replace(". ", ". And it was said again. ", 1))
            report = refresher.refresh(source)
            assert report.embedded > 0
            edited.append(report.seconds)
    print(f"{count:,} unchanged articles   {count / median(unchanged):,.0f} articles a second")
    print(f"one of them changed       {median(edited) - median(unchanged):+.3f} s, {median(edited):.3f} s in all")


def measure_reading(folder: Path, count: int) -> None:
    """How much of a refresh of HTML pages and PDF files is the model's."""
    from benchmarks.deal_prose import generate_articles
    from benchmarks.homes import desk_over

    documents = folder / "documents"
    documents.mkdir()
    for n, article in enumerate(generate_articles(count, seed=2)):
        name = documents / f"{n:04d}"
        if n % 2:
            name.with_suffix(".pdf").write_bytes(_pdf(article.title, article.text))
        else:
            name.with_suffix(".html").write_text(_page(article.title, article.text))
    with _reading(documents) as source, desk_over(folder / "reading") as desk:
        desk.embedder.warm_up()
        with _timed() as spent:
            report = desk.refresher.refresh(source)
    assert not report.failures
    print(f"{count} HTML and PDF documents {report.embedded:,} passages in {report.seconds:.1f} s")
    print(f"the model's share         {spent[0] / report.seconds:.3f} of the time")


@contextmanager
def _reading(folder: Path) -> Iterator[Source]:
    from corpus.folder import FolderSource
    from corpus.readers.pool import ReadingPool

    pool = ReadingPool()
    try:
        yield FolderSource(folder, pool)
    finally:
        pool.close()


@contextmanager
def _without_model(home: Path) -> Iterator[Refresher]:
    from benchmarks.homes import default_settings, desk_over
    from benchmarks.large_home import RandomVectors
    from corpus.splitter import Splitter
    from index.fts5 import Fts5Index
    from index.publishing import Publisher
    from index.refresh import Refresher

    with desk_over(home) as desk:
        embedder = RandomVectors(desk.embedder)
        splitter = Splitter(embedder.token_starts, default_settings(home).passage_tokens)
        yield Refresher(desk.catalogue, Publisher(desk.catalogue, embedder, splitter, Fts5Index(), desk.cache, Lock()))


@contextmanager
def _timed() -> Iterator[list[float]]:
    """The seconds that the model takes meanwhile."""
    from index.embedding import OnnxEmbedder as Embedder

    spent, embed = [0.0], Embedder.embed_passages

    def timed(self: Embedder, *arguments: Any) -> Any:
        started = time.perf_counter()
        try:
            return embed(self, *arguments)
        finally:
            spent[0] += time.perf_counter() - started

    Embedder.embed_passages = timed  # type: ignore[assignment, method-assign]
    try:
        yield spent
    finally:
        Embedder.embed_passages = embed  # type: ignore[method-assign]


def _page(title: str, text: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    menu = "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(30))
    return (
        f"<!doctype html><html><head><title>{title}</title><meta property='article:published_time' "
        f"content='2026-02-18'></head><body><nav><ul>{menu}</ul></nav><article><h1>{title}</h1>{paragraphs}</article>"
        "<footer>© 2026 Harbour Ledger. All rights reserved.</footer></body></html>"
    )


def _pdf(title: str, text: str) -> bytes:
    """A plain PDF, its text in lines."""
    from io import BytesIO
    from textwrap import wrap

    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    lines = [line for part in [title, *text.split("\n\n")] for line in [*wrap(part, 90), ""]]
    writer = PdfWriter()
    font = {
        NameObject(f"/{key}"): NameObject(f"/{value}")
        for key, value in {
            "Type": "Font",
            "Subtype": "Type1",
            "BaseFont": "Helvetica",
            "Encoding": "WinAnsiEncoding",
        }.items()
    }
    for start in range(0, len(lines), _PAGE_LINES):
        page = writer.add_blank_page(595, 842)
        shown = [f"({line.translate({40: '', 41: '', 92: ''})}) Tj T*" for line in lines[start : start + _PAGE_LINES]]
        content = DecodedStreamObject()
        content.set_data(("BT /F1 10 Tf 14 TL 50 790 Td\n" + "\n".join(shown) + "\nET").encode("cp1252", "replace"))
        page[NameObject("/Contents")] = writer._add_object(content)
        fonts = DictionaryObject({NameObject("/F1"): DictionaryObject(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


if __name__ == "__main__":
    main()
