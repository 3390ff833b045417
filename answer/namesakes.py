"""When two written names, places or descriptions mean the same, in whole or as far as the shorter goes."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from index.words import stem, words


class Likeness(Enum):
    """SAME: equal, however written. WITHIN: one says less than the other, and nothing else. DIFFERENT: neither."""

    SAME = "same"
    WITHIN = "within"
    DIFFERENT = "different"


_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir lord lady dame president minister secretary prime chancellor governor senator"
    " sen gov rep king queen judge justice general gen captain admiral chairman chairwoman chief executive ceo cfo"
    " officer director founder former then the a an actor actress singer author film".split()
)
_LEGAL = frozenset(
    "inc incorporated corp corporation co company ltd limited llc llp lp plc ag gmbh sa nv bv kk spa oyj ab se pte pty"
    " holdings holding group".split()
)
_OF_FIRMS = frozenset(
    "bank airlines energy motor motors electric university school church house partners capital insurance trust fund"
    " agency ministry union institute".split()
)
_LINKS = frozenset("of for and the de la du on in at to & y".split())
_STATES = dict(
    pair.split("=")
    for pair in (
        "al=alabama ak=alaska az=arizona ar=arkansas ca=california co=colorado ct=connecticut de=delaware fl=florida"
        " ga=georgia hi=hawaii id=idaho il=illinois in=indiana ia=iowa ks=kansas ky=kentucky la=louisiana me=maine"
        " md=maryland ma=massachusetts mi=michigan mn=minnesota ms=mississippi mo=missouri mt=montana ne=nebraska"
        " nv=nevada oh=ohio ok=oklahoma or=oregon pa=pennsylvania tn=tennessee tx=texas ut=utah vt=vermont va=virginia"
        " wa=washington wi=wisconsin wy=wyoming"
    ).split()
)
_ROLE = re.compile(
    r"\b(?:minister|secretary|president|chair(?:man|woman)?|chancellor|governor|senator|executive|ceo|cfo|founder|director"
    r"|officer|professor|representative|ambassador|commissioner)\b",
    re.IGNORECASE,
)
_AROUND = re.compile(
    r"^(?:(?:off|near|outside|in|at|the|downtown|central|greater|(?:north|south|east|west)\w*ern)\s+)+"
    r"|^(?:.*\s)?(?:coast|port|city|state|town|province|county|region|prefecture)\s+of\s+",
    re.IGNORECASE,
)
_POSSESSOR = re.compile(r"^.*(?:['’]s|s['’])\s+(?=\S)")
_TAIL = re.compile(r"\s*[(,;:–—].*$|\s+(?:which|who|that|based|led|a (?:unit|subsidiary))\b.*$", re.DOTALL)
_BRACKETS = re.compile(r"\(([^()]+)\)")
_AND = re.compile(r"\s(?:and|&)\s")
_COMMA_OR_AND = re.compile(r",\s|\s(?:and|&)\s")
_OR = re.compile(r"\bor\b", re.IGNORECASE)
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
_BEFORE_HEAD = re.compile(r"\b(?:of|for|in|on|at|to|with|by|from|that|which|who|based|used)\b|[,;(]", re.IGNORECASE)


def names(one: str, other: str) -> Likeness:
    """Of two names of persons or organisations, in any spelling: Mr Lutnick, Howard Lutnick; JBIC; SB Energy Corp."""
    if _is_short_for(one, other) or _is_short_for(other, one):
        return Likeness.SAME
    mine, theirs = _items(one), _items(other)
    if len(mine) != len(theirs):
        few, many = sorted((mine, theirs), key=len)
        listed = all(any(names(a, b) is not Likeness.DIFFERENT for b in many) for a in few)
        return Likeness.WITHIN if listed else Likeness.DIFFERENT
    return _closest([_forms(a, b) for a in _written(one) for b in _written(other)])


def places(one: str, other: str) -> Likeness:
    """Of two places: "Ohio" and "Portsmouth, Ohio" are WITHIN; "Texas or Louisiana" and "Texas" are DIFFERENT."""
    if bool(_OR.search(one)) != bool(_OR.search(other)):
        return Likeness.DIFFERENT
    mine, theirs = _parts(one), _parts(other)
    if mine == theirs or _is_short_for(one, other) or _is_short_for(other, one):
        return Likeness.SAME
    if len(mine) == len(theirs) == 1:
        return names(*mine, *theirs)
    return Likeness.WITHIN if mine and theirs and (mine <= theirs or theirs <= mine) else Likeness.DIFFERENT


def descriptions(one: str, other: str) -> Likeness:
    """Of two kinds of thing, which differ when neither says the other's head word."""
    mine, theirs = _stems(one), _stems(other)
    if mine == theirs:
        return Likeness.SAME
    return Likeness.WITHIN if _head(one) in theirs or _head(other) in mine else Likeness.DIFFERENT


def _items(phrase: str) -> list[str]:
    """The names of a list ("Foo, Bar and Baz"), or the phrase itself where it is none."""
    items = [item.strip() for item in _COMMA_OR_AND.split(phrase) if item.strip()]
    is_list = _AND.search(phrase) and len(items) > 2 and all(item[0].isupper() for item in items)
    return items if is_list and not _ROLE.search(phrase) else [phrase]


def _closest(found: list[Likeness]) -> Likeness:
    return next((likeness for likeness in Likeness if likeness in found), Likeness.DIFFERENT)


@lru_cache(maxsize=2_000)  # a name is compared with many
def _written(phrase: str) -> tuple[str, ...]:
    """The ways in which a phrase names it: without what is added behind it or before it, by what is in brackets."""
    first, _, rest = phrase.rpartition(",")
    bare = rest.strip() if _ROLE.search(first) else _TAIL.sub("", phrase).strip() or phrase
    short = [_POSSESSOR.sub("", bare), _ROLE.split(bare)[-1].strip()]
    brackets = [found for found in _BRACKETS.findall(phrase) if found.isupper()]
    return tuple(dict.fromkeys(form for form in (bare, *short, *brackets) if form))


def _forms(one: str, other: str) -> Likeness:
    mine, theirs = _name_words(one), _name_words(other)
    if mine == theirs or _is_short_for(one, other) or _is_short_for(other, one):
        return Likeness.SAME
    short, long = sorted((mine, theirs), key=len)
    if not short:
        return Likeness.DIFFERENT
    if len(short) < len(long) and (_begins(short, long) or _ends(short, long) or _same_person(short, long)):
        return Likeness.WITHIN
    if len(short) == len(long) and all(a == b or _is_initial(a, b) for a, b in zip(short, long, strict=True)):
        return Likeness.WITHIN
    return Likeness.DIFFERENT


def _begins(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return long[: len(short)] == short and long[len(short)] not in _LINKS


def _ends(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return long[-len(short) :] == short and long[-len(short) - 1] not in _LINKS  # not Japan in Bank of Japan


def _same_person(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """First and last name agree, and the longer one has more names between them."""
    if len(short) < 2 or _OF_FIRMS & {*short, *long} or _LINKS & {*long}:
        return False
    first = short[0] == long[0] or _is_initial(short[0], long[0])
    return first and short[-1] == long[-1]


def _is_initial(one: str, other: str) -> bool:
    return min(len(one), len(other)) == 1 and one[0] == other[0]


def _is_short_for(short: str, long: str) -> bool:
    """Whether `short` is made of the initials of `long`: JBIC, U.S."""
    letters = short.replace(".", "").strip()
    if not (2 <= len(letters) <= 7 and letters.isalpha() and letters.isupper()) or " " not in long.strip():
        return False
    parts = re.findall(r"\w+", long)
    capitals = "".join(part[0] for part in parts if part[0].isupper())
    every = "".join(part[0].upper() for part in parts)
    return letters in (capitals, every)


@lru_cache(maxsize=4_000)
def _name_words(name: str) -> tuple[str, ...]:
    found = re.findall(r"\w+", _folded(_DOTTED.sub(lambda m: m[0].replace(".", ""), name)))
    while len(found) > 1 and found[-1] in _LEGAL:
        found.pop()
    kept = ["saint" if word == "st" else word for word in found if word not in _TITLES and word not in ("s", "and")]
    return tuple(kept or found)


def _parts(place: str) -> frozenset[str]:
    """The places a phrase names, each within the next: portsmouth and ohio."""
    bare = _DOTTED.sub(lambda m: m[0].replace(".", ""), place)
    pieces = re.split(r"[,()]|\bin\b", bare)
    found = (" ".join(_name_words(_AROUND.sub("", _AROUND.sub("", piece.strip())))) for piece in pieces)
    return frozenset(_STATES.get(part, part) for part in found if part)


def _stems(phrase: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(_folded(phrase)))


def _head(phrase: str) -> str:
    noun = _BEFORE_HEAD.split(phrase.strip(), maxsplit=1)[0]
    found = words(_folded(noun)) or words(_folded(phrase))
    return stem(found[-1]) if found else ""


def _folded(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()
