"""What is counted: the words and signs for units, each with the one name it is known by here."""

from __future__ import annotations

import re
from decimal import Decimal

# Signs, exact in their case. Those of one family share a unit, so that 9.2 GW and 9,200 MW are the same.
_SIGNS = {
    "kW": ("MW", "0.001"), "MW": ("MW", "1"), "GW": ("MW", "1000"), "TW": ("MW", "1e6"),
    "kWh": ("MWh", "0.001"), "MWh": ("MWh", "1"), "GWh": ("MWh", "1000"), "TWh": ("MWh", "1e6"),
    "km": ("km", "1"), "km2": ("km²", "1"), "km²": ("km²", "1"), "m2": ("m²", "1"), "m²": ("m²", "1"),
    "m3": ("m³", "1"), "m³": ("m³", "1"), "bcm": ("m³", "1e9"), "sqm": ("m²", "1"), "sq m": ("m²", "1"),
    "sq ft": ("square foot", "1"), "ha": ("hectare", "1"), "kg": ("kg", "1"), "bpd": ("barrel/day", "1"),
    "b/d": ("barrel/day", "1"), "mtpa": ("tonne/year", "1e6"), "Mtpa": ("tonne/year", "1e6"),
    "MTPA": ("tonne/year", "1e6"), "TEU": ("TEU", "1"), "TEUs": ("TEU", "1"), "dwt": ("dwt", "1"),
    "人": ("person", "1"), "株": ("share", "1"), "社": ("company", "1"), "トン": ("tonne", "1"),
    "ヘクタール": ("hectare", "1"), "명": ("person", "1"),
    "km/h": ("km/h", "1"), "mph": ("mph", "1"), "x": ("times", "1"),
}  # fmt: skip
# The unit, its factor where that is not 1, and the words for it.
_WORDS = """
MW 0.001: kilowatt
MW: megawatt
MW 1000: gigawatt
MW 1000000: terawatt
MWh 0.001: kilowatt-hour, kilowatt hour
MWh: megawatt-hour, megawatt hour
MWh 1000: gigawatt-hour, gigawatt hour
MWh 1000000: terawatt-hour, terawatt hour
km: kilometre, kilometer
mile: mile
metre: metre, meter
foot: foot, feet
hectare: hectare
acre: acre
m²: square metre, square meter
km²: square kilometre, square kilometer
square foot: square foot, square feet
square mile: square mile
m³: cubic metre, cubic meter
cubic foot: cubic foot, cubic feet
tonne: tonne, metric ton
ton: ton
kg: kilogram, kilogramme
ounce: ounce, troy ounce
carat: carat
gallon: gallon
litre: litre, liter
barrel: barrel
cent: cent
penny: pence
basket: basket
job: job, position, role, post
person: person, people, employee, worker, staff
customer: customer, client
subscriber: subscriber
user: user
passenger: passenger
resident: resident
shareholder: shareholder, stockholder
share: share
unit: unit
vote: vote
bond: bond
note: note
vessel: vessel, ship
tanker: tanker
ferry: ferry, ferries
aircraft: aircraft, plane, airplane, jet
helicopter: helicopter
vehicle: vehicle, car
truck: truck, lorry, lorries
home: home, house, household
store: store, shop
branch: branch, branches
hotel: hotel
room: room
bed: bed
seat: seat
plant: plant
factory: factory, factories
mine: mine
well: well
train: train
turbine: turbine
reactor: reactor
panel: panel
terminal: terminal
berth: berth
site: site
project: project
contract: contract
deal: deal
company: company, companies
subsidiary: subsidiary, subsidiaries
bank: bank
country: country, countries
state: state
city: city, cities
member: member
director: director
patent: patent
patient: patient
container: container
working day: working day, business day
calendar day: calendar day
trading day: trading day
day: day
week: week
month: month
year: year
quarter: quarters
hour: hour
minute: minute
times: times
""".strip()
_RATED = frozenset(
    ["barrel", "tonne", "ton", "m³", "cubic foot", "MWh", "ounce", "carat", "gallon", "litre", "vehicle"]
)


def _table() -> dict[str, tuple[str, Decimal]]:
    found = {sign: (unit, Decimal(factor)) for sign, (unit, factor) in _SIGNS.items()}
    for line in _WORDS.split("\n"):
        unit, _, names = line.partition(":")
        unit, _, factor = (unit, "", "1") if not unit[-1].isdecimal() else unit.rpartition(" ")
        for name in names.split(","):
            found[name.strip()] = (unit, Decimal(factor))
    return found


_UNITS = _table()
_SIGNS_PATTERN = "|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))
_NAMES_PATTERN = "|".join(
    re.escape(name).replace(r"\ ", r"[\s-]").replace(r"\-", r"[\s-]") + ("" if name.endswith(("s", "feet")) else "s?")
    for name in sorted(set(_UNITS) - set(_SIGNS), key=len, reverse=True)
)
# Small words never stand between a number and what it counts; a past tense or a name seldom does.
_NOT_BETWEEN = (
    r"(?:of|to|in|and|or|for|from|by|on|at|with|the|an?|its|their|his|her|as|per|than|that|which|who|is|are|was|were|"
    r"will|would|has|have|had|if|but|when|while|after|before|since|until|under|over|into|through|between|each|every|"
    r"not|may|can|could|shall|should|must|about|this|these|those|it|they|we|he|she|times|percent|\w+ly)\b"
)
COUNT_PATTERN = (
    rf"(?P<mods>(?:[\s-](?!{_NOT_BETWEEN})[a-z][a-z-]*(?=[\s-])){{0,2}}?)"
    rf"(?:\s?(?-i:(?P<sign>{_SIGNS_PATTERN}))(?![^\W_]|\s?/)|[\s-](?P<name>{_NAMES_PATTERN})\b)"
    r"(?P<rate>\s(?:per|an?)\s(?:day|year|annum|month|hour)\b(?!\s(?:ago|earlier|later|before)))?"
)


_MEASURES = frozenset(unit for unit, _ in _SIGNS.values() if unit not in ("person", "share", "company")) | frozenset(
    [
        "mile",
        "metre",
        "foot",
        "acre",
        "square mile",
        "cubic foot",
        "ton",
        "ounce",
        "carat",
        "gallon",
        "litre",
        "barrel",
        "day",
        "week",
        "month",
        "year",
        "hour",
        "minute",
        "times",
    ]
)
_ALREADY_PLURAL = frozenset(["people", "staff", "aircraft", "pence"])


def counted(sign: str | None, name: str | None, rate: str | None) -> tuple[str, Decimal]:
    """The unit and the factor for what COUNT_PATTERN found: ("MW", 1000) for gigawatts."""
    word = sign or re.sub(r"[\s-]+", " ", (name or "").casefold())
    forms = (word, word.removesuffix("s"), word.replace(" ", "-").removesuffix("s"))
    unit, factor = next(_UNITS[form] for form in forms if form in _UNITS)
    if rate and unit in _RATED:
        period = rate.split()[-1].casefold()
        return f"{unit}/{'year' if period == 'annum' else period}", factor
    return unit, factor


def can_count(value: Decimal | None, unit: str, name: str | None) -> bool:
    """Whether so many of it make sense: things are counted in whole numbers and in the plural.

    So "3.21 Company Stock" and "the 102 Company" of a contract are no counts, and "a 9.2 gigawatt plant" is one.
    """
    if name is None or unit.partition("/")[0] in _MEASURES or value is None:
        return True
    plural = name.casefold().endswith("s") or name.casefold() in _ALREADY_PLURAL
    return value == value.to_integral_value() and (plural or value == 1)
