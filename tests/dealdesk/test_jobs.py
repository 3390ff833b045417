"""Jobs inside one process: what each kind does, and how each way of stopping one ends."""

from __future__ import annotations

import hashlib
import hmac
import json
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Event, Thread
from threading import enumerate as enumerate_threads

import pytest

from corpus.article import Article, Span
from corpus.change import Change
from corpus.errors import FetchRefused, InvalidSource, StorageFull
from corpus.jobs import JobState
from corpus.source import SourceKind
from dealdesk.callbacks import SIGNATURE
from dealdesk.durable import Stopping
from dealdesk.work import Turns
from index.ports import Embedded, Progress
from index.work import Unwatched
from tests.corpus.loopback_site import LoopbackSite
from tests.dealdesk.arriving import Arriving, Gate, arriving, folder_of
from tests.dealdesk.console import PATIENCE_SECONDS, until


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Arriving]:
    with arriving(tmp_path / "home") as here:
        yield here


def test_a_refresh_of_a_folder_counts_what_it_did(here: Arriving, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "news", ferry="The ferry was sold.", depot="The depot was kept.")
    (folder / "bad.txt").write_bytes(b"\x00\x01\x02")
    first = here.over(here.arrivals.jobs.refresh(path=folder))
    assert (first.state, first.found, first.done) == (JobState.SUCCEEDED, 3, 3)
    assert first.counts == {Change.ADDED: 2, Change.FAILED: 1}
    assert [failure.article_id for failure in here.arrivals.jobs.failures(first.id)] == ["bad.txt"]
    (folder / "ferry.txt").unlink()
    second = here.over(here.arrivals.jobs.refresh(path=folder))
    assert second.counts == {Change.UNCHANGED: 1, Change.REMOVED: 1, Change.FAILED: 1}


def test_a_refresh_of_all_sources_goes_on_when_one_fails(here: Arriving, tmp_path: Path) -> None:
    sources = here.arrivals.sources
    gone = sources.add(str(folder_of(tmp_path / "gone")), None, "public", None)
    sources.add(str(folder_of(tmp_path / "news", ferry="The ferry was sold.")), SourceKind.FOLDER, "desk", None)
    (tmp_path / "gone").rmdir()
    job = here.over(here.arrivals.jobs.refresh())
    assert (job.state, job.found) == (JobState.SUCCEEDED, 2)
    assert job.counts == {Change.ADDED: 1, Change.FAILED: 1}
    found = sources.get(gone.id)
    assert found
    assert found.failures == 1
    assert "its articles stay: bring it back" in (found.error or "")
    stored = here.parts.catalogue.live("ferry")
    assert stored
    assert stored.article.collection == "desk"


def test_of_jobs_that_nobody_asked_for_only_those_that_found_something_are_kept(here: Arriving, tmp_path: Path) -> None:
    source = here.arrivals.sources.add(str(folder_of(tmp_path / "news", a="A ferry.")), None, "public", None)
    jobs = [here.over(here.arrivals.jobs.refresh([source.id])) for _ in range(3)]
    at_work = {job.id for job in jobs}
    until(lambda: not at_work.intersection_update(here.arrivals.jobs.forget_uneventful(at_work)) and not at_work)
    assert [job.id for job in here.arrivals.jobs.jobs()] == [jobs[0].id]


def test_what_is_no_source_is_refused_with_its_remedy(here: Arriving) -> None:
    with pytest.raises(InvalidSource, match="dealdesk sources list"):
        here.arrivals.jobs.refresh(["nobody"])
    with pytest.raises(InvalidSource, match="does not exist: name a folder"):
        here.arrivals.sources.add("/no/such/folder", None, "public", None)


def test_a_folder_that_cannot_be_refreshed_is_a_failed_job(here: Arriving, tmp_path: Path) -> None:
    job = here.over(here.arrivals.jobs.refresh(path=tmp_path / "nowhere"))
    assert job.state is JobState.FAILED
    assert "nowhere does not exist" in (job.error or "")


def test_an_upload_of_the_same_name_replaces(here: Arriving, tmp_path: Path) -> None:
    for text, change in (("The ferry was sold.", Change.ADDED), ("The ferry was kept.", Change.REPLACED)):
        spooled = tmp_path / "spooled"
        spooled.write_text(text)
        job = here.over(here.arrivals.jobs.upload([("../../etc/ferry.txt", spooled)]))
        assert job.counts == {change: 1}
        assert not spooled.exists()
    assert here.parts.live_texts() == {"ferry": "The ferry was kept."}
    stored = here.parts.catalogue.live("ferry")
    assert stored
    assert stored.source == "upload:ferry.txt"
    assert list((tmp_path / "home" / "inbox").iterdir()) == []


def test_a_push_replaces_articles_of_any_source_and_tells_bad_lines(here: Arriving, tmp_path: Path) -> None:
    here.over(here.arrivals.jobs.refresh(path=folder_of(tmp_path / "news", ferry="The ferry was sold.")))
    here.parts.refresher.put(Article("depot", "Depot", "The depot was sold."))
    lines = [{"id": "ferry", "text": "The ferry was kept."}, {"id": "depot", "text": "The depot was kept."}, {"id": 1}]
    spooled = tmp_path / "spooled"
    spooled.write_text("".join(json.dumps(line) + "\n" for line in [*lines, {"id": "new", "text": "New."}]))
    job = here.over(here.arrivals.jobs.push(spooled))
    assert job.counts == {Change.REPLACED: 2, Change.ADDED: 1, Change.FAILED: 1}
    assert (job.found, here.parts.live_texts()["ferry"]) == (4, "The ferry was kept.")
    assert [failure.article_id for failure in here.arrivals.jobs.failures(job.id)] == ["line:3"]


def test_an_article_that_is_put_as_a_job_is_what_it_was(here: Arriving) -> None:
    article = Article("ferry", "Ferry", "The ferry was sold.", publisher="Wire", collection="desk", pages=(0,))
    job = here.over(here.arrivals.jobs.put(article, None))
    assert job.counts == {Change.ADDED: 1}
    stored = here.parts.catalogue.live("ferry")
    assert stored
    assert stored.article == article


def test_a_put_does_not_wait_for_a_long_refresh(here: Arriving, tmp_path: Path) -> None:
    refresh = here.arrivals.jobs.refresh(path=folder_of(tmp_path / "news", long="Please wait."))
    assert here.embedder.reached.wait(PATIENCE_SECONDS)
    assert here.over(here.arrivals.jobs.put(Article("ferry", "", "Sold."))).count(Change.ADDED) == 1
    here.embedder.open.set()
    assert here.over(refresh).count(Change.ADDED) == 1


def test_a_job_that_was_stopped_goes_on_and_embeds_nothing_twice(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", folder_of(tmp_path / "news", a="First.", b="Second.")
    with arriving(home) as here:
        here.over(here.arrivals.jobs.refresh(path=folder))
        folder_of(folder, c="Third, please wait.")
        stopped = here.arrivals.jobs.refresh(path=folder)
        assert here.embedder.reached.wait(PATIENCE_SECONDS)
    with arriving(home) as here:
        assert [job.id for job in here.left] == [stopped.id]
        here.embedder.open.set()
        job = here.over(stopped)
        assert (job.state, job.counts) == (JobState.SUCCEEDED, {Change.UNCHANGED: 2, Change.ADDED: 1})
        assert len(here.embedder.texts) == 1
    with arriving(home) as here:
        assert here.left == []


def test_a_job_that_is_cancelled_stops_and_the_next_in_turn_too(here: Arriving, tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "news", long="Please wait.")
    running = here.arrivals.jobs.refresh(path=folder)
    assert here.embedder.reached.wait(PATIENCE_SECONDS)
    queued = here.arrivals.jobs.refresh(path=folder)
    for job in (queued, running):
        cancelled = here.arrivals.jobs.cancel(job.id)
        assert cancelled
        assert here.over(cancelled).state is JobState.CANCELLED
    assert here.parts.live_texts() == {}
    assert here.arrivals.jobs.cancel("nobody") is None


def test_the_end_of_a_job_is_told_to_its_callback_signed(tmp_path: Path) -> None:
    settings = {"callback_secret": "a-secret", "fetch_allow": "127.0.0.0/8"}
    with LoopbackSite() as site, arriving(tmp_path / "home", **settings) as here:
        site.serve("/told", "thanks")
        job = here.arrivals.jobs.refresh(path=folder_of(tmp_path / "news", a="One."), callback_url=site.url("/told"))
        [told] = until(lambda: [asked for asked in site.asked if asked.method == "POST"])
        body = json.loads(told.body)
        assert (body["id"], body["state"], body["added"]) == (job.id, "succeeded", 1)
        moment, given = (part.partition("=")[2] for part in told.headers[SIGNATURE.lower()].split(","))
        wanted = hmac.new(b"a-secret", moment.encode() + b"." + told.body, hashlib.sha256).hexdigest()
        assert given == wanted


def test_a_callback_without_a_secret_is_refused_when_it_is_asked_for(here: Arriving, tmp_path: Path) -> None:
    with pytest.raises(FetchRefused, match="set DEALDESK_CALLBACK_SECRET"):
        here.arrivals.jobs.refresh(path=tmp_path, callback_url="https://example.com/told")
    assert here.arrivals.jobs.jobs() == []


def test_a_callback_to_an_address_that_is_not_public_is_refused_when_it_is_asked_for(tmp_path: Path) -> None:
    with LoopbackSite() as canary, arriving(tmp_path / "home", callback_secret="a-secret") as here:
        with pytest.raises(FetchRefused, match="not public"):
            here.arrivals.jobs.refresh(path=folder_of(tmp_path / "news", a="One."), callback_url=canary.url())
        assert here.arrivals.jobs.jobs() == []
        assert canary.asked == []


def test_who_cannot_be_told_holds_up_no_stop_and_is_told_by_the_next_process(tmp_path: Path) -> None:
    settings = {"callback_secret": "a-secret", "fetch_allow": "127.0.0.0/8"}
    before = set(enumerate_threads())
    with LoopbackSite() as site:
        site.serve("/told", status=500)
        with arriving(tmp_path / "home", **settings) as here:
            news = folder_of(tmp_path / "news", a="One.")
            here.over(here.arrivals.jobs.refresh(path=news, callback_url=site.url("/told")))
            until(lambda: site.count("/told"))  # the next try is two seconds away, later ones minutes
        assert {thread.name for thread in set(enumerate_threads()) - before if not thread.daemon} == set()
        site.serve("/told", "thanks")
        with arriving(tmp_path / "home", **settings):
            until(lambda: site.count("/told") > 1)


@pytest.mark.parametrize("kind", [SourceKind.FEED, SourceKind.URL, None])
def test_a_source_at_an_address_that_is_not_public_is_refused_and_not_asked(
    here: Arriving, kind: SourceKind | None
) -> None:
    with LoopbackSite() as canary:
        with pytest.raises(FetchRefused, match="not public"):
            here.arrivals.sources.add(canary.url("/feed"), kind, "public", None)
        assert canary.asked == []
    assert here.arrivals.sources.list() == []


def test_the_data_folder_is_no_source_nor_what_holds_it(here: Arriving, tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "home", tmp_path / "home" / "inbox"):
        folder.mkdir(exist_ok=True)
        with pytest.raises(InvalidSource, match="lie in one another: name another folder"):
            here.arrivals.sources.add(str(folder), None, "public", None)
        job = here.over(here.arrivals.jobs.refresh(path=folder))
        assert (job.state, job.found) == (JobState.FAILED, 0)


def test_a_hidden_data_folder_may_lie_in_a_source(tmp_path: Path) -> None:
    (folder := folder_of(tmp_path / "news", a="One.")).joinpath(".dealdesk").mkdir()
    with arriving(folder / ".dealdesk") as here:
        assert here.over(here.arrivals.jobs.refresh(path=folder)).counts == {Change.ADDED: 1}


class Ending(Gate):
    """Fails as libraries do in a process that ends, whatever it was that they were told."""

    def embed_passages(
        self, texts: Sequence[str], sentences: Sequence[Sequence[Span]] = (), progress: Progress | None = None
    ) -> Embedded:
        try:
            return super().embed_passages(texts, sentences, progress)
        except Stopping as error:
            raise RuntimeError("cannot schedule new futures after shutdown") from error


def test_what_fails_because_the_process_ends_has_not_failed(tmp_path: Path) -> None:
    with arriving(tmp_path / "home", Ending()) as here:
        news = folder_of(tmp_path / "news", a="Please wait.", b="Wait again.")
        job = here.arrivals.jobs.refresh(path=news)
        assert here.embedder.reached.wait(PATIENCE_SECONDS)
    gate = Gate()
    gate.open.set()
    with arriving(tmp_path / "home", gate) as here:
        over = here.over(job)
        assert (over.state, over.counts, over.error) == (JobState.SUCCEEDED, {Change.ADDED: 2}, None)


class Waiting(Unwatched):
    """Says when it stands in line."""

    def __init__(self) -> None:
        self.stands = Event()

    def go_on(self) -> None:
        self.stands.set()


def test_who_comes_first_has_the_first_turn() -> None:
    turns, order, threads = Turns(), list[int](), list[Thread]()

    def take(number: int, work: Waiting) -> None:
        with turns.of("thing", work):
            order.append(number)

    with turns.of("thing", Unwatched()):
        for number in range(8):
            threads.append(Thread(target=take, args=[number, work := Waiting()]))
            threads[-1].start()
            assert work.stands.wait(PATIENCE_SECONDS)
    for thread in threads:
        thread.join()
    assert order == [*range(8)]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 8 MB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], capture_output=True).returncode:
        pytest.skip("a disk can be mounted by root alone")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_on_a_full_disk_writes_are_refused_reads_go_on_and_a_job_waits_for_room(
    small_disk: Path, tmp_path: Path
) -> None:
    with arriving(small_disk / "home") as here:
        jobs, filler = here.arrivals.jobs, small_disk / "filler"
        here.over(jobs.refresh(path=folder_of(tmp_path / "old", a="The ferry was sold.")))
        job = jobs.refresh(path=folder_of(tmp_path / "news", b=f"Please wait. {'The price is final. ' * 40_000}"))
        assert here.embedder.reached.wait(PATIENCE_SECONDS)
        fill(filler)
        here.embedder.open.set()
        waiting = until(lambda: (found := jobs.job(job.id)) and found.error and found)
        assert (waiting.state, waiting.error) == (JobState.RUNNING, waiting.error)
        assert (waiting.error or "").startswith("waits for room on the disk: ")
        assert here.parts.found("ferry") == ["a"]
        with pytest.raises(StorageFull):
            jobs.put(Article("c", "", "More. " * 100_000))
        filler.unlink()
        over = here.over(job)
        assert (over.state, over.count(Change.ADDED), over.error) == (JobState.SUCCEEDED, 1, None)


def fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"x" * 4_096)
        except OSError:
            return
