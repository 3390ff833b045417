"""The phrases of a sentence that could answer a question: names, amounts, dates, and other runs of words.

A phrase begins and ends where the text gives a reason to: at a function word, a punctuation mark, or where capitals
begin or end. Which of them answers is decided by their features (answer/scoring.py).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from answer.asked_phrase import FUNCTION_WORDS, AskedPhrase
from answer.figures import Figure, figures_in
from corpus.article import Span
from index.words import stem

MAX_PHRASE_WORDS = 9
_FAR = 12  # words from which on a question's word no longer says anything of a phrase
_TOKEN = re.compile(r"[$€£¥₩]?\d[\d.,]*\d%?|[$€£¥₩]?\d%?|\w+(?:[-'’.&/]\w+)*%?|[^\w\s]")
_ARTICLES = ("a", "an", "the")
_CUES = ("by", "of", "in", "to", "as", "for", "from", "at", "on", "with", "is", "was", "called", "named", "near")
_BE = frozenset(("is", "are", "was", "were", "be", "been"))
_MONEY = re.compile(r"[$€£¥₩]|\b(?:dollars|euros|pounds|yen|won|francs)\b", re.IGNORECASE)
_PERCENTAGE = re.compile(r"%|\bper ?cent", re.IGNORECASE)
_DATE = re.compile(
    r"(?:1\d|20)\d\ds?$|centur|(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)$"
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty half third quarter"
    " several hundred hundreds thousand thousands million millions billion billions dozen dozens".split()
)
_DOTTED = re.compile(r"(?:[A-Z]\.)+[A-Z]")
_DIGIT, _CAPITAL, _SMALL = range(3)
_VERBAL = ("ed", "ing", "ly", "s")  # endings of words that are seldom within a phrase
_INNER_MARKS = "'’\"“”-–—&.,/"
_OPENING = ('"', "“", "‘", "'", "(")
_CLOSING = ('"', "”", "’", "'", ")")
_STOPS = (",", ".", ";")
_AND = ("and", "or")


@dataclass(frozen=True)
class Token:
    """A word, a number with its sign, or a punctuation mark."""

    text: str
    start: int
    end: int
    is_word: bool
    lower: str
    stem: str


@dataclass(frozen=True)
class Sentence:
    """A sentence as words and marks, where each stem stands among them, and its figures."""

    text: str
    tokens: Sequence[Token]
    places: Mapping[str, Sequence[int]]
    figures: Sequence[Figure]

    @classmethod
    def of(cls, text: str) -> Sentence:
        tokens = [_token(match) for match in _TOKEN.finditer(text)]
        places: dict[str, list[int]] = {}
        for at, token in enumerate(tokens):
            places.setdefault(token.stem, []).append(at)
        return cls(text, tokens, places, figures_in(text))

    def phrases(self, asked: AskedPhrase) -> Iterator[tuple[Span, dict[str, float]]]:
        """Every phrase that could answer, as a span of the sentence, with its features. No figure is ever cut."""
        held = [(weight, self.places[s]) for s, weight in asked.weights.items() if s in self.places]
        total = sum(asked.weights.values()) or 1.0
        whole = {figure.span: figure.kind for figure in self.figures}
        only = asked.fitting(self.figures, self.text)
        for begin, end in self._ranges(only, asked.weights):
            span = Span(self.tokens[begin].start, self._end_of(self.tokens[end - 1]))
            if not only and any(_cuts(span, figure) for figure in whole):
                continue
            features = self._features(begin, end, asked) | _nearness(held, begin, end, total)
            if span in whole:
                features[f"{asked.kind}: whole {whole[span].value}"] = 1.0
            yield span, features

    def _end_of(self, last: Token) -> int:
        """Without the 's of a possessive, with the full stop of "U.S."."""
        if len(last.text) > 2 and last.lower.endswith(("'s", "’s")):
            return last.end - 2
        dotted = _DOTTED.fullmatch(last.text) and self.text.startswith(".", last.end)
        return last.end + bool(dotted)

    def _ranges(self, only: Collection[Span], asked: Collection[str]) -> Iterator[tuple[int, int]]:
        """Half-open ranges of tokens: those of `only`, where it is not empty."""
        tokens = self.tokens
        if only:
            for figure in sorted(only):
                inside = [at for at, token in enumerate(tokens) if figure.start <= token.start < figure.end]
                yield inside[0], inside[-1] + 1
            return
        ends = [self._is_border(at, at + 1, asked) for at in range(len(tokens))]
        for first in range(len(tokens)):
            if not self._is_border(first, first - 1, asked):
                continue
            for last in range(first, min(len(tokens), first + MAX_PHRASE_WORDS)):
                token = tokens[last]
                if not token.is_word and token.text not in _INNER_MARKS:
                    break
                if token.text == "," and not self._joins(last):
                    break
                if ends[last]:
                    yield first, last + 1

    def _is_border(self, at: int, beside: int, asked: Collection[str]) -> bool:
        """Whether a phrase may end at the token `at`, on the side of `beside`. asked: the stems of the question."""
        token = self.tokens[at]
        if not token.is_word or token.lower in FUNCTION_WORDS:
            return False
        if not 0 <= beside < len(self.tokens):
            return True
        other = self.tokens[beside]
        if other.is_word and (other.start == token.end or other.end == token.start):
            return False  # halves of one word: "20th", "33bn"
        if not other.is_word or other.lower in FUNCTION_WORDS or (other.stem in asked) != (token.stem in asked):
            return True
        return _look(other) != _look(token) or (_look(other) == _SMALL and other.lower.endswith(_VERBAL))

    def _joins(self, comma: int) -> bool:
        """Whether a comma stands within a phrase: "July 22, 2025", "Portsmouth, Ohio", "A, B and C"."""
        if not 0 < comma < len(self.tokens) - 1:
            return False
        beside = self.tokens[comma - 1].text[0], self.tokens[comma + 1].text[0]
        return all(char.isdigit() or char.isupper() for char in beside)

    def _features(self, begin: int, end: int, asked: AskedPhrase) -> dict[str, float]:
        tokens = self.tokens
        inside = tokens[begin:end]
        words = [token for token in inside if token.is_word]
        content = [token for token in words if token.lower not in FUNCTION_WORDS]
        shape = _shape(words)
        before = tokens[begin - 1] if begin else None
        after = tokens[end] if end < len(tokens) else None
        cue = before.lower if before else ""
        if cue in _ARTICLES and begin > 1:
            cue = tokens[begin - 2].lower  # "in the Gulf of Mexico" stands after "in"
        then = after.lower if after else ""
        repeated = sum(token.stem in asked.weights for token in content) / max(1, len(content))
        truths = {
            f"{asked.kind}: {shape}": True,
            f"looks like {shape}": True,
            "all repeated": repeated == 1.0,
            "one word": len(words) == 1,
            "two words": len(words) == 2,
            "over five words": len(words) > 5,
            "at the start": begin == 0,
            "at the end": end >= len(tokens) - 1,
            "in quotes or brackets": cue in _OPENING and then in _CLOSING,
            "after a comma": cue == ",",
            "before a mark": then in _STOPS,
            "holds the focus": any(token.stem in asked.focus for token in content),
            "ends in the focus": len(content) > 1 and content[-1].stem in asked.focus,
            "beside the focus": any(token.stem in asked.focus for token in (before, after) if token),
            "with of": any(token.lower == "of" for token in inside),
            "with and": any(token.lower in _AND for token in inside),
            "with a comma": any(token.text == "," for token in inside),
            "after a word of the question": self._word_before(begin) in asked.weights,
            "before a word of the question": after is not None and after.stem in asked.weights,
            "before a form of be": then in _BE,
            "cuts a name": self._cuts_name(begin, end),
            f"after {cue}": cue in _CUES,
            f"{asked.kind}: after {cue}": cue in _CUES,
        }
        return {name: 1.0 for name, truth in truths.items() if truth} | {
            "repeated": repeated,
            "length": len(words) / 5,
        }

    def _cuts_name(self, begin: int, end: int) -> bool:
        """Whether "of" joins it to another name: "Mexico" in "Gulf of Mexico"."""
        tokens = self.tokens
        before = begin > 1 and tokens[begin - 1].lower == "of" and _look(tokens[begin - 2]) == _CAPITAL
        after = end + 1 < len(tokens) and tokens[end].lower == "of" and _look(tokens[end + 1]) == _CAPITAL
        return (before and _look(tokens[begin]) == _CAPITAL) or (after and _look(tokens[end - 1]) == _CAPITAL)

    def _word_before(self, begin: int) -> str:
        """The stem of the content word before, function words passed over."""
        at = begin - 1
        while at > 0 and self.tokens[at].lower in FUNCTION_WORDS:
            at -= 1
        return self.tokens[at].stem if at >= 0 else ""


def _cuts(span: Span, figure: Span) -> bool:
    """Whether `span` holds a part of the figure and not the whole."""
    touches = span.start < figure.end and figure.start < span.end
    return touches and not (span.start <= figure.start and figure.end <= span.end)


def _nearness(held: Sequence[tuple[float, Sequence[int]]], begin: int, end: int, total: float) -> dict[str, float]:
    """How near the question's words stand on either side."""
    before = after = 0.0
    for weight, places in held:
        n = bisect_left(places, begin)
        if n and begin - places[n - 1] < _FAR:
            before += weight / (begin - places[n - 1])
        n = bisect_left(places, end)
        if n < len(places) and places[n] - end < _FAR:
            after += weight / (places[n] - end + 1)
    return {"near before": before / total, "near after": after / total}


def _shape(words: Sequence[Token]) -> str:
    """The look of a phrase: money, a percentage, a date, a number, a name, or plain words, wholly or in part."""
    joined = " ".join(word.text for word in words)
    if _MONEY.search(joined):
        return "money"
    if _PERCENTAGE.search(joined):
        return "percentage"
    if any(_DATE.match(word.text) for word in words):
        return "date"
    if any(word.text[0].isdigit() or word.lower in _NUMBERS for word in words):
        return "number"
    content = [word for word in words if word.lower not in FUNCTION_WORDS]
    capitals = sum(word.text[0].isupper() for word in content)
    return "name" if capitals == len(content) else "name in part" if capitals else "plain words"


def _look(token: Token) -> int:
    first = token.text[0]
    return _DIGIT if first.isdigit() else _CAPITAL if first.isupper() else _SMALL


def _token(match: re.Match[str]) -> Token:
    text = match[0]
    lower = text.lower()
    is_word = any(char.isalnum() for char in text)
    return Token(text, match.start(), match.end(), is_word, lower, stem(re.split("['’]", lower)[0]))
