"""What kind of answer a question wants, and whether a sentence holds one of that kind."""

from __future__ import annotations

import re
from enum import Enum

from index.words import words


class Wanted(Enum):
    """The kind of answer; ANYTHING where the question's form does not tell."""

    NAME = "name"
    AMOUNT = "amount"
    COUNT = "count"
    PERCENTAGE = "percentage"
    TIME = "time"
    PLACE = "place"
    ANYTHING = "anything"


_CURRENCY = r"(?:dollars?|euros?|pounds?|yen|won|yuan|renminbi|francs?|rupees?)"
_DEAL = (
    r"(?:deal|investment|financing|loan|commitment|pledge|tranche|fund|bid|offer|stake|facility|package|vehicle|round)"
)
_MEASURED = (
    r"(?:electricity|power|energy|oil|gas|water|land|time|capacity|output|space|fuel|coal|lng|steel|cargo|traffic|rain)"
)
_FORMS = (
    (
        Wanted.PERCENTAGE,
        r"\b(?:what|which) (?:percentage|percent|share|proportion)\b|\bhow many percent\b"
        r"|\b(?:interest|tariff|tax) rate"
        r"|\bat what (?:\w+ )?rate\b|\bto what (?:rate|tariff|level)\b"
        r"|\bwhat (?:\w+ ){0,2}(?:rate|tariff|yield|margin)\b",
    ),
    (
        Wanted.AMOUNT,
        rf"\bhow many (?:\w+ ){{0,2}}{_CURRENCY}\b|\bhow much (?!of\b|{_MEASURED}\b)"
        rf"|\bhow (?:large|big) (?:is|was|will|are|were)\b.*\b{_DEAL}\b|\bwhat (?:is|was) the size of .*\b{_DEAL}\b"
        r"|\b(?:cost|price|worth|valued?|amount|fee|sum)\b|\bwhat (?:is|was|did) .*\bpay\b"
        rf"|\bwhat (?:is|was|are|were) .*\bin {_CURRENCY}\b",
    ),
    (
        Wanted.COUNT,
        rf"\bhow (?:many|large|big|long|far|old|tall|high|deep|fast|heavy)\b|\bhow much {_MEASURED}\b"
        r"|\bwhat (?:is|was) the (?:\w+ )?(?:population|number|capacity|length|height|area|size|median age)\b",
    ),
    (
        Wanted.TIME,
        r"\bwhen\b|\b(?:what|which) (?:year|date|(?:week)?day|month|quarter|century|decade)\b|\bhow soon\b"
        r"|\bwhat (?:is|was) the (?:\w+ )?(?:date|birthday|deadline)\b",
    ),
    (Wanted.PLACE, r"\bwhere\b|\b(?:what|which) (?:country|city|state|place|town|region|continent|port|county)\b"),
    (
        Wanted.NAME,
        r"\bwho(?:m|se)?\b|\bwhat (?:is|was) .*\bname of\b|\b(?:what|which) (?:\w+ ){0,2}?(?:company|companies|person"
        r"|people|firm|bank|banks|minister|group|publisher|newspaper|utility|unit|subsidiary|government|governments"
        r"|agency|carrier)\b",
    ),
)
_COUNTED = re.compile(
    r"\bhow many (?P<noun>(?:[\w-]+ ){0,2}?[\w-]+?)(?= (?:is|are|was|were|do|does|did|has|have|had|will|would"
    r"|can|could|in|of|on|at|for|under|per|by|with|to|from|\w+ed)\b|\W*$)",
    re.IGNORECASE,
)
_SPANS_OF_TIME = frozenset(
    "day days week weeks month months year years hour hours quarter quarters decade decades".split()
)
_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*"
_MONEY = re.compile(
    r"[$€£¥₩]\s?\d|\b(?:usd|eur|gbp|jpy|krw|aud|cad|hkd|nzd|sgd)\s?\d|\d[\d,.]*\s?(?:億|兆)?円"
    r"|\b\d[\d,.]*\s*(?:(?:thousand|million|billion|trillion|mn|bn|m|k)\s*)?"
    r"(?:dollars?|euros?|pounds?|yen|won|yuan|francs?|usd|eur|gbp|jpy|cents?)\b",
    re.IGNORECASE,
)
_PERCENTAGE = re.compile(r"\d\s?%|\bper\s?cent|\bpercentage", re.IGNORECASE)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    rf"\b(?:1\d|20)\d\d\b|\b{_MONTH}\.? \d|\b\d{{1,2}} {_MONTH}\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b"
    rf"|\b(?:yesterday|today|tomorrow|century|days?|weeks?|months?|years?)\b|\bin {_MONTH}\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"(?:who|(?:which|what) (?:\w+ ){0,2}?(?:company|companies|firms?|banks?|person|people|groups?|minister))\b"
    r"(?P<rest>.*)",
    re.IGNORECASE,
)
_CAPITALISED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'&.-]*")


def wanted_by(question: str) -> Wanted:
    """The kind of answer that the question's form asks for: of several forms the first in the question counts."""
    found = [(match.start(), kind) for kind, form in _FORMS if (match := re.search(form, question, re.IGNORECASE))]
    return min(found, key=lambda entry: entry[0], default=(0, Wanted.ANYTHING))[1]


def counted_in(question: str) -> frozenset[str]:
    """The words of which a fitting figure holds one: "yen" in "How many yen ...?", spans of time in "How long ...?"."""
    if re.search(r"\bhow long\b", question, re.IGNORECASE):
        return _SPANS_OF_TIME
    counted = _COUNTED.search(question)
    said = counted["noun"].lower().split() if counted else []
    return frozenset([*said, *(word.lower() for word in re.findall(rf"\b{_CURRENCY}\b", question, re.IGNORECASE))])


def predicate_of(question: str) -> str | None:
    """What a who-question says the one asked for does: "operate" in "Who will operate the plant?"."""
    match = _WHO.match(question.strip())
    content = words(match["rest"]) if match else []
    if match and re.match(r"\W*(?:is|are|was|were)\b", match["rest"]) and content:
        return content[0] if content[0].endswith(("ed", "en", "ing")) else None  # "Who is its president?"
    return content[0] if content else None


def holds(sentence: str, kind: Wanted, question: str) -> bool:
    """Whether `sentence` holds something of that kind which the question does not already say."""
    if kind in (Wanted.NAME, Wanted.PLACE):
        asked = question.casefold()
        return any(word.casefold() not in asked for word in _CAPITALISED.findall(sentence)) or bool(
            re.match(r"[A-Z]\w+ [A-Z]", sentence)
        )
    patterns = {
        Wanted.AMOUNT: _MONEY,
        Wanted.PERCENTAGE: _PERCENTAGE,
        Wanted.COUNT: _NUMBER,
        Wanted.TIME: _TIME,
    }
    pattern = patterns.get(kind)
    return pattern is None or bool(pattern.search(sentence))
