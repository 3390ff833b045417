"""Statements that retell a quote: with the figure spelled another way, or with another figure."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_MONTHS = "January February March April May June July August September October November December".split()
_NAMES = ("Halden Grid", "Orrin Foods", "Castellan Ports", "Veyra Steel", "Tamsin Water", "Lowmoor Energy")
_CURRENCIES = {"USD": ("$", "dollars"), "EUR": ("€", "euros"), "GBP": ("£", "pounds"), "JPY": ("¥", "yen")}
_MAGNITUDES = {6: ("million", "m"), 9: ("billion", "bn"), 12: ("trillion", "tn")}
_COUNTS = {"jobs": 1, "vessels": 1, "hectares": 1, "shares": 1, "megawatts": 1, "tonnes": 1, "employees": 1}


@dataclass(frozen=True)
class Retelling:
    """quote and statement of one thing. honest: whether the statement's figure is the quote's."""

    quote: str
    statement: str
    honest: bool
    change: str


def retellings(seed: int, honest: bool, how_many: int) -> list[Retelling]:
    """The same ones for the same seed."""
    rng = random.Random(seed)
    makers: tuple[Callable[[random.Random, bool], Retelling], ...] = (_money, _money, _percent, _day, _count, _period)
    return [makers[n % len(makers)](rng, honest) for n in range(how_many)]


def _money(rng: random.Random, honest: bool) -> Retelling:
    code, power = rng.choice(list(_CURRENCIES)), rng.choice(list(_MAGNITUDES))
    number = rng.choice([str(rng.randint(2, 900)), f"{rng.randint(2, 90)}.{rng.randint(1, 9)}"])
    said = (code, number, power)
    change = "none"
    if not honest:
        change = rng.choice(["digit", "magnitude", "currency"])
        if change == "digit":
            said = (code, _other_digit(rng, number), power)
        elif change == "magnitude":
            said = (code, number, rng.choice([other for other in _MAGNITUDES if other != power]))
        else:
            said = (rng.choice([other for other in _CURRENCIES if other != code]), number, power)
    one, other = rng.sample(_NAMES, 2)
    quote = rng.choice(
        [
            f"{one} agreed to buy {other} for {_amount(rng, code, number, power)} in cash, the companies said.",
            f"In a filing, {one} put the cost of the {other} terminal at {_amount(rng, code, number, power)}.",
            f"{one} will lend {other} {_amount(rng, code, number, power)}, people familiar with the talks said.",
        ]
    )
    statement = rng.choice(
        [
            f"The price that {one} pays is {_amount(rng, *said)}.",
            f"{_amount(rng, *said)} is the sum named by {one}.",
            f"According to the companies, it comes to {_amount(rng, *said)} in all [1].",
        ]
    )
    return Retelling(quote, statement, honest, change)


def _amount(rng: random.Random, code: str, number: str, power: int) -> str:
    (symbol, name), (long, short) = _CURRENCIES[code], _MAGNITUDES[power]
    spellings = [
        f"{symbol}{number} {long}",
        f"{symbol}{number}{short}",
        f"{code} {number} {long}",
        f"{number} {long} {name}",
        f"{symbol}{number}{short.upper()}" if power == 6 else f"{symbol}{number}-{long}",
    ]
    if "." not in number:
        spellings.append(
            f"{symbol}{int(number) * 1000:,} {_MAGNITUDES[power - 3][0]}"
            if power > 6
            else f"{symbol}{int(number) * 10**6:,}"
        )
    if code == "USD":
        spellings.append(f"US${number} {long}")
    if code == "JPY" and power == 12:
        spellings.append(f"{number}兆円")
    return rng.choice(spellings)


def _percent(rng: random.Random, honest: bool) -> Retelling:
    number = rng.choice([str(rng.randint(2, 95)), f"{rng.randint(1, 40)}.{rng.randint(1, 9)}"])
    sign = rng.choice(["", "", "-"])
    said, said_sign, change = number, sign, "none"
    if not honest:
        change = rng.choice(["digit", "sign"])
        if change == "digit":
            said = _other_digit(rng, number)
        else:
            said_sign = "" if sign else "-"
    name = rng.choice(_NAMES)
    quote = rng.choice(
        [
            f"The margin of {name} came to {sign}{_share(rng, number)} for the period.",
            f"{name} reports a return of {sign}{_share(rng, number)}.",
        ]
    )
    statement = rng.choice(
        [f"{name} stands at {said_sign}{_share(rng, said)}.", f"It is {said_sign}{_share(rng, said)} at {name} [2]."]
    )
    return Retelling(quote, statement, honest, change)


def _share(rng: random.Random, number: str) -> str:
    return rng.choice([f"{number}%", f"{number} percent", f"{number} per cent", f"{number} %"])


def _day(rng: random.Random, honest: bool) -> Retelling:
    day = date(2019, 1, 1) + timedelta(days=rng.randrange(3000))
    said, change = day, "none"
    if not honest:
        change = rng.choice(["year", "digit"])
        moved = (
            day.replace(year=day.year + rng.choice([-2, -1, 1]), day=min(day.day, 28))
            if change == "year"
            else day + timedelta(days=rng.choice([1, 10, 40]))
        )
        said = moved
    name = rng.choice(_NAMES)
    quote = f"{name} signed the agreement {_on(rng, day)} and told its lenders."
    statement = f"The agreement of {name} was signed {_on(rng, said)}."
    if honest and rng.random() < 0.3:
        statement = f"{name} signed in {rng.choice([str(day.year), f'{_MONTHS[day.month - 1]} {day.year}'])}."
    return Retelling(quote, statement, honest, change)


def _on(rng: random.Random, day: date) -> str:
    month = _MONTHS[day.month - 1]
    return rng.choice(
        [
            f"on {month} {day.day}, {day.year}",
            f"on {day.day} {month} {day.year}",
            f"on {day.isoformat()}",
            f"on {month[:3]} {day.day}, {day.year}" if month != "May" else f"on the {day.day}th of May {day.year}",
        ]
    )


def _count(rng: random.Random, honest: bool) -> Retelling:
    unit = rng.choice(list(_COUNTS))
    number = rng.choice([rng.randint(3, 99), rng.randint(1, 90) * 1000, rng.randint(101, 999)])
    said, change = number, "none"
    if not honest:
        change = rng.choice(["digit", "magnitude"])
        said = int(_other_digit(rng, str(number))) if change == "digit" else number * 10
    name = rng.choice(_NAMES)
    quote = f"The plan of {name} brings {_counted(rng, number, unit)} to the coast, officials said."
    statement = f"{_counted(rng, said, unit)} are planned by {name}."
    return Retelling(quote, statement, honest, change)


def _counted(rng: random.Random, number: int, unit: str) -> str:
    spellings = [f"{number:,} {unit}", f"{number:,} new {unit}"]
    if number < 1000:
        spellings.append(f"{_in_words(number)} {unit}")
    elif number % 1000 == 0:
        spellings.append(f"{_in_words(number // 1000)} thousand {unit}")
    if unit == "megawatts":
        spellings = [f"{number:,} MW", f"{Decimal(number) / 1000} GW", f"{number:,} megawatts"]
    return rng.choice(spellings)


def _period(rng: random.Random, honest: bool) -> Retelling:
    quarter, year = rng.randint(1, 4), rng.randint(2020, 2030)
    said, change = (quarter, year), "none"
    if not honest:
        change = rng.choice(["year", "digit"])
        said = (quarter, year + 1) if change == "year" else (quarter % 4 + 1, year)
    name = rng.choice(_NAMES)
    quote = f"{name} expects to close the sale in {_quarter(rng, quarter, year)}."
    return Retelling(quote, f"The sale by {name} closes in {_quarter(rng, *said)}.", honest, change)


def _quarter(rng: random.Random, quarter: int, year: int) -> str:
    nth = ("first", "second", "third", "fourth")[quarter - 1]
    return rng.choice(
        [f"Q{quarter} {year}", f"the {nth} quarter of {year}", f"{quarter}Q{year % 100}", f"Q{quarter} of {year}"]
    )


def _other_digit(rng: random.Random, number: str) -> str:
    place = rng.choice([n for n, c in enumerate(number) if c.isdigit()])
    digit = rng.choice([c for c in "123456789" if c != number[place]])
    return number[:place] + digit + number[place + 1 :]


def _in_words(number: int) -> str:
    small = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen"
    ).split()
    tens = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return small[number]
    if number < 100:
        return tens[number // 10] + (f"-{small[number % 10]}" if number % 10 else "")
    return f"{small[number // 100]} hundred" + (f" and {_in_words(number % 100)}" if number % 100 else "")
