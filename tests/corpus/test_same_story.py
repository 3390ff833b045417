"""Copies of a story are told from what only looks like one."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from datetime import date, timedelta
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from corpus.article import Article
from corpus.same_story import may_be_same, same_story
from corpus.signature import BANDS, Signature
from corpus.telling import Telling
from tests.corpus import stories_told
from tests.corpus.stories_told import copies, look_alikes, stories

EVALS = Path(__file__).parents[3] / "shared" / "evals"
GOAL = 0.95


def alike(one: Article, other: Article) -> bool:
    return same_story(Telling.of(one), Telling.of(other))


def agree_in_a_band(one: Telling, other: Telling) -> bool:
    return any(a == b for a, b in zip(one.signature.bands(), other.signature.bands(), strict=True))


def told(name: str = "wire", seed: int = 3, **fields: object) -> Article:
    [story] = stories(1, seed)
    return dataclasses.replace(story.article(name), **fields)  # type: ignore[arg-type]


def test_pairs_that_share_three_fifths_of_their_sentences_are_told_from_look_alikes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    rng = Random(5)
    all_stories = stories(80, 11)
    found: Counter[str] = Counter()
    for n, story in enumerate(all_stories):
        for copy in copies(story, f"story-{n}", rng):
            one, other = Telling.of(copy.original), Telling.of(copy.article)
            same = (
                same_story(one, other) and agree_in_a_band(one, other) and may_be_same(one.signature, other.signature)
            )
            if copy.shared >= 0.6:
                found += Counter(copies=1, ours=same, exact=one.digest == other.digest)
        for one, other in look_alikes(story, f"story-{n}", rng).values():
            found["wrong"] += alike(one, other)
            found["exact wrong"] += Telling.of(one).digest == Telling.of(other).digest
    tellings = [Telling.of(story.article(f"story-{n}")) for n, story in enumerate(all_stories)]
    found["wrong"] += sum(same_story(one, other) for one, other in combinations(tellings, 2))
    recall, precision = found["ours"] / found["copies"], found["ours"] / (found["ours"] + found["wrong"])
    with capsys.disabled():
        print(
            f"\nsame story, {found['copies']} pairs: precision {precision:.3f}, recall {recall:.3f}; exact hash: "
            f"precision {found['exact'] / (found['exact'] + found['exact wrong']):.3f}, "
            f"recall {found['exact'] / found['copies']:.3f}"
        )
    assert found["copies"] > 400
    assert recall >= GOAL
    assert precision >= GOAL
    assert found["exact"] / found["copies"] < 0.2  # or the pairs would show nothing


@pytest.mark.parametrize("kind", sorted(look_alikes(stories(1, 1)[0], "x", Random(1))))
def test_look_alikes_tell_stories_of_their_own(kind: str) -> None:
    rng = Random(9)
    pairs = [look_alikes(story, "look", rng)[kind] for story in stories(40, 21)]
    assert sum(alike(one, other) for one, other in pairs) <= 1


def test_the_headline_does_not_count() -> None:
    assert alike(told(title="One thing"), told("copy", title="Quite another"))


def test_what_is_published_weeks_apart_is_not_one_wire_story() -> None:
    day = date(2026, 3, 2)
    on = {days: told(str(days), published=day + timedelta(days=days)) for days in (0, 14, 15)}
    assert alike(on[0], on[14])
    assert not alike(on[0], on[15])
    assert alike(on[0], told("undated", published=None))


def test_a_copy_that_gives_another_figure_is_a_telling_of_its_own() -> None:
    article = told()
    figure = next(word for word in article.text.split() if word.startswith("$"))
    other = article.text.replace(figure, "$" + str(int(figure[1]) % 9 + 1) + figure[2:])
    assert other != article.text
    assert not alike(article, told("corrected", text=other))
    assert alike(article, told("spelled", text=article.text.replace(figure, figure + ("0" if "." in figure else ".0"))))


def test_a_round_up_is_none_of_the_stories_in_it() -> None:
    texts = [story.article("x").text for story in stories(6, 2)]
    assert not alike(told(text=texts[3]), told("round-up", text="".join(texts)))


def test_menus_make_no_story_of_pages_with_the_same_menu() -> None:
    menu = (
        "Home News Markets Deals Companies People Events Podcasts Newsletters Subscribe Sign In My Account Help\n" * 9
    )
    one, other = (
        "Halden buys a mill that stands near the river.",
        "Orrin sells its ports and leaves the coast for good.",
    )
    assert not alike(told(text=menu + one), told("other", text=menu + other))


def test_text_without_capitals_needs_more_in_common() -> None:
    sentences = [f"제{n}공장은 올해 {n * 37}대를 만들어 항구 도시로 보낸다고 회사가 밝혔다." for n in range(1, 31)]
    other = [f"{n}번 부두에서는 배가 {n * 11}척 떠났으며 날씨는 대체로 맑았다고 전해졌다." for n in range(1, 13)]
    whole, mixed = " ".join(sentences), " ".join(sentences[:18] + other)
    assert alike(told(text=whole), told("most", text=" ".join(sentences[:26])))
    assert not alike(told(text=whole), told("mixed", text=mixed))


def test_same_story_is_symmetric() -> None:
    rng = Random(4)
    articles = [copy.article for story in stories(6, 8) for copy in copies(story, "a", rng)]
    tellings = [Telling.of(article) for article in articles]
    assert all(same_story(one, other) == same_story(other, one) for one, other in combinations(tellings, 2))


def test_any_text_can_be_compared() -> None:
    texts = ["---", "5", "A.", "会社", "ALL CAPITALS HERE", "…" * 400, "会社は東の港を全部買う。", "word " * 5_000]
    tellings = [Telling.of(Article("odd", "", text)) for text in texts]
    assert [same_story(one, other) for one, other in combinations(tellings, 2)] == [False] * 28
    assert [text for one, text in zip(tellings, texts, strict=True) if same_story(one, one)] == texts[-2:]


def test_a_signature_is_the_same_when_it_was_stored() -> None:
    signature = Telling.of(told()).signature
    assert Signature.from_bytes(signature.to_bytes()) == signature
    assert signature.overlap(signature) == (1.0, 1.0)
    assert len(signature.bands()) == BANDS
    assert all(-(2**63) <= value < 2**63 for value in signature.bands())


def test_bands_find_the_share_of_pairs_that_they_are_made_for() -> None:
    """A third of the shingles in common: seldom missed. A hundredth: seldom found."""
    rng = Random(6)

    def found(shared: int, own: int) -> int:
        count = 0
        for _ in range(150):
            numbers = rng.sample(range(2**32), shared + 2 * own)
            one = Signature.of(b"", numbers[: shared + own], ())
            other = Signature.of(b"", numbers[:shared] + numbers[shared + own :], ())
            count += any(a == b for a, b in zip(one.bands(), other.bands(), strict=True))
        return count

    assert found(shared=172, own=114) >= 147  # .43
    assert found(shared=4, own=198) <= 7  # .01


@pytest.mark.skipif(not EVALS.is_dir(), reason="the question sets are not beside this repository")
@pytest.mark.parametrize("name", ["contractnli", "maud", "squad2"])
def test_real_agreements_and_pages_of_one_kind_form_no_stories(name: str) -> None:
    with (EVALS / name / "articles.jsonl").open(encoding="utf-8") as lines:
        read = [json.loads(line) for _, line in zip(range(18 if name != "maud" else 5), lines, strict=False)]
    tellings = [Telling.of(Article(each["id"], each["title"], each["text"])) for each in read]
    assert len(tellings) >= 5
    assert [pair for pair in combinations(tellings, 2) if same_story(*pair)] == []


def test_generated_stories_are_many_and_of_the_lengths_that_news_has() -> None:
    made = stories(80, 11)
    assert len({story.sentences for story in made}) == 80
    assert {len(story.sentences) for story in made} <= set(range(8, 26))
    assert stories_told.stories(80, 11) == made
