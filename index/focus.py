"""Which document a question names: "Consider the Merger Agreement between A and B; ...", "in the Acme lease".

Only a document of a kind that is asked about as a whole is taken for one (an agreement, a filing, a report), and only
where it is found with confidence: the names in its title, or in the opening of what calls itself such a document. A
question about a deal that many articles report ("the trade agreement with Japan") is not narrowed to one of them.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence, Set
from dataclasses import dataclass

from index.words import stem, words

_KIND = (
    r"(?:agreements?|contract|lease|licen[cs]e|nda|deed|undertaking|indenture|memorandum|mou|term sheet|prospectus"
    r"|(?:annual |quarterly )?report|filing|10-[kq]|8-k|20-f|press release|amendment|by-?laws|charter)\b"
)
_NAME = r"[^\W_a-z][\w&./’'-]*(?:,? (?:(?:of|and|for|the|de|&) )?[^\W_a-z][\w&.’'-]*){0,9}"
_QUOTED = r"[\"“'‘][^\"”’;]{2,120}?[\"”'’](?=[\s,;.?]|$)"
_EITHER = rf"(?:{_QUOTED}|{_NAME})"
_ASKING = r"(?:who|what|when|where|which|why|how|is|are|was|were|does|do|did|has|have|can|may|must|information)\b"
_LEADING = re.compile(
    r"^(?:please )?(?:consider|in|under|per|within|for|as to|regarding|with respect to) "
    rf"(?P<named>[^;?]*?\b{_KIND}[^;?]*?)(?:; *|,? (?={_ASKING}))",
    re.IGNORECASE,
)
_INLINE = re.compile(
    r"[ ,]*\b(?P<placed>(?:in|under|of|per|within|from|by) )?(?P<named>"
    rf"(?(placed)(?:the |this )?)(?:{_EITHER}(?(placed)(?:['’]s?)?|['’]s?),? )(?:[\w-]+ ){{0,3}}?(?i:{_KIND})"
    rf"|(?(placed)|(?:the|this|that) )(?:[\w-]+ ){{0,3}}?(?i:{_KIND}) (?:between|among|of|with|by|titled|called)"
    rf" {_EITHER}(?:,? and {_EITHER})?)"
)
_GENERIC = frozenset(
    """
    agreement agreements contract lease license licence nda deed undertaking indenture memorandum mou prospectus report
    filing release amendment bylaws charter article articles policy statement letter notice package mutual
    non disclosure form nondisclosure confidentiality merger acquisition purchase stock share asset plan master services
    annual quarterly press
    service supply employment loan credit inc incorporated corp corporation co company llc ltd limited plc lp llp gmbh
    ag sa se nv bv holdings holding group another parent target between and the of
    """.split()
)
_LEGAL = re.compile(
    r"\b(?:A(?:GREEMENT|greement)|C(?:ONTRACT|ontract)|L(?:EASE|ease)|D(?:EED|eed)|I(?:NDENTURE|ndenture)|NDA"
    r"|U(?:NDERTAKING|ndertaking)|L(?:ICENSE|icense)|P(?:ROSPECTUS|rospectus)|M(?:EMORANDUM|emorandum))\b"
)
_OPENING_ONLY = 0.8  # what a name counts for that stands not in the title but in the text below
_READ_CHARS = 1_000  # a question that takes longer to name a document is none
_ENOUGH = 0.6  # of the weight of the names, in what is taken for the document
_AS_GOOD = 0.9  # of the best one's share: more than one document may be meant
_MOST = 8  # more than that are no document that a question could name
_OWN = 0.6  # of a title's own words that are names of the question


@dataclass(frozen=True)
class Opening:
    """The title of an article and its first passage."""

    article_id: str
    title: str
    text: str


@dataclass(frozen=True)
class Naming:
    """names: the rare words, in lower case, that may name a document; rest: the question without what names it."""

    names: tuple[str, ...]
    rest: str


def naming_in(question: str) -> Naming | None:
    """How the question names a document, or None where it does not."""
    match = _LEADING.match(question[:_READ_CHARS]) or _INLINE.search(question[:_READ_CHARS])
    if match is None:
        return None
    names = _name_words(match["named"])
    if match.re is _INLINE and not match["placed"]:
        return Naming(names, question) if names else None  # what names it is what the sentence speaks of
    rest = re.sub(r" (?=[?.!,;])", "", f"{question[: match.start()]} {question[match.end() :]}").strip(" ,;")
    return Naming(names, rest) if names and words(rest) else None


def documents_named(asked: Sequence[str], openings: Sequence[Opening]) -> tuple[str, ...]:
    """Ids of the articles that names are most likely to mean; none without confidence."""
    names = set(map(stem, asked))
    titles = {opening.article_id: set(_stems(opening.title)) for opening in openings}
    held = {opening.article_id: titles[opening.article_id].union(_stems(opening.text)) for opening in openings}
    spread = Counter(name for found in held.values() for name in names if name in found)
    weight = {name: math.log(1 + len(openings) / max(1, spread[name])) for name in names}

    def share(article_id: str) -> float:
        found = {
            name: 1.0 if name in titles[article_id] else _OPENING_ONLY for name in names if name in held[article_id]
        }
        return sum(weight[name] * part for name, part in found.items()) / sum(weight.values())

    shares = {o.article_id: share(o.article_id) for o in openings if names and _may_be_meant(o, names)}
    best = max(shares.values(), default=0.0)
    meant = tuple(article_id for article_id, share in shares.items() if share >= max(_ENOUGH, _AS_GOOD * best))
    return meant if len(meant) <= _MOST else ()


def _may_be_meant(opening: Opening, names: Set[str]) -> bool:
    own = set(_stems(opening.title)) - _GENERIC_STEMS
    return bool(_LEGAL.search(f"{opening.title} {opening.text}")) or (bool(own) and len(own & names) >= _OWN * len(own))


def _name_words(named: str) -> tuple[str, ...]:
    found = re.findall(_QUOTED, named)
    names = " ".join(found) if found else " ".join(re.findall(_NAME, named))
    return tuple(dict.fromkeys(word for word in _words(names) if stem(word) not in _GENERIC_STEMS))


def _stems(text: str) -> list[str]:
    return [stem(word) for word in _words(text)]


def _words(text: str) -> list[str]:
    return words(text.replace("_", " "))


_GENERIC_STEMS = frozenset(map(stem, _GENERIC))
