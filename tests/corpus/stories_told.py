"""Invented wire stories, their copies as other outlets print them, and look-alikes that tell another story."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

from corpus.article import Article
from tests.corpus import story_phrases as bank

_FIRST_DAY = date(2026, 1, 5)
_EDITS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)


@dataclass(frozen=True)
class Story:
    """What a story is about, and its sentences. used: which of the bank's sentences it takes."""

    facts: dict[str, str]
    used: tuple[str, ...]
    sentences: tuple[str, ...]
    day: date
    publisher: str

    def article(self, name: str) -> Article:
        return told(name, self.sentences, bank.HEADLINES[len(self.sentences) % 5].format(**self.facts), self)


@dataclass(frozen=True)
class Copy:
    """shared: the share of sentences that it and its original have in common, of those of the longer one."""

    original: Article
    article: Article
    shared: float


def stories(count: int, seed: int) -> list[Story]:
    """As many different stories of 8 to 25 sentences, the same for the same seed."""
    rng = Random(seed)
    return [_story(rng, _facts(rng)) for _ in range(count)]


def told(name: str, sentences: Sequence[str], headline: str, of: Story, publisher: str | None = None) -> Article:
    """An article of these sentences, three a paragraph."""
    paragraphs = [" ".join(sentences[n : n + 3]) for n in range(0, len(sentences), 3)]
    return Article(name, headline, "\n\n".join(paragraphs) + "\n", publisher or of.publisher, of.day)


def copies(story: Story, name: str, rng: Random) -> list[Copy]:
    """As other outlets print it: with 0 to 60% of its sentences edited, then shortened, reordered, with other tails."""
    original = story.article(name)
    made = [_copy(original, story, f"{name}-{n}", edits, rng) for n, edits in enumerate(_EDITS)]
    return [*made, _shortened(original, story, f"{name}-short", rng)]


def _copy(original: Article, story: Story, name: str, edits: float, rng: Random) -> Copy:
    sentences = list(story.sentences)
    edited = rng.sample(range(len(sentences)), round(edits * len(sentences)))
    for n in edited:
        sentences[n] = rng.choice((reworded, _replaced, _local))(sentences[n], story, rng)
    kept = len(sentences) - len(edited)
    if rng.random() < 0.3:  # the lead stays where it is
        behind = sentences[2:]
        rng.shuffle(behind)
        sentences = sentences[:2] + behind
    longest = len(sentences)
    if rng.random() < 0.5:
        sentences += [rng.choice(bank.TAILS).format(**_facts(rng))]
    return Copy(original, _elsewhere(name, sentences, story, rng), kept / max(longest, len(sentences)))


def _shortened(original: Article, story: Story, name: str, rng: Random) -> Copy:
    """The first three fifths or more, as a paper cuts a wire story to fit."""
    kept = max(5, round(rng.uniform(0.6, 0.9) * len(story.sentences)))
    return Copy(original, _elsewhere(name, story.sentences[:kept], story, rng), kept / len(story.sentences))


def _elsewhere(name: str, sentences: Sequence[str], story: Story, rng: Random) -> Article:
    """In another outlet, on that day or the next ones, under another headline."""
    publisher = rng.choice([other for other in bank.PUBLISHERS if other != story.publisher])
    printed = replace(story, day=story.day + timedelta(days=rng.choice((0, 0, 1, 2))))
    return told(name, sentences, rng.choice(bank.HEADLINES).format(**story.facts), printed, publisher)


def reworded(sentence: str, story: Story, rng: Random) -> str:
    """The same said with some other words."""
    for word, others in bank.SYNONYMS.items():
        if f" {word} " in sentence:
            sentence = sentence.replace(f" {word} ", f" {rng.choice(others)} ", 1)
    return rng.choice(bank.ADDED) + sentence[0].lower() + sentence[1:] if rng.random() < 0.5 else sentence


def _replaced(sentence: str, story: Story, rng: Random) -> str:
    return rng.choice([s for s in bank.SENTENCES if s not in story.used]).format(**story.facts)


def _local(sentence: str, story: Story, rng: Random) -> str:
    """What only the paper that prints it has."""
    return rng.choice(bank.LOCAL).format(**(_facts(rng) | {"target": story.facts["target"]}))


def look_alikes(story: Story, name: str, rng: Random) -> dict[str, tuple[Article, Article]]:
    """Pairs of articles that look alike and do not tell the same story, by why they do."""
    makers: tuple[Callable[[Story, Random], Story], ...] = (
        _same_deal, _other_parties, _same_statement, _follow_up, _next_quarter, _other_results,
    )  # fmt: skip
    results = replace(story, sentences=tuple(s.format(**story.facts) for s in bank.RESULTS))
    pairs = {}
    for make in makers:
        other, kind = make(story, rng), make.__name__.strip("_")
        one = results if make in (_next_quarter, _other_results) else story
        pairs[kind.replace("_", " ")] = one.article(f"{name}-{kind}-a"), other.article(f"{name}-{kind}-b")
    contract, other_contract = (
        _contract(f"{name}-nda-{n}", facts) for n, facts in ((1, story.facts), (2, _facts(rng)))
    )
    return pairs | {"other contract": (contract, other_contract)}


def _same_deal(story: Story, rng: Random) -> Story:
    """Another story of the same deal, with two sentences of background in common."""
    other = _story(rng, story.facts, without=story.used)
    return replace(other, sentences=other.sentences + story.sentences[-2:], day=story.day + timedelta(days=1))


def _other_parties(story: Story, rng: Random) -> Story:
    """Written from the same template."""
    facts = _facts(rng)
    return replace(story, facts=facts, sentences=tuple(s.format(**facts) for s in story.used))


def _same_statement(story: Story, rng: Random) -> Story:
    """Two reporters quote one press release, as the first of them does."""
    quotes = tuple(s.format(**story.facts) for s in rng.sample(bank.QUOTES, 2))
    other = _story(rng, story.facts, without=story.used + bank.QUOTES)
    return replace(other, sentences=other.sentences[:4] + quotes + other.sentences[4:], day=story.day)


def _follow_up(story: Story, rng: Random) -> Story:
    """The same outlet some days later: the news first, then half of what it had told."""
    news = tuple(s.format(**(_facts(rng) | story.facts)) for s in bank.NEXT)
    half = story.sentences[len(story.sentences) // 2 :]
    return replace(story, sentences=news + half, day=story.day + timedelta(days=rng.randint(1, 9)))


def _next_quarter(story: Story, rng: Random) -> Story:
    """The same company's figures of another quarter, dated as closely as those of one week."""
    figures = {key: value for key, value in _facts(rng).items() if key in bank.FIGURES}
    facts = story.facts | figures
    return replace(story, facts=facts, sentences=tuple(s.format(**facts) for s in bank.RESULTS))


def _other_results(story: Story, rng: Random) -> Story:
    facts = _facts(rng)
    return replace(story, facts=facts, sentences=tuple(s.format(**facts) for s in bank.RESULTS))


def _contract(name: str, facts: dict[str, str]) -> Article:
    return Article(name, "Non-disclosure agreement", "\n\n".join(clause.format(**facts) for clause in bank.CLAUSES))


def _story(rng: Random, facts: dict[str, str], without: Sequence[str] = ()) -> Story:
    left = [sentence for sentence in bank.SENTENCES if sentence not in without]
    used = tuple(rng.sample(left, min(len(left), rng.randint(8, 25))))
    day = _FIRST_DAY + timedelta(days=rng.randrange(10))
    return Story(facts, used, tuple(s.format(**facts) for s in used), day, rng.choice(bank.PUBLISHERS))


def _facts(rng: Random) -> dict[str, str]:
    buyer, target, rival = (
        f"{a} {b}" for a, b in zip(rng.sample(bank.FIRST, 3), rng.sample(bank.SECOND, 3), strict=True)
    )
    people = dict(zip(("chief", "seller", "analyst", "minister"), rng.sample(bank.PEOPLE, 4), strict=True))
    places = dict(zip(("city", "country", "port"), rng.sample(bank.PLACES, 3), strict=True))
    figures = {
        "price": f"${rng.randint(2, 90)}.{rng.randint(1, 9)} billion",
        "share": f"${rng.randint(11, 240)}.{rng.randint(10, 99)}",
        "premium": f"{rng.randint(12, 58)}%",
        "stake": f"{rng.randint(21, 79)}.{rng.randint(1, 9)}%",
        "debt": f"{rng.randint(120, 980)} million euros",
        "jobs": f"{rng.randint(2, 48)},{rng.randint(100, 999)}",
        "revenue": f"${rng.randint(200, 990)} million",
        "growth": f"{rng.randint(3, 29)}.{rng.randint(1, 9)}%",
        "fee": f"${rng.randint(31, 440)} million",
        "year": str(rng.randint(1901, 2011)),
        "sites": str(rng.randint(11, 94)),
    }
    named = {"buyer": buyer, "target": target, "rival": rival, "adviser": rng.choice(bank.ADVISERS)}
    return named | people | places | figures | {"trade": rng.choice(bank.TRADES), "day": rng.choice(bank.DAYS)}
