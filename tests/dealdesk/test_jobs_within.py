"""Jobs for somebody who reaches some collections only: what they hand over goes nowhere else, whatever it says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from corpus.article import Article, Selection
from corpus.change import Change
from corpus.errors import InvalidSource, LocationTaken
from corpus.jobs import Job, JobState
from corpus.on_behalf import ITSELF, OnBehalf
from corpus.stored import StoredArticle
from dealdesk.keeping_current import KeepingCurrent
from tests.dealdesk.arriving import Arriving, arriving, folder_of
from tests.dealdesk.console import until

ANN = OnBehalf("ann", ("news", "notes"))
BOB = OnBehalf("bob", ("board",))
SECRET = "The board sold the tram."
FERRY = "The ferry was sold."
CONTENTS: dict[str, Callable[[str, str], tuple[str, bytes]]] = {
    "a front matter": lambda name, into: (
        "deal.md",
        f"---\nid: {name}\ntitle: Deal\ncollection: {into}\n---\n{FERRY}\n".encode(),
    ),
    "JSON lines": lambda name, into: ("deal.jsonl", line_of(name, into)),
    "a JSON file": lambda name, into: ("deal.json", line_of(name, into)),
    "an archive": lambda name, into: ("deals.zip", zipped(**{"one/deal.json": line_of(name, into)})),
    "a name": lambda name, into: (f"{name}.txt", FERRY.encode()),
}


def line_of(name: str, into: str) -> bytes:
    return json.dumps({"id": name, "title": "Deal", "text": FERRY, "collection": into}).encode() + b"\n"


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


@dataclass(frozen=True)
class Tenants:
    """Jobs of ann and bob. Bob has an article `theirs`."""

    here: Arriving
    folder: Path

    def uploaded(self, name: str, data: bytes, by: OnBehalf, into: str) -> Job:
        spooled = self.folder / "spooled"
        spooled.write_bytes(data)
        return self.here.over(self.here.arrivals.jobs.upload([(name, spooled)], into, by=by))

    def pushed(self, data: bytes, by: OnBehalf, into: str) -> Job:
        spooled = self.folder / "spooled"
        spooled.write_bytes(data)
        return self.here.over(self.here.arrivals.jobs.push(spooled, into, by=by))

    def reasons(self, job: Job) -> list[str | None]:
        return [failure.reason for failure in self.here.arrivals.jobs.failures(job.id)]

    def articles(self, collection: str) -> dict[str, StoredArticle]:
        return {stored.article.id: stored for stored in self.here.parts.catalogue.page(Selection((collection,)))}


@pytest.fixture
def tenants(tmp_path: Path) -> Iterator[Tenants]:
    with arriving(tmp_path / "home") as here:
        here.parts.refresher.put(Article("theirs", "Theirs", SECRET, collection="board"))
        yield Tenants(here, tmp_path)


@pytest.mark.parametrize("content", CONTENTS)
def test_no_upload_goes_into_a_collection_beyond_or_replaces_an_article_there(tenants: Tenants, content: str) -> None:
    before = tenants.articles("board")
    for name, into in (("new", "board"), ("theirs", "news"), ("theirs", "board")):
        if content == "a name" and name == "new":
            continue  # it says nothing of a collection
        job = tenants.uploaded(*CONTENTS[content](name, into), ANN, "news")
        assert job.counts == {Change.FAILED: 1}, (name, into)
        assert not any(word in str(tenants.reasons(job)) for word in ("bob", "tram", "NotYours"))
    assert tenants.articles("board") == before
    assert tenants.articles("news") == {}
    assert tenants.uploaded(*CONTENTS[content]("mine", "notes"), ANN, "news").counts == {Change.ADDED: 1}
    assert set(tenants.articles("news") | tenants.articles("notes")) == {"mine"}


def test_of_pushed_lines_those_that_reach_beyond_fail_and_the_others_are_taken(tenants: Tenants) -> None:
    lines = [line_of("one", "news"), line_of("theirs", "news"), line_of("two", "board"), line_of("three", "public")]
    job = tenants.pushed(b"".join(lines), ANN, "notes")
    assert job.counts == {Change.ADDED: 2, Change.FAILED: 2}
    assert (set(tenants.articles("news")), set(tenants.articles("notes"))) == ({"one"}, {"three"})
    assert set(tenants.articles("board")) == {"theirs"}


def test_one_article_is_put_within(tenants: Tenants) -> None:
    jobs = tenants.here.arrivals.jobs
    job = tenants.here.over(jobs.put(Article("theirs", "", FERRY, collection="news"), by=ANN))
    assert (job.state, "choose another id" in (job.error or "")) == (JobState.FAILED, True)
    assert tenants.articles("board")["theirs"].article.text == SECRET
    assert tenants.here.over(jobs.put(Article("mine", "", FERRY, collection="news"), by=ANN)).counts == {
        Change.ADDED: 1
    }


def test_files_of_one_name_in_two_collections_have_nothing_to_do_with_one_another(tenants: Tenants) -> None:
    both = line_of("a1", "news") + line_of("a2", "news")
    assert tenants.uploaded("wire.jsonl", both, ANN, "news").counts == {Change.ADDED: 2}
    assert tenants.uploaded("wire.jsonl", line_of("b1", "board"), BOB, "board").counts == {Change.ADDED: 1}
    again = tenants.uploaded("wire.jsonl", line_of("a1", "news"), ANN, "news")
    assert again.counts == {Change.UNCHANGED: 1, Change.REMOVED: 1}
    assert set(tenants.articles("board")) == {"theirs", "b1"}


def test_a_source_does_what_both_who_registered_it_and_who_refreshes_it_may(tenants: Tenants) -> None:
    """Or what stands in somebody's folder would go anywhere as soon as an admin refreshes it."""
    folder = folder_of(tenants.folder / "feed", plain=FERRY)
    (folder / "planted.json").write_bytes(line_of("planted", "board"))
    (folder / "noted.json").write_bytes(line_of("noted", "notes"))
    arrivals = tenants.here.arrivals
    source = arrivals.sources.add(str(folder), None, "news", None, ANN)
    for by, failed in ((ITSELF, 1), (OnBehalf("amy", ("news", "board")), 2)):
        for job in (arrivals.jobs.refresh([source.id], by=by), arrivals.jobs.refresh(path=folder, by=by)):
            assert tenants.here.over(job).counts.get(Change.FAILED) == failed, by
    assert set(tenants.articles("board")) == {"theirs"}
    assert set(tenants.articles("news") | tenants.articles("notes")) == {"plain", "noted"}


def test_a_refresh_is_of_the_sources_that_are_there_for_who_asks(tenants: Tenants) -> None:
    arrivals = tenants.here.arrivals
    mine = arrivals.sources.add(str(folder_of(tenants.folder / "mine", a=FERRY)), None, "news", None, ANN)
    theirs = arrivals.sources.add(str(folder_of(tenants.folder / "theirs", b=FERRY)), None, "board", None, BOB)
    assert arrivals.jobs.refresh(by=ANN).argument == {"sources": [mine.id]}
    assert set(arrivals.jobs.refresh().argument["sources"]) == {mine.id, theirs.id}
    with pytest.raises(InvalidSource) as beyond:
        arrivals.jobs.refresh([theirs.id], by=ANN)
    with pytest.raises(InvalidSource) as unheard:
        arrivals.jobs.refresh(["nobody"], by=ANN)
    assert str(beyond.value).replace(theirs.id, "nobody") == str(unheard.value)


def test_a_folder_that_is_kept_current_beyond_is_nobodys_to_add(tenants: Tenants) -> None:
    sources, folder = tenants.here.arrivals.sources, str(folder_of(tenants.folder / "theirs", b=FERRY))
    theirs = sources.add(folder, None, "board", None, BOB)
    with pytest.raises(LocationTaken, match="name another one"):
        sources.add(folder, None, "news", None, ANN)
    with pytest.raises(LocationTaken, match="name another one"):
        tenants.here.arrivals.jobs.refresh(path=Path(folder), by=ANN)
    assert sources.list() == [theirs]


def test_with_a_source_only_the_articles_within_go(tenants: Tenants) -> None:
    folder = folder_of(tenants.folder / "feed", plain=FERRY)
    (folder / "boarded.json").write_bytes(line_of("boarded", "board"))
    arrivals = tenants.here.arrivals
    source = arrivals.sources.add(str(folder), None, "news", None)
    tenants.here.over(arrivals.jobs.refresh())
    assert arrivals.sources.remove(source.id, with_articles=True, within=ANN.within)
    assert tenants.articles("news") == {}
    assert set(tenants.articles("board")) == {"theirs", "boarded"}


def test_what_is_done_by_the_clock_is_done_for_who_registered_the_source(tenants: Tenants) -> None:
    arrivals = tenants.here.arrivals
    arrivals.sources.add(str(folder_of(tenants.folder / "feed", plain=FERRY)), None, "news", None, ANN)
    keeping = KeepingCurrent(arrivals.registry, arrivals.jobs)
    keeping.start()
    try:
        until(lambda: tenants.articles("news"))
    finally:
        keeping.stop()
    assert {job.by for job in arrivals.jobs.jobs()} == {ANN}
    assert arrivals.jobs.jobs(asker="ann") == arrivals.jobs.jobs()
    assert arrivals.jobs.jobs(asker="bob") == []
