"""Whether one quote proves one statement, as far as words, names and figures can tell.

This is a sieve and no reader: it lets nothing through that brings in a figure, a name, a link or a turn of sense which
the quote lacks, and it also stops honest rewording. What it stops costs only prose, for the extractive answer remains.
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from answer.alike import denies
from answer.figures import figures_in, unsupported_figures
from answer.instructions import is_instruction
from answer.matching import fold
from answer.parties import swaps_parties
from corpus.cleaning import clean_line
from corpus.sentences import sentence_spans
from index.words import stem, words

MAX_STATEMENT_CHARS = 600
_NEW_WORDS_SHARE = 0.15  # of a statement's content words; so one that has fewer than seven brings in none
_SPELLED_SHARE = 0.4

_MARKUP = re.compile(r"\*\*|__|`")
_MARKERS = re.compile(r"\s*(?:\[\d{1,3}\]|【[^】]*】)")
_LINK = re.compile(
    r"\w+://\S*|\bwww\.\S+|\bmailto:\S+|\S+@\S+|\]\([^)]*\)?|<[^>\s][^>]*>|!\[|"
    r"(?<![\w.])(?:[a-z0-9-]+\.)+[a-z]{2,24}\b(?:/\S*)?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+(?:['’.&-][^\W\d_]+)*")
_HEDGES = frozenset(
    "may might could would can if unless whether reportedly allegedly possibly perhaps likely expected expects expect"
    " plans plan planned considering considers proposed potential potentially rumoured rumored unconfirmed".split()
)
_MULTIPLES = frozenset(
    "half halves third thirds quarter quarters twice thrice double doubles doubled triple triples tripled halved first"
    " second fourth fifth sixth seventh eighth ninth tenth last".split()
)
_VERDICTS = frozenset("yes no correct true false indeed".split())
_FUNCTION_WORDS = frozenset("the a an in on at by of for to from it its this that these those he she they as".split())


class Flaw(StrEnum):
    """Why a quote does not prove a statement."""

    EMPTY = "says nothing or too much"
    INSTRUCTION = "is an instruction to the reader, or stands in a quote with one"
    LINK = "has a link that the quote lacks"
    FIGURE = "has a figure or number that the quote lacks"
    NAME = "has a name that the quote lacks"
    ORDER = "turns round the quote's names"
    SENSE = "is denied or surer than the quote"
    WORDS = "has words that the quote lacks"
    TOPIC = "is not what was asked"
    APART = "has words of another collection"


def tidy(text: str) -> str:
    """A statement on one line, without markup, invisible characters and markers of its own."""
    return clean_line(_MARKERS.sub("", _MARKUP.sub("", text)))


def flaw(statement: str, quote: str) -> Flaw | None:
    """Why `quote` does not prove `statement` (as `tidy` makes it); None when nothing speaks against it."""
    statement, quote = fold(statement).text, fold(quote).text
    if not 0 < len(statement) <= MAX_STATEMENT_CHARS or not re.search(r"\w", statement):
        return Flaw.EMPTY
    if _orders(statement) or any(_orders(span.of(quote)) for span in sentence_spans(quote)):
        return Flaw.INSTRUCTION
    if _links(statement) - _links(quote):
        return Flaw.LINK
    if unsupported_figures(statement, [quote]) or _other_numbers(statement) - _other_numbers(quote):
        return Flaw.FIGURE
    statement = _without_figures(statement)  # they are proven, also where they are spelled in other words
    if _new_names(statement, quote):
        return Flaw.NAME
    if swaps_parties(statement, [quote]):
        return Flaw.ORDER
    if not _same_sense(statement, _without_figures(quote)):  # where "May 2027" is no "may"
        return Flaw.SENSE
    return Flaw.WORDS if _too_new(statement, quote) else None


def _orders(sentence: str) -> bool:
    """Whether it is an instruction, or s p e l l e d so that none can be told."""
    found = _WORD.findall(sentence)
    return is_instruction(sentence) or sum(len(word) == 1 for word in found) > _SPELLED_SHARE * max(8, len(found))


def _links(text: str) -> set[str]:
    return {link.rstrip(".,;:!?)'\"").casefold() for link in _LINK.findall(text)}


def _other_numbers(text: str) -> set[str]:
    """Words for multiples, parts and places in a row, and signs such as ½ and Ⅻ: all that is no figure."""
    return {c for c in text if unicodedata.category(c) in ("No", "Nl")} | (_vocabulary(text) & _MULTIPLES)


def _without_figures(text: str) -> str:
    for figure in figures_in(text):
        text = text[: figure.span.start] + " " * len(figure.span) + text[figure.span.end :]
    return text


def _new_names(statement: str, quote: str) -> bool:
    """Whether a word with a capital is not in the quote. A function word may begin the statement."""
    known = _vocabulary(quote)
    for n, match in enumerate(_WORD.finditer(statement)):
        bare = _bare(match.group())
        if any(c.isupper() for c in match.group()) and not (n == 0 and bare in _FUNCTION_WORDS) and bare not in known:
            return True
    return False


def _same_sense(statement: str, quote: str) -> bool:
    said, stands = _vocabulary(statement), _vocabulary(quote)
    if (said & _VERDICTS) - stands or denies(statement) != denies(quote):
        return False
    return bool(said & _HEDGES) or not stands & _HEDGES


def _too_new(statement: str, quote: str) -> bool:
    said, stands = ({stem(word) for word in words(text)} for text in (statement, quote))
    return len(said - stands) > _NEW_WORDS_SHARE * len(said)


def _vocabulary(text: str) -> frozenset[str]:
    """Its words in small letters, whole and in their parts: "gas-fired" is three words."""
    found = [match.group() for match in _WORD.finditer(text)]
    return frozenset(_bare(part) for word in found for part in (word, *re.split(r"['’.&-]", word)))


def _bare(word: str) -> str:
    lowered = unicodedata.normalize("NFC", word).casefold()
    return re.sub(r"['’]s$", "", lowered)
