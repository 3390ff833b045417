"""Invented deal news in any amount: the same seed gives the same articles, and no two passages are alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks import phrases
from corpus.article import Article

_FIRST_DAY = date(2023, 1, 2)
_DAYS = 1_000
_PARAGRAPHS = (3, 4, 5, 5, 6, 6, 7, 9)  # an article has one of these many, so 150 to 600 words


@dataclass(frozen=True)
class Deal:
    """What stays the same throughout the articles of one invented deal."""

    buyer: str
    target: str
    trade: str
    price: str
    adviser: str
    regulator: str
    chief: str
    place: str


def generate_articles(count: int, seed: int = 0) -> list[Article]:
    """`count` news articles on about a third as many deals, each of about four passages, with headings."""
    rng = Random(seed)
    deals = [_deal(rng) for _ in range(max(1, count // 3))]
    return [_article(number, rng.choice(deals), rng) for number in range(count)]


def generate_questions(count: int, articles: int, seed: int = 0) -> list[str]:
    """`count` different questions on the deals of `generate_articles(articles, seed)`, each with a detail of its own.

    Every fifth is about a deal that no article has.
    """
    rng = Random(seed)
    deals = [_deal(rng) for _ in range(max(1, articles // 3))]
    asking = Random(f"questions {seed}")
    questions: dict[str, None] = {}
    while len(questions) < count:
        deal = _deal(asking) if len(questions) % 5 == 4 else asking.choice(deals)
        questions[_filled(asking.choice(phrases.QUESTIONS), deal, asking)] = None
    return list(questions)


def write_articles(articles: Sequence[Article], folder: Path) -> None:
    """One Markdown file with front matter an article, below `folder`, as `dealdesk refresh` reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for article in articles:
        fields = {
            "id": article.id,
            "title": article.title,
            "publisher": article.publisher,
            "published": article.published,
        }
        front = "\n".join(f"{name}: {value}" for name, value in fields.items())
        (folder / f"{article.id}.md").write_text(f"---\n{front}\n---\n{article.text}", encoding="utf-8")


def _article(number: int, deal: Deal, rng: Random) -> Article:
    paragraphs = []
    for position in range(rng.choice(_PARAGRAPHS)):
        if position and position % 3 == 0:
            paragraphs.append(f"## {_filled(rng.choice(phrases.HEADINGS), deal, rng)}")
        sentences = rng.sample(phrases.SENTENCES, rng.choice((2, 3, 3, 4)))
        paragraphs.append(" ".join(_filled(sentence, deal, rng) for sentence in sentences))
    return Article(
        id=f"deal-news-{number:05d}",
        title=_filled(rng.choice(phrases.TITLES), deal, rng),
        text="\n\n".join(paragraphs) + "\n",
        publisher=rng.choice(phrases.PUBLISHERS),
        published=_FIRST_DAY + timedelta(days=rng.randrange(_DAYS)),
    )


def _deal(rng: Random) -> Deal:
    return Deal(
        buyer=_company(rng),
        target=_company(rng),
        trade=rng.choice(phrases.TRADES),
        price=f"${rng.randrange(11, 990) / 10:.1f} billion",
        adviser=f"{_name(rng)} & {_name(rng)}",
        regulator=f"the {_name(rng)} {rng.choice(phrases.OFFICES)}",
        chief=_person(rng),
        place=f"{_name(rng)} {rng.choice(phrases.PLACES)}",
    )


def _filled(template: str, deal: Deal, rng: Random) -> str:
    """The template with the deal's facts, and with details drawn anew."""
    day = _FIRST_DAY + timedelta(days=rng.randrange(_DAYS))
    filled = template.format(
        **asdict(deal),
        amount=f"${rng.randrange(2, 980)} million",
        percent=f"{rng.randrange(3, 480) / 10:.1f}%",
        day=f"{day:%B} {day.day}, {day.year}",
        count=f"{rng.randrange(12, 9_800):,}",
        person=_person(rng),
        firm=_company(rng),
    )
    return filled[0].upper() + filled[1:]


def _company(rng: Random) -> str:
    return f"{_name(rng)} {rng.choice(phrases.KINDS)}"


def _person(rng: Random) -> str:
    return f"{rng.choice(phrases.GIVEN_NAMES)} {_name(rng)}"


def _name(rng: Random) -> str:
    return rng.choice(phrases.BEGINNINGS) + rng.choice(phrases.ENDINGS)
