"""What a data folder weighs after refreshes that change every article, beside a fresh build of the same articles:
python -m benchmarks.disk_growth.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.deal_prose import generate_articles
from benchmarks.footprint import folder_mib
from benchmarks.homes import default_settings
from benchmarks.large_home import RandomVectors
from corpus.article import Article
from corpus.readers.reading import Read
from corpus.source import GivenSource, SourceItem
from corpus.splitter import Splitter
from dealdesk.assembly import open_desk
from dealdesk.settings import Settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line for each retention. Vectors are drawn by lot: they weigh the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disk_growth", description=__doc__)
    parser.add_argument("--articles", type=int, default=60, help="default: %(default)s")
    parser.add_argument("--refreshes", type=int, default=100, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    with TemporaryDirectory(prefix="dealdesk-bench-") as folder:
        fresh = _weight(Path(folder) / "fresh", 0, chosen.articles, [chosen.refreshes - 1])[1]
        print(f"{chosen.articles} articles, a fresh build: {fresh:.1f} MiB")
        for keep_days in (0, default_settings(Path(folder)).keep_versions_days):
            rounds = range(chosen.refreshes)
            before, after = _weight(Path(folder) / f"keep-{keep_days}", keep_days, chosen.articles, rounds)
            print(
                f"{chosen.refreshes} refreshes that change every article, DEALDESK_KEEP_VERSIONS_DAYS={keep_days}: "
                f"{before:.1f} MiB, after maintenance {after:.1f} MiB, {after / fresh:.2f} of a fresh build"
            )
    return 0


def _weight(home: Path, keep_days: int, articles: int, rounds: Sequence[int]) -> tuple[float, float]:
    """In MiB, before maintenance and after, closed."""
    settings = Settings.model_construct(home=home, keep_versions_days=keep_days)
    with open_desk(settings, "bench") as desk:
        embedder = RandomVectors(desk.embedder)
        desk.publisher.use(embedder, Splitter(embedder.token_starts, settings.passage_tokens))
        for round_ in rounds:
            changed = (_changed(article, round_) for article in generate_articles(articles))
            desk.refresher.refresh(GivenSource((SourceItem(f"made/{each.id}", Read(each)) for each in changed), "made"))
    before = folder_mib(home)
    with open_desk(settings, "bench") as desk:
        desk.maintain()
    return before, folder_mib(home)


def _changed(article: Article, round_: int) -> Article:
    """With another title, which is part of what is embedded of every passage, and another sentence."""
    text = f"{article.text}\n\nThis is edition {round_}.\n"
    return replace(article, title=f"{article.title}, edition {round_}", text=text)


if __name__ == "__main__":
    raise SystemExit(main())
