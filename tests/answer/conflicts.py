"""Pairs of articles that answer one question: half of them in conflict, half the same said in another way."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from answer.values import Claim
from answer.wanted import Wanted
from corpus.article import Article, Span

_FIRMS = ("Tarrow Marine", "Oskel Foods", "Vantry Power", "Belcombe Rail", "Nordhus Chemie", "Quillane Mining")
_TARGETS = ("Istrel Docks", "Pomfrey Dairies", "Callan Grid", "Wend Tramways", "Ruhl Lacke", "Sorrel Copper")
_FIRST = ("Harriet", "Kenji", "Marta", "Olivier", "Sunniva", "Desmond", "Ayumi", "Bruno")
_LAST = ("Dunmore", "Takeda", "Kowalczyk", "Lefèvre", "Haugen", "Achterberg", "Morita", "Sandoval")
_TOWNS = (
    ("Dayton", "Ohio"), ("Laredo", "Texas"), ("Mobile", "Alabama"), ("Savannah", "Georgia"), ("Kawasaki", "Japan"),
    ("Gdansk", "Poland"), ("Leixões", "Portugal"), ("Duluth", "Minnesota"),
)  # fmt: skip
_STATE_CODES = {"Ohio": "OH", "Texas": "TX", "Alabama": "AL", "Georgia": "GA", "Minnesota": "MN"}
_BODIES = (
    ("Harbour Finance Corporation of Denmark", "HFCD"), ("Asian Grain Storage Bank", "AGSB"),
    ("National Office for River Ports", "NORP"), ("Export Credit Agency of Peru", "ECAP"),
)  # fmt: skip
_THINGS = (
    ("a copper smelter", "a data centre"), ("a container terminal", "a gas-fired power plant"),
    ("a battery factory", "a shipyard"), ("an oil refinery", "a solar farm"),
)  # fmt: skip
_MORE = (
    "The talks began in a hotel near the airport.", "Unions asked for guarantees.", "Shares closed little changed.",
    "Neither side would say more.", "Regulators will look at it in the autumn.",
)  # fmt: skip


@dataclass(frozen=True)
class Pair:
    """Two articles, the phrase by which each answers the question, and whether the two are in conflict."""

    question: str
    wanted: Wanted
    articles: tuple[Article, Article]
    phrases: tuple[str, str]
    conflict: bool

    def claims(self) -> list[Claim]:
        """What a perfect reader makes of the two articles."""
        return [
            claim(article, phrase, self.wanted) for article, phrase in zip(self.articles, self.phrases, strict=True)
        ]


def claim(article: Article, phrase: str, wanted: Wanted, support: float = 0.9) -> Claim:
    """The claim that the first occurrence of `phrase` makes; its sentence is the line it stands in."""
    start = article.text.index(phrase)
    begins = article.text.rfind("\n", 0, start) + 1
    ends = article.text.find("\n", start)
    sentence = Span(begins, ends if ends >= 0 else len(article.text))
    return Claim(article, sentence, Span(start, start + len(phrase)), support, wanted)


def pairs(count: int, seed: int = 7) -> list[Pair]:
    """`count` pairs over figures, names, places, dates and kinds of thing, every other one in conflict."""
    rng = random.Random(seed)
    makers: tuple[Callable[[random.Random, bool], Pair], ...] = (
        _prices,
        _shares,
        _people,
        _bodies,
        _sites,
        _days,
        _kinds,
    )
    return [makers[n // 2 % len(makers)](rng, n % 2 == 0) for n in range(count)]


def _pair(
    rng: random.Random, question: str, wanted: Wanted, lines: tuple[str, str], said: tuple[str, str], conflict: bool
) -> Pair:
    """The articles of two publishers: a line with its phrase put in, among others."""
    articles = []
    day = date(2025, rng.randint(1, 12), rng.randint(1, 28))
    for n, (line, phrase) in enumerate(zip(lines, said, strict=True)):
        before, after = rng.sample(_MORE, 2)
        text = "\n".join(([before] if rng.random() < 0.5 else []) + [line.replace("@", phrase), after]) + "\n"
        published = day + timedelta(days=rng.randint(0, 9)) if rng.random() < 0.8 else None
        articles.append(Article(f"a{n}", "", text, ("Coast Daily", "Ledger")[n], published))
    return Pair(question, wanted, (articles[0], articles[1]), said, conflict)


def _prices(rng: random.Random, conflict: bool) -> Pair:
    buyer, target = rng.choice(_FIRMS), rng.choice(_TARGETS)
    tenths = rng.randint(11, 98)
    other = rng.choice([n for n in (tenths + 1, tenths + 7, tenths - 4, tenths * 10) if n > 0]) if conflict else tenths
    said = rng.choice(_money_spellings(tenths)), rng.choice(_money_spellings(other))
    lines = f"{buyer} will pay @ for {target}.", f"The price that {buyer} pays for {target} is @, two people said."
    if not conflict and rng.random() < 0.3:  # another deal
        elsewhere = rng.choice([name for name in _TARGETS if name != target])
        lines = lines[0], lines[1].replace(target, elsewhere)
        said = said[0], rng.choice(_money_spellings(tenths + 3))
    return _pair(rng, f"How much will {buyer} pay for {target}?", Wanted.AMOUNT, lines, said, conflict)


def _money_spellings(tenths: int) -> list[str]:
    number = f"{tenths // 10}.{tenths % 10}".removesuffix(".0")
    return [f"${number} billion", f"${tenths * 100:,} million", f"US${number}bn", f"{number} billion dollars",
            f"USD {number} billion", f"${tenths * 100_000_000:,}"]  # fmt: skip


def _shares(rng: random.Random, conflict: bool) -> Pair:
    buyer, target = rng.choice(_FIRMS), rng.choice(_TARGETS)
    share = rng.randint(11, 90)
    other = share + rng.choice((-3, 1, 5)) if conflict else share
    said = rng.choice([f"{share}%", f"{share} percent"]), rng.choice([f"{other} per cent", f"{other}.0%", f"{other}%"])
    lines = f"{buyer} takes @ of {target}.", f"After the sale {buyer} holds @ of {target}, according to a filing."
    question = f"What percentage of {target} will {buyer} hold?"
    return _pair(rng, question, Wanted.PERCENTAGE, lines, said, conflict)


def _people(rng: random.Random, conflict: bool) -> Pair:
    firm = rng.choice(_FIRMS)
    (first, other_first), (last, other_last) = rng.sample(_FIRST, 2), rng.sample(_LAST, 2)
    if conflict:
        other = rng.choice([f"{other_first} {last}", f"{other_first} {other_last}", f"{first} {other_last}"])
    else:
        plain = last.replace("è", "e")
        spellings = [f"Ms {last}", f"{first[0]}. {last}", f"{first} {plain}", last, f"{first.upper()} {last.upper()}"]
        other = rng.choice([*spellings, f"{first} J. {last}", f"chief executive {first} {last}"])
    lines = f"{firm} is run by @.", f"@ runs {firm} and will stay."
    return _pair(rng, f"Who runs {firm}?", Wanted.NAME, lines, (f"{first} {last}", other), conflict)


def _bodies(rng: random.Random, conflict: bool) -> Pair:
    target = rng.choice(_TARGETS)
    firm = rng.choice(_FIRMS)
    body, short = rng.choice(_BODIES)
    if conflict:
        rival = rng.choice([name for name in _FIRMS if name != firm] + [short])
        said = firm, rival
    else:
        other = rng.choice([f"{firm} Ltd.", f"{firm} Corp", f"the {firm} Group", f"{rng.choice(_LAST)}'s {firm}"])
        said = rng.choice([(firm, other), (firm, firm.split()[0]), (body, short), (body, f"{body} ({short})")])
    lines = f"The works of {target} will be financed by @.", f"@ will finance the works of {target}."
    return _pair(rng, f"Who will finance the works of {target}?", Wanted.NAME, lines, said, conflict)


def _sites(rng: random.Random, conflict: bool) -> Pair:
    firm = rng.choice(_FIRMS)
    (town, state), (other_town, other_state) = rng.sample(_TOWNS, 2)
    if conflict:
        other = rng.choice([other_town, f"{other_town}, {other_state}", f"{town}, {other_state}"])
        said = f"{town}, {state}", other
    else:
        code = _STATE_CODES.get(state, state)
        other = rng.choice([town, state, f"{town} in {state}", f"{town.upper()}, {state}", f"{town}, {code}"])
        said = f"{town}, {state}", other
    lines = f"{firm} will build the plant in @.", f"The plant of {firm} will stand in @, the mayor said."
    return _pair(rng, f"Where will {firm} build the plant?", Wanted.PLACE, lines, said, conflict)


def _days(rng: random.Random, conflict: bool) -> Pair:
    firm, target = rng.choice(_FIRMS), rng.choice(_TARGETS)
    day = date(2025, rng.randint(1, 12), rng.randint(1, 28))
    if conflict:
        other = day + timedelta(days=rng.choice((1, 9, 40, 365)))
        said = rng.choice(_day_spellings(day)), rng.choice(_day_spellings(other))
    else:
        said = (
            rng.choice(_day_spellings(day)),
            rng.choice([*_day_spellings(day), f"{day:%B %Y}", f"{day:%Y}", f"{day:%B} {day.day}"]),
        )
    lines = f"{firm} closed the purchase of {target} on @.", f"The purchase of {target} by {firm} was closed in @."
    return _pair(rng, f"When did {firm} close the purchase of {target}?", Wanted.TIME, lines, said, conflict)


def _day_spellings(day: date) -> list[str]:
    return [
        f"{day:%B} {day.day}, {day.year}",
        f"{day.day} {day:%B} {day.year}",
        day.isoformat(),
        f"{day:%b}. {day.day}, {day.year}",
    ]


def _kinds(rng: random.Random, conflict: bool) -> Pair:
    firm = rng.choice(_FIRMS)
    thing, other = rng.choice(_THINGS)
    article, _, noun = thing.partition(" ")
    same = rng.choice(
        [f"{article} {noun}", f"{article} {noun} for the coast", f"a new {noun}", f"the {noun.split()[-1]}"]
    )
    lines = f"The first project of {firm} is @.", f"{firm} starts with @ as its first project."
    said = thing, other if conflict else same
    return _pair(rng, f"What is the first project of {firm}?", Wanted.ANYTHING, lines, said, conflict)
