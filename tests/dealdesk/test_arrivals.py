"""Articles arrive while a real server runs, by every way, and are answerable within seconds with no other command."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.arriving import folder_of
from tests.dealdesk.console import Console, until
from tests.dealdesk.serving import Served, serving

pytestmark = pytest.mark.slow

PROMISED_SECONDS = 60.0
FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Wire</title>
{items}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>{link}</link><guid>{link}</guid></item>"
PAGE = """<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p>
<p>The boards of both companies agreed to the terms on Monday, and the regulator was told.</p></article></body>
</html>"""

Record = Callable[[str, object], None]


@pytest.fixture(scope="module")
def site() -> Iterator[LoopbackSite]:
    with LoopbackSite() as site:
        site.serve("/feed.xml", FEED.format(items=""), media_type="application/rss+xml")
        yield site


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return folder_of(tmp_path_factory.mktemp("watched") / "news", first="Quenby Tramways sold its first depot.")


@pytest.fixture(scope="module")
def served(site: LoopbackSite, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that keeps a folder and a feed current."""
    home = tmp_path_factory.mktemp("arrivals") / "home"
    console = Console(home, {"DEALDESK_FETCH_ALLOW": "127.0.0.0/8"})
    for more in ([folder], [site.url("/feed.xml"), "--every", 1]):
        added = console.run("sources", "add", *more)
        assert added.code == 0, added.err
    with serving(console) as served:
        until(lambda: ids(served), served.process)
        yield served


def ids(served: Served) -> set[str]:
    return {article["id"] for article in served.client.get("/v1/articles").json()["articles"]}


def seconds_until(served: Served, is_so: Callable[[], bool]) -> float:
    started = time.monotonic()
    until(is_so, served.process)
    seconds = time.monotonic() - started
    assert seconds < PROMISED_SECONDS
    return seconds


def answers(served: Served, question: str, quote: str) -> bool:
    body = served.client.post("/v1/ask", json={"question": question}).json()
    return any(quote in citation["quote"] for citation in body["citations"])


def test_what_happened_while_no_server_ran_is_there(served: Served) -> None:
    assert "first" in ids(served)


def test_a_dropped_file_answers_a_renamed_one_stays_and_a_deleted_one_is_gone(
    served: Served, folder: Path, record_property: Record
) -> None:
    folder_of(folder / "sub", ferry="Ostrava Homes bought the Harlow ferry for $73 million.")
    asked = ("How much did Ostrava Homes pay for the Harlow ferry?", "$73 million")
    record_property("dropped_seconds", seconds_until(served, lambda: answers(served, *asked)))
    (folder / "sub" / "ferry.txt").rename(folder / "harlow.txt")
    record_property("renamed_seconds", seconds_until(served, lambda: "harlow" in ids(served)))
    assert answers(served, *asked)
    (folder / "harlow.txt").unlink()
    record_property("deleted_seconds", seconds_until(served, lambda: not {"harlow", "sub.ferry"} & ids(served)))
    assert not answers(served, *asked)


def test_an_article_that_is_published_in_a_feed_answers(
    served: Served, site: LoopbackSite, record_property: Record
) -> None:
    title, text = "Brannock buys Tessel", "Brannock Mills bought Tessel Dyes for $912 million."
    site.serve("/brannock.html", PAGE.format(title=title, text=text))
    item = ITEM.format(title=title, link=site.url("/brannock.html"))
    site.serve("/feed.xml", FEED.format(items=item), media_type="application/rss+xml")
    asked = ("How much did Brannock Mills pay for Tessel Dyes?", "$912 million")
    record_property("feed_seconds", seconds_until(served, lambda: answers(served, *asked)))


def test_an_upload_answers(served: Served, tmp_path: Path, record_property: Record) -> None:
    file = tmp_path / "corrin.md"
    file.write_text("---\ntitle: Corrin\n---\nCorrin Foods sold Dunlow Mills for $41 million.\n")
    started = time.monotonic()
    done = served.console.run("upload", file, "--json")
    assert (done.code, done.json["added"], done.err) == (0, 1, "")
    asked = ("For how much did Corrin Foods sell Dunlow Mills?", "$41 million")
    assert answers(served, *asked)
    record_property("upload_seconds", time.monotonic() - started)


def test_a_push_answers(served: Served, record_property: Record) -> None:
    line = json.dumps({"id": "esker", "title": "Esker", "text": "Esker Shipping bought Farrow Docks for $66 million."})
    headers = {"Content-Type": "application/x-ndjson"}
    asked = ("How much did Esker Shipping pay for Farrow Docks?", "$66 million")
    assert served.client.post("/v1/articles", content=line, headers=headers).status_code == 202
    record_property("push_seconds", seconds_until(served, lambda: answers(served, *asked)))


def test_jobs_and_sources_are_shown_through_the_server(served: Served, site: LoopbackSite) -> None:
    jobs = served.console.run("jobs", "--json").json
    assert {job["kind"] for job in jobs} >= {"refresh"}
    assert served.console.run("jobs", jobs[-1]["id"]).code == 0
    sources = served.console.run("sources", "list", "--json").json
    assert [(source["kind"], source["error"]) for source in sources] == [("folder", None), ("feed", None)]
    assert served.console.run("sources", "refresh", sources[1]["id"], "--json").json["failed"] == 0


def test_a_folder_is_named_by_its_owner_alone(served: Served, tmp_path: Path) -> None:
    assert served.client.post("/v1/refreshes", json={"path": str(tmp_path)}).status_code == 403
    folder = folder_of(tmp_path / "more", garnet="Garnet Steel bought Holm Alloys.")
    done = served.console.run("refresh", folder, "--json")
    assert (done.code, done.json["added"]) == (0, 1)


def test_a_source_is_removed_with_its_articles(served: Served, tmp_path: Path) -> None:
    added = served.console.run(
        "sources", "add", folder_of(tmp_path / "short", ivory="Ivory Cable bought Juniper Wire.")
    )
    source_id = added.out.partition(":")[0]
    until(lambda: "ivory" in ids(served), served.process)
    assert served.console.run("sources", "remove", source_id, "--with-articles").code == 0
    assert "ivory" not in ids(served)
    assert served.console.run("sources", "remove", source_id).code == 1
