"""Stories in the catalogue: the same whatever came first, never across collections, and cheap to keep."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import combinations
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite import insert

from corpus import story_index
from corpus.article import Article
from corpus.catalogue import Catalogue
from corpus.database import Database
from corpus.schema import articles, collections, stories, story_bands, versions
from tests.corpus.stories_told import Story, copies, look_alikes
from tests.corpus.stories_told import stories as told_stories

DAY = date(2026, 1, 5)


def put(database: Database, *given: Article) -> None:
    """Make articles live, and link each in the same transaction."""
    for article in given:
        with database.writing() as tx:
            collection_id = tx.scalar(sa.select(collections.c.id).where(collections.c.name == article.collection))
            if collection_id is None:
                collection_id = tx.scalar(
                    collections.insert().values(name=article.collection).returning(collections.c.id)
                )
                assert collection_id is not None
            version = {name: getattr(article, name) for name in ("version", "title", "publisher", "published", "text")}
            version |= {"article_id": article.id, "collection_id": collection_id, "stored_at": datetime(2026, 1, 1)}
            live = tx.scalar(versions.insert().values(version).returning(versions.c.pk))
            row = insert(articles).values(id=article.id, live=live)
            tx.execute(row.on_conflict_do_update(index_elements=["id"], set_={"live": live}))
            story_index.link(tx, article, collection_id)


def take(database: Database, article_id: str) -> None:
    with database.writing() as tx:
        tx.execute(articles.update().where(articles.c.id == article_id).values(live=None))
        story_index.unlink(tx, article_id)


def told(database: Database) -> dict[str, set[str]]:
    """The articles of each story, by its lead."""
    found: dict[str, set[str]] = {}
    with database.reading() as tx:
        for row in tx.execute(sa.select(stories.c.story, stories.c.article_id)):
            found.setdefault(row.story, set()).add(row.article_id)
    return found


@contextmanager
def fresh(empty: Path) -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = Database(Path(shutil.copy(empty, folder)))
        yield database
        database.close()


@pytest.fixture
def story() -> Story:
    """Of many sentences, so that a part of it is still enough."""
    return max(told_stories(9, 5), key=lambda each: len(each.sentences))


def part(story: Story, name: str, *cuts: float, day: date | None = DAY, collection: str = "public") -> Article:
    """A copy that holds the sentences between each two of `cuts`, shares of the whole; without any, all of them."""
    ends = [round(cut * len(story.sentences)) for cut in cuts or (0, 1)]
    kept = [sentence for a, b in zip(ends[::2], ends[1::2], strict=True) for sentence in story.sentences[a:b]]
    return Article(name, name, " ".join(kept), published=day, collection=collection)


def test_the_earliest_is_the_lead_and_one_without_a_date_never_is(database: Database, story: Story) -> None:
    later = DAY + timedelta(days=1)
    put(database, part(story, "b", day=later), part(story, "a", day=None))
    assert told(database) == {"b": {"a", "b"}}
    put(database, part(story, "d"), part(story, "c"))
    assert told(database) == {"c": {"a", "b", "c", "d"}}
    take(database, "c")
    assert told(database) == {"d": {"a", "b", "d"}}
    put(database, part(story, "d", day=later))
    assert told(database) == {"b": {"a", "b", "d"}}


def test_a_story_never_crosses_a_collection(database: Database, story: Story) -> None:
    put(database, part(story, "a"), part(story, "b", collection="desk"))
    assert told(database) == {"a": {"a"}, "b": {"b"}}
    put(database, part(story, "b"))
    assert told(database) == {"a": {"a", "b"}}
    put(database, part(story, "a", collection="desk"))
    assert told(database) == {"a": {"a"}, "b": {"b"}}


def test_a_story_falls_apart_with_the_copy_that_held_it_together(database: Database, story: Story) -> None:
    put(database, part(story, "first", 0, 0.65), part(story, "second", 0.08, 0.16, 0.6, 1))
    assert told(database) == {"first": {"first"}, "second": {"second"}}
    put(database, part(story, "whole", day=None))
    assert told(database) == {"first": {"first", "second", "whole"}}
    take(database, "whole")
    assert told(database) == {"first": {"first"}, "second": {"second"}}


def test_an_article_that_is_removed_leaves_nothing_behind(database: Database, story: Story) -> None:
    put(database, part(story, "a"))
    take(database, "a")
    take(database, "a")
    with database.reading() as tx:
        assert [tx.scalar(sa.select(sa.func.count()).select_from(table)) for table in (stories, story_bands)] == [0, 0]


def test_stories_are_found_anew_among_all_that_is_live(database: Database, story: Story) -> None:
    put(database, part(story, "a"), part(story, "b"), part(story, "c", collection="desk"))
    catalogue = Catalogue(database)
    with database.writing() as tx:  # as in a catalogue from before there were stories
        tx.execute(stories.delete())
        tx.execute(story_bands.delete())
    with database.writing() as tx:
        story_index.link_anew(tx, catalogue.all_live())
    assert told(database) == {"a": {"a", "b"}, "c": {"c"}}


def test_a_corrected_article_leaves_the_story_that_it_no_longer_tells(database: Database, story: Story) -> None:
    [other] = told_stories(1, 77)
    put(database, part(story, "a"), part(story, "b"))
    put(database, dataclasses.replace(other.article("b"), published=DAY))
    assert told(database) == {"a": {"a"}, "b": {"b"}}


_STORIES = sorted(told_stories(12, 5), key=lambda each: -len(each.sentences))[:2]
_PARTS = ((0, 1), (0, 0.65), (0.08, 0.16, 0.6, 1), (0, 0.5), (0.08, 1), (0, 0.3, 0.5, 0.8))
_articles = st.builds(
    lambda name, story, cut, days: part(story, name, *cut, day=None if days is None else DAY + timedelta(days=days)),
    st.sampled_from("abcdefg"),
    st.sampled_from(_STORIES),
    st.sampled_from(_PARTS),
    st.sampled_from([None, 0, 1, 9, 20]),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.one_of(_articles, st.sampled_from("abcdefg")), max_size=14), st.randoms(use_true_random=False))
def test_any_order_of_changes_ends_in_the_same_stories_as_a_fresh_build(
    empty_catalogue: Path, changes: list[Article | str], rng: Random
) -> None:
    held: dict[str, Article] = {}
    with fresh(empty_catalogue) as edited, fresh(empty_catalogue) as built:
        for change in changes:
            if isinstance(change, Article):
                put(edited, change)
                held[change.id] = change
            elif held.pop(change, None):
                take(edited, change)
        order = list(held.values())
        rng.shuffle(order)
        put(built, *order)
        assert told(edited) == told(built)
        assert all(lead in members for lead, members in told(edited).items())


def test_of_many_articles_those_of_one_story_are_together_and_no_others(database: Database) -> None:
    rng = Random(2)
    family: dict[str, str] = {}
    shared: list[tuple[str, str]] = []
    for n, story in enumerate(told_stories(25, 31)):
        made = copies(story, f"story-{n}", rng)
        shared += [(copy.original.id, copy.article.id) for copy in made if copy.shared >= 0.6]
        look = look_alikes(story, f"story-{n}", rng)
        del look["same statement"]  # of the same few sentences as the other story of the deal
        given = [made[0].original, *(copy.article for copy in made), *(other for _, other in look.values())]
        family |= {article.id: f"story-{n}" for article in given[: len(made) + 1]}
        put(database, *given)
    pairs = {pair for members in told(database).values() for pair in combinations(sorted(members), 2)}
    found = pairs & {(min(pair), max(pair)) for pair in shared}
    right = sum(one in family and family.get(one) == family.get(other) for one, other in pairs)
    assert right / len(pairs) >= 0.95
    assert len(found) / len(shared) >= 0.95


def test_a_crowd_from_one_template_is_not_read_through(database: Database, story: Story) -> None:
    """Whatever is stored, an article costs the reading of so many texts and no more."""
    crowd = [look_alikes(story, str(n), Random(n))["other results"][1] for n in range(80)]
    put(database, *crowd)
    read: list[str] = []

    def count(_: sa.Connection, __: object, statement: str, *___: object) -> None:
        read.append(statement)

    engine = database._engine
    new = dataclasses.replace(crowd[0], id="new")
    sa.event.listen(engine, "before_cursor_execute", count)
    try:
        put(database, look_alikes(story, "new", Random(99))["other results"][1])
    finally:
        sa.event.remove(engine, "before_cursor_execute", count)
    assert sum("versions.text" in statement for statement in read) <= 51
    put(database, new)
    assert told(database)[crowd[0].id] == {crowd[0].id, "new"}
