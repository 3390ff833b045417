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


_FORMS = (
    (Wanted.PERCENTAGE, r"\bwhat (?:percentage|percent|share|proportion)\b|\bhow many percent\b|\binterest rate"),
    (
        Wanted.AMOUNT,
        r"\bhow much (?!of\b)|\b(?:cost|price|worth|valued?|amount|fee|sum)\b.*\?|\bwhat (?:is|was|did) .*\bpay\b",
    ),
    (Wanted.COUNT, r"\bhow (?:many|large|big|long|far|old|tall|high|deep|fast)\b"),
    (Wanted.TIME, r"\bwhen\b|\b(?:what|which) (?:year|date|day|month|century|decade)\b|\bhow soon\b"),
    (Wanted.PLACE, r"\bwhere\b|\b(?:what|which) (?:country|city|state|place|town|region|continent|port)\b"),
    (Wanted.NAME, r"\bwho(?:m|se)?\b|\b(?:what|which) (?:company|person|firm|bank|minister|group|publisher)\b"),
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
_WHO = re.compile(r"(?:who|(?:which|what) (?:company|firm|bank|person|group|minister))\b(?P<rest>.*)", re.IGNORECASE)
_CAPITALISED = re.compile(r"(?<![.!?]\s)(?<!^)\b[A-Z][\w’'&.-]*")


def wanted_by(question: str) -> Wanted:
    """The kind of answer that the question's form asks for."""
    for kind, form in _FORMS:
        if re.search(form, question, re.IGNORECASE):
            return kind
    return Wanted.ANYTHING


def predicate_of(question: str) -> str | None:
    """What a who-question says the one asked for does: "operate" in "Who will operate the plant?"."""
    match = _WHO.match(question.strip())
    content = words(match["rest"]) if match else []
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
