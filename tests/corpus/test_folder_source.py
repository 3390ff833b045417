"""The folder as a source: what is listed, what is read again, and what a stamp is worth."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from corpus.article import PUBLIC
from corpus.errors import UnreadableSource
from corpus.folder import FolderSource
from corpus.readers.pool import DirectReading, ReadingPool
from corpus.readers.reading import Document, Interrupted, Read, Reading, Unreadable
from corpus.source import Delivery, DocumentState, Listed, Receipt

HOUR = 3_600


class Counting(DirectReading):
    """Reads as it should, and remembers what it was given."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def read(self, document: Document) -> list[Reading]:
        self.names.append(document.name)
        return super().read(document)


def write(folder: Path, name: str, text: str, age_seconds: float = HOUR) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    moment = time.time() - age_seconds
    os.utime(file, (moment, moment))
    return file


def folder_source(folder: Path, collection: str = PUBLIC) -> tuple[FolderSource, Counting]:
    reading = Counting()
    return FolderSource(folder, reading, collection), reading


def refresh(source: FolderSource, known: dict[str, Receipt]) -> list[Delivery]:
    """What a refresh does with a source: read what is not as it was, and remember the stamps."""
    listed = source.list(known)
    wanted = [one for one in listed if one.stamp is None or not same(one, known)]
    delivered = [Delivery(one.location, list(one.readings), one.stamp, one.state) for one in source.read(wanted, known)]
    for delivery in delivered:
        known[delivery.location] = Receipt(delivery.location, delivery.stamp)
    return delivered


def same(listed: Listed, known: dict[str, Receipt]) -> bool:
    return listed.location in known and known[listed.location].stamp == listed.stamp


def states(delivered: list[Delivery]) -> dict[str, DocumentState]:
    return {Path(delivery.location).name: delivery.state for delivery in delivered}


def test_an_unchanged_file_is_listed_with_its_stamp_and_not_opened(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    source, reading = folder_source(tmp_path)
    known: dict[str, Receipt] = {}
    assert states(refresh(source, known)) == {"a.txt": DocumentState.READ}
    assert refresh(source, known) == []
    assert reading.names == ["a.txt"]


def test_a_changed_file_is_read_again_and_the_others_are_not(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        write(tmp_path, name, "Text.")
    source, reading = folder_source(tmp_path)
    known: dict[str, Receipt] = {}
    refresh(source, known)
    write(tmp_path, "b.txt", "Other text.", age_seconds=HOUR / 2)
    (delivery,) = refresh(source, known)
    (read,) = delivery.readings
    assert isinstance(read, Read)
    assert read.article.text == "Other text."
    assert reading.names == ["a.txt", "b.txt", "b.txt"]


def test_a_file_that_was_only_touched_is_unchanged_and_is_not_looked_at_a_third_time(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    source, reading = folder_source(tmp_path)
    known: dict[str, Receipt] = {}
    refresh(source, known)
    write(tmp_path, "a.txt", "Text.", age_seconds=HOUR / 2)
    assert states(refresh(source, known)) == {"a.txt": DocumentState.UNCHANGED}
    assert refresh(source, known) == []
    assert reading.names == ["a.txt"]


def test_a_change_within_the_same_tick_of_the_clock_is_noticed(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", "Text 1.", age_seconds=0)
    source, reading = folder_source(tmp_path)
    known: dict[str, Receipt] = {}
    refresh(source, known)
    before = file.stat()
    file.write_text("Text 2.")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert states(refresh(source, known)) == {"a.txt": DocumentState.READ}
    assert reading.names == ["a.txt", "a.txt"]


def test_json_lines_are_read_where_they_are_used_and_have_a_stamp_too(tmp_path: Path) -> None:
    write(tmp_path, "wire.jsonl", '{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n')
    source, reading = folder_source(tmp_path)
    known: dict[str, Receipt] = {}
    (delivery,) = refresh(source, known)
    assert [read.article.id for read in delivery.readings if isinstance(read, Read)] == ["a", "b"]
    assert refresh(source, known) == []
    write(tmp_path, "wire.jsonl", '{"id": "a", "text": "One."}\n{"id": "b", "text": "Two."}\n', HOUR / 2)
    assert states(refresh(source, known)) == {"wire.jsonl": DocumentState.UNCHANGED}
    assert reading.names == []


def test_deliveries_come_in_the_order_in_which_they_were_wanted(tmp_path: Path) -> None:
    names = ["a.jsonl", "b.txt", "c.log", "d.txt", "e.jsonl", "f.txt"]
    for name in names:
        write(tmp_path, name, '{"id": "x", "text": "One."}')
    source, _ = folder_source(tmp_path)
    assert [Path(delivery.location).name for delivery in refresh(source, {})] == names


def test_articles_without_a_collection_of_their_own_get_the_sources(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "b.jsonl", '{"id": "b", "text": "One."}\n{"id": "c", "text": "Two.", "collection": "desk"}')
    source, _ = folder_source(tmp_path, "board")
    readings = [reading for delivery in refresh(source, {}) for reading in delivery.readings]
    assert [reading.article.collection for reading in readings if isinstance(reading, Read)] == [
        "board",
        "board",
        "desk",
    ]


def test_a_folder_that_is_gone_lists_nothing_when_something_is_known_of_it(tmp_path: Path) -> None:
    source, _ = folder_source(tmp_path / "gone")
    assert source.list({"x": Receipt("x")}) == []
    with pytest.raises(UnreadableSource, match="does not exist: name a folder"):
        source.list({})


def test_a_file_that_goes_between_listing_and_reading_is_gone(tmp_path: Path) -> None:
    file = write(tmp_path, "a.txt", "Text.")
    source, _ = folder_source(tmp_path)
    listed = source.list({})
    file.unlink()
    assert [delivery.state for delivery in source.read(listed, {})] == [DocumentState.GONE]


def test_a_source_owns_what_lies_below_it_and_nothing_else(tmp_path: Path) -> None:
    source, _ = folder_source(tmp_path / "deals")
    assert source.owns(f"{source.root}/a.txt")
    assert not source.owns(f"{source.root}room/a.txt")


def test_a_file_too_large_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "a.txt").open("wb") as file:
        file.truncate(100_000_001)
    source, reading = folder_source(tmp_path)
    (delivery,) = refresh(source, {})
    (reason,) = delivery.readings
    assert isinstance(reason, Unreadable)
    assert "larger than 100 MB" in reason.reason
    assert reading.names == []


def test_two_thousand_unchanged_files_are_listed_in_well_under_a_second(tmp_path: Path) -> None:
    for number in range(2_000):
        write(tmp_path, f"{number % 20}/{number}.txt", "Text.")
    source, _ = folder_source(tmp_path)
    known = {listed.location: Receipt(listed.location, f"{listed.stamp}digest") for listed in source.list({})}
    started = time.process_time()
    listed_again = source.list(known)
    seconds = time.process_time() - started
    assert [listed.stamp for listed in listed_again] == [known[listed.location].stamp for listed in listed_again]
    assert len(listed_again) == 2_000
    assert seconds < 0.5


def test_what_was_interrupted_is_tried_again_and_what_is_unreadable_is_not(tmp_path: Path) -> None:
    class Interrupting(Counting):
        def read(self, document: Document) -> list[Reading]:
            return [*super().read(document), *[Interrupted(document.name, "too long")] * (document.name == "a.txt")]

    write(tmp_path, "a.txt", "Text.")
    write(tmp_path, "b.log", "Text.")
    reading = Interrupting()
    known: dict[str, Receipt] = {}
    for _ in range(2):
        refresh(FolderSource(tmp_path, reading), known)
    assert reading.names == ["a.txt", "b.log", "a.txt"]


def test_a_folder_is_read_in_child_processes_as_it_is_here(tmp_path: Path) -> None:
    for number in range(30):
        write(tmp_path, f"{number}.md", f"# Deal {number}\n\nText.\n")
    write(tmp_path, "empty.md", "")
    pool = ReadingPool()
    try:
        there = refresh(FolderSource(tmp_path, pool), {})
    finally:
        pool.close()
    assert there == refresh(folder_source(tmp_path)[0], {})
