"""One article of each story is found, and it says where else the story stands."""

from __future__ import annotations

from datetime import date, timedelta

from corpus.article import Article, Selection
from index.hit import Hit
from tests.corpus.stories_told import Story
from tests.corpus.stories_told import stories as told_stories
from tests.index.bench import Bench

DAY = date(2026, 1, 5)
STORY, OTHER = sorted(told_stories(20, 5), key=lambda story: -len(story.sentences))[:2]
QUERY = " ".join(STORY.sentences[:2])


def put(desk: Bench, name: str, story: Story = STORY, days: int | None = 0, collection: str = "public") -> None:
    day = None if days is None else DAY + timedelta(days=days)
    text = " ".join(story.sentences)
    desk.refresher.put(Article(name, "", text, f"The {name}", day, f"https://x/{name}", collection))


def search(desk: Bench, top_k: int = 8, **selection: object) -> list[Hit]:
    return list(desk.retriever.search(QUERY, Selection(**selection), top_k).hits)  # type: ignore[arg-type]


def articles(hits: list[Hit]) -> set[str]:
    return {hit.passage.article.id for hit in hits}


def test_the_lead_stands_for_its_copies_and_names_them(desk: Bench) -> None:
    for name, days in (("copy", 1), ("lead", 0), ("undated", None)):
        put(desk, name, days=days)
    put(desk, "other", OTHER)
    hits = search(desk, top_k=50)
    assert articles(hits) == {"lead", "other"}
    [told] = {hit.also_in for hit in hits if hit.passage.article.id == "lead"}
    assert [(each.article_id, each.publisher, each.published, each.url) for each in told] == [
        ("copy", "The copy", DAY + timedelta(days=1), "https://x/copy"),
        ("undated", "The undated", None, "https://x/undated"),
    ]
    assert {hit.also_in for hit in hits if hit.passage.article.id == "other"} == {()}


def test_copies_take_no_places_from_other_stories(desk: Bench) -> None:
    for n in range(30):
        put(desk, f"copy-{n:02}")
    for n in range(6):
        put(desk, f"other-{n}", told_stories(30, 9)[n])
    hits = search(desk, top_k=30)
    assert len(hits) == 30
    assert {"copy-00", *(f"other-{n}" for n in range(3))} <= articles(hits)
    assert [hit.rank for hit in hits] == list(range(1, 31))
    assert len(next(hit for hit in hits if hit.passage.article.id == "copy-00").also_in) == 29


def test_what_a_reader_may_not_meet_is_not_named(desk: Bench) -> None:
    put(desk, "lead")
    put(desk, "later", days=3)
    put(desk, "desk", collection="desk")
    assert articles(search(desk)) == {"lead", "desk"}
    assert articles(search(desk, collections=("public",))) == {"lead"}
    assert {hit.also_in for hit in search(desk, as_of=DAY)} == {()}
    [later] = {hit.also_in for hit in search(desk, publishers=("The later",))}
    assert later == ()


def test_of_a_story_the_earliest_that_is_admitted_is_shown(desk: Bench) -> None:
    for name, days in (("a", 0), ("b", 1), ("c", 2)):
        put(desk, name, days=days)
    assert articles(search(desk, published_from=DAY + timedelta(days=1))) == {"b"}
    desk.refresher.remove("a")
    assert articles(search(desk)) == {"b"}


def test_what_only_a_copy_has_is_found_in_it(desk: Bench) -> None:
    put(desk, "lead")
    own = "Readers of this paper heard first of the walrus that delayed the signing."
    desk.refresher.put(Article("copy", "", f"{' '.join(STORY.sentences)} {own}", published=DAY))
    hits = desk.retriever.search("walrus delayed the signing").hits
    assert own in hits[0].passage.text
    assert {hit.passage.article.id for hit in hits} == {"copy"}
    assert [each.article_id for each in hits[0].also_in] == ["lead"]
