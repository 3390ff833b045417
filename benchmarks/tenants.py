"""What a reader of one collection notices of another, much larger one that names the same things, which is to be
nothing: python -m benchmarks.tenants.

Every question is put over HTTP to two servers, which differ by the other collection alone. Vectors are drawn by lot.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from starlette.testclient import TestClient

from api.door.callers import Role
from api.door.keys import NewKey
from benchmarks.deal_prose import generate_articles, generate_questions
from benchmarks.homes import default_settings
from benchmarks.latency import alternating_seconds
from benchmarks.machine import this_machine
from corpus.article import Article
from corpus.readers.reading import Read
from corpus.source import GivenSource, SourceItem
from corpus.splitter import Splitter
from dealdesk.assembly import Desk, open_desk
from dealdesk.serving import build_app
from dealdesk.settings import Settings

OURS, THEIRS = "ours", "theirs"
_OTHER_DIGITS = str.maketrans("123456789", "798465312")
_OF_ITS_OWN = re.compile(rb'"id":"[0-9a-f]{32}",|"elapsed_ms":[0-9]+,')  # of a reply, each time it is made


def ours(count: int) -> list[Article]:
    """The articles whose reader asks."""
    return [replace(each, id=f"our-{each.id}", collection=OURS) for each in generate_articles(count)]


def theirs(count: int, own: Sequence[Article]) -> list[Article]:
    """At least `count` articles of the other collection: on the same deals and more; and each of `own` once more as it
    is, and once with other figures.
    """
    told = [replace(each, id=f"their-{each.id}") for each in generate_articles(count)]
    copied = [replace(each, id=f"copy-of-{each.id}") for each in own]
    other = [replace(each, id=f"other-{each.id}", text=each.text.translate(_OTHER_DIGITS)) for each in own]
    return [replace(each, collection=THEIRS) for each in (*copied, *told, *other)]


def asked(client: TestClient, kind: str, text: str) -> bytes:
    """What a question of a kind of KINDS is answered, without what is of its own each time. Raises for an error."""
    method, path, field = KINDS[kind]
    options: dict[str, Any] = {"json" if method == "POST" else "params": {field: text}}
    response = client.request(method, path, **options)
    response.raise_for_status()
    return _OF_ITS_OWN.sub(b"", response.content)


KINDS: Mapping[str, tuple[str, str, str]] = {
    "ask": ("POST", "/v1/ask", "question"),
    "search": ("POST", "/v1/search", "query"),
    "timeline": ("GET", "/v1/timeline", "query"),
    "figures": ("GET", "/v1/figures", "query"),
}
"""Method, path, and the field that takes the text."""


@contextmanager
def reader_of(desk: Desk, settings: Settings, *collections: str) -> Iterator[TestClient]:
    """Somebody with a key that reads these collections, or all, without a limit of requests."""
    opens = NewKey("reader", Role.READER, collections or None, requests_per_minute=0)
    _, key = desk.keys.create(opens, "benchmark")
    with TestClient(build_app(desk, settings), base_url="http://localhost") as client:
        client.headers["Authorization"] = f"Bearer {key}"
        yield client


@contextmanager
def _filled(home: Path, *collections: Sequence[Article]) -> Iterator[TestClient]:
    """One collection after the other, so that the first has the same vectors whatever follows."""
    from benchmarks.large_home import RandomVectors

    settings = default_settings(home)
    with open_desk(settings, "bench") as desk:
        embedder = RandomVectors(desk.embedder)
        desk.publisher.use(embedder, Splitter(embedder.token_starts, settings.passage_tokens))
        for number, articles in enumerate(collections):
            items = [SourceItem(f"{number}/{each.id}", Read(each)) for each in articles]
            desk.refresher.refresh(GivenSource(items, str(number)))
        with reader_of(desk, settings, OURS) as client:
            yield client


def _compared(kind: str, alone: TestClient, beside: TestClient, questions: Sequence[str]) -> int:
    """Print one line. Returns how many answers differ."""
    answers: dict[str, dict[str, bytes]] = {"alone": {}, "beside": {}}

    def ask(name: str, client: TestClient, text: str) -> None:
        answers[name][text] = asked(client, kind, text)

    asks = {"alone": partial(ask, "alone", alone), "beside": partial(ask, "beside", beside)}
    p50 = {name: 1_000 * median(seconds) for name, seconds in alternating_seconds(asks, questions).items()}
    differ = sum(answers["alone"][text] != answers["beside"][text] for text in questions)
    print(
        f"{kind}: {differ} of {len(questions)} differ, median {p50['alone']:.1f} ms alone and {p50['beside']:.1f} ms "
        f"beside the other collection, ratio {p50['beside'] / p50['alone']:.3f}"
    )
    return differ


def main(arguments: Sequence[str] | None = None) -> int:
    """Print how many answers differ, and how long they take. Exit code 1 where any differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.tenants", description=__doc__)
    parser.add_argument("--articles", type=int, default=100, help="of the reader's collection, default: %(default)s")
    parser.add_argument("--others", type=int, default=1_000, help="of the other one, default: %(default)s")
    parser.add_argument("--questions", type=int, default=200, help="default: %(default)s")
    chosen = parser.parse_args(arguments)
    own = ours(chosen.articles)
    questions = generate_questions(chosen.questions, chosen.articles)
    differing = 0
    with TemporaryDirectory(prefix="dealdesk-bench-") as folder, ExitStack() as stack:
        alone = stack.enter_context(_filled(Path(folder) / "alone", own))
        beside = stack.enter_context(_filled(Path(folder) / "beside", own, theirs(chosen.others, own)))
        for kind in KINDS:
            differing += _compared(kind, alone, beside, questions)
    print(f"{date.today()}, {this_machine()}")
    return 1 if differing else 0


if __name__ == "__main__":
    raise SystemExit(main())
