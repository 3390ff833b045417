"""Every version is kept with its time; a look back meets the one of that moment, and of each article one at most."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime, timedelta

import pytest

from corpus import history
from corpus.article import Article, Selection
from corpus.catalogue import Catalogue
from corpus.database import Database
from tests.corpus.test_catalogue import publish, withdraw

FIRST = Article("deal", "A deal", "It pays $42.", "Harbour Ledger", date(2026, 1, 5))
SECOND = dataclasses.replace(FIRST, text="It pays $46.", title="A better deal")
THIRD = dataclasses.replace(FIRST, text="It is off.", published=date(2026, 3, 20))


class Clock:
    """The time of a catalogue."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 9)

    def __call__(self) -> datetime:
        return self.now

    def at(self, month: int, day: int, hour: int = 9) -> None:
        self.now = datetime(2026, month, day, hour)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def catalogue(database: Database, clock: Clock) -> Catalogue:
    return Catalogue(database, clock)


@pytest.fixture
def three(catalogue: Catalogue, clock: Clock) -> Catalogue:
    """FIRST from 1 March, SECOND from the 10th, THIRD from the 20th."""
    for day, article in ((1, FIRST), (10, SECOND), (20, THIRD)):
        clock.at(3, day)
        publish(catalogue, article, 3)
    return catalogue


def met(catalogue: Catalogue, selection: Selection) -> list[str]:
    """The texts of the articles that a selection meets, found by their passages."""
    with catalogue.reading():
        ids = [i for found in catalogue.live_ids(selection).values() for i in found]
        ids += [i for found in catalogue.past_ids(selection).values() for i in found]
        passages = catalogue.passages(ids, selection)
        assert sorted(passages) == sorted(ids)
        found = sorted({passage.article.text for passage in passages.values()})
        assert sorted(stored.article.text for stored in catalogue.page(selection)) == found
        assert catalogue.holds(selection) is bool(found)
    return found


def day(month: int, day: int) -> Selection:
    return Selection(as_of=date(2026, month, day))


def moment(month: int, day: int, hour: int) -> Selection:
    return Selection(held_at=datetime(2026, month, day, hour, tzinfo=UTC))


def test_a_history_tells_every_version_the_newest_first(three: Catalogue) -> None:
    found = three.versions("deal")
    assert [version.title for version in found] == ["A deal", "A better deal", "A deal"]
    assert [version.version for version in found] == [THIRD.version, SECOND.version, FIRST.version]
    assert [version.stored_at.day for version in found] == [20, 10, 1]
    assert [version.ended_at and version.ended_at.day for version in found] == [None, 20, 10]
    assert [version.chars for version in found] == [10, 12, 12]
    assert all(version.stored_at.tzinfo is UTC and not version.removed for version in found)
    assert three.versions("nobody") == []


def test_a_version_is_read_as_it_was_stored(three: Catalogue) -> None:
    stored = three.version("deal", SECOND.version)
    assert stored is not None
    assert stored.article == SECOND
    assert stored.stored_at == datetime(2026, 3, 10, 9, tzinfo=UTC)
    assert three.version("deal", "0" * 32) is None
    assert three.version("other", SECOND.version) is None


def test_a_day_meets_the_version_held_at_its_end(three: Catalogue) -> None:
    assert met(three, day(3, 9)) == [FIRST.text]
    assert met(three, day(3, 10)) == [SECOND.text]
    assert met(three, day(3, 19)) == [SECOND.text]
    assert met(three, day(3, 20)) == [THIRD.text]
    assert met(three, Selection(as_of=date.max)) == [THIRD.text]
    assert met(three, Selection()) == [THIRD.text]


def test_a_day_before_the_first_storing_meets_the_first_version(three: Catalogue) -> None:
    assert met(three, day(1, 5)) == [FIRST.text]
    assert met(three, day(1, 4)) == []


def test_a_moment_meets_what_was_held_then_and_nothing_stored_later(three: Catalogue) -> None:
    assert met(three, moment(3, 1, 8)) == []
    assert met(three, moment(3, 1, 9)) == [FIRST.text]
    assert met(three, moment(3, 10, 8)) == [FIRST.text]
    assert met(three, moment(3, 10, 9)) == [SECOND.text]
    assert met(three, moment(4, 1, 9)) == [THIRD.text]
    east = datetime.fromisoformat("2026-03-10T10:30:00+02:00")
    assert met(three, Selection(held_at=east)) == [FIRST.text]


def test_a_day_and_a_moment_bind_together(three: Catalogue) -> None:
    both = Selection(as_of=date(2026, 1, 4), held_at=datetime(2026, 3, 5, tzinfo=UTC))
    assert met(three, both) == []
    assert met(three, dataclasses.replace(both, as_of=date(2026, 1, 5))) == [FIRST.text]


def test_other_filters_bind_the_version_that_is_met(three: Catalogue) -> None:
    late = Selection(published_from=date(2026, 3, 1))
    assert met(three, late) == [THIRD.text]
    assert met(three, dataclasses.replace(late, as_of=date(2026, 3, 15))) == []
    assert three.publishers(Selection(as_of=date(2026, 3, 15))) == ("Harbour Ledger",)


def test_an_undated_article_counts_from_its_first_storing(catalogue: Catalogue, clock: Clock) -> None:
    old = Article("news", "", "Nothing is known.")
    for number, text in ((1, "Nothing is known."), (10, "Something is known.")):
        clock.at(3, number)
        publish(catalogue, dataclasses.replace(old, text=text))
    assert met(catalogue, day(2, 28)) == []
    assert met(catalogue, day(3, 1)) == ["Nothing is known."]
    assert met(catalogue, day(3, 10)) == ["Something is known."]


def test_the_moment_of_change_holds_one_version_whenever_it_was_staged(catalogue: Catalogue, clock: Clock) -> None:
    publish(catalogue, FIRST)
    clock.at(2, 1)  # a clock that was set back
    publish(catalogue, SECOND)
    newest, oldest = catalogue.versions("deal")
    assert newest.stored_at == oldest.ended_at == oldest.stored_at
    assert met(catalogue, moment(3, 1, 9)) == [SECOND.text]


def test_a_removed_article_takes_its_past_out_of_every_answer(three: Catalogue, clock: Clock) -> None:
    clock.at(3, 25)
    withdraw(three, "deal")
    for selection in (Selection(), day(3, 9), day(3, 25), moment(3, 15, 9)):
        assert met(three, selection) == []
    assert [version.removed for version in three.versions("deal")] == [True, False, False]
    assert three.version("deal", FIRST.version) is not None


def test_an_id_that_comes_back_begins_a_new_past(three: Catalogue, clock: Clock) -> None:
    clock.at(3, 25)
    withdraw(three, "deal")
    clock.at(3, 28)
    publish(three, SECOND)
    assert met(three, day(3, 9)) == met(three, day(3, 28)) == [SECOND.text]
    assert met(three, moment(3, 15, 9)) == []
    assert [version.removed for version in three.versions("deal")] == [False, True, False, False]


def test_the_past_of_a_moved_article_is_for_those_who_may_read_both_collections(
    catalogue: Catalogue, clock: Clock
) -> None:
    publish(catalogue, FIRST)
    clock.at(3, 10)
    publish(catalogue, dataclasses.replace(SECOND, collection="board"))
    then = day(3, 5)
    assert met(catalogue, then) == [FIRST.text]
    for names in (("public",), ("board",), ()):
        assert met(catalogue, dataclasses.replace(then, collections=names)) == []
    assert met(catalogue, dataclasses.replace(then, collections=("public", "board"))) == [FIRST.text]


def test_passages_of_the_past_are_cut_from_their_own_version(three: Catalogue) -> None:
    then = day(3, 5)
    [ids] = three.past_ids(then).values()
    assert all(i < 0 for i in ids)
    found = three.passages(ids, then)
    assert [found[i].text for i in sorted(ids, reverse=True)] == ["It ", "pays $42."]
    assert {passage.article for passage in found.values()} == {FIRST}
    assert three.vectors(ids) == {i: b"v" + found[i].text.encode() for i in ids}
    assert three.passages(ids) == {}
    with three.reading() as tx:
        assert {row.id: row.text for row in three.rows(tx, ids)} == {i: found[i].text for i in ids}


def test_a_version_that_never_was_live_has_no_place_in_the_history(catalogue: Catalogue) -> None:
    from tests.corpus.test_catalogue import stage

    publish(catalogue, FIRST)
    stage(catalogue, SECOND)
    assert [version.version for version in catalogue.versions("deal")] == [FIRST.version]
    with catalogue.reading() as tx:
        assert history.all_ids(tx) == {}


def test_vectors_of_the_past_are_not_taken_for_unused(three: Catalogue) -> None:
    with three.writing() as tx:
        three.drop_passages(tx, [i for ids in three.dead_passages(tx).values() for i in ids])
        assert three.drop_unused_vectors(tx) == 0
    assert met(three, day(3, 9)) == [FIRST.text]


def test_a_look_back_sees_microseconds_before_midnight(catalogue: Catalogue, clock: Clock) -> None:
    clock.now = datetime(2026, 3, 2) - timedelta(microseconds=1)
    publish(catalogue, FIRST)
    clock.now = datetime(2026, 3, 2)
    publish(catalogue, SECOND)
    assert met(catalogue, day(3, 1)) == [FIRST.text]
    assert met(catalogue, day(3, 2)) == [SECOND.text]
