"""What of an article is compared with others, to tell copies of its text from what only looks alike."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby

from corpus.article import Article
from corpus.sentences import sentence_spans
from corpus.signature import Signature

Place = tuple[str, ...]
"""The words around names and figures."""

_FEWEST_WORDS = 8  # "Subscribe to read on." is no story, in however many places it stands
_LEAD_SENTENCES = 4
_SHINGLE_WORDS = 3
_WHOLE_WORDS = 6
_PLACE_WORDS = 2  # of the four around: between fewer anything may stand

_IDEOGRAPHS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # written without spaces: each is a word
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|[{_IDEOGRAPHS}]|[^\W\d_{_IDEOGRAPHS}]+")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")


@dataclass(frozen=True)
class Facts:
    """Names and figures that stand next to each other."""

    names: frozenset[str]
    figures: frozenset[str]


@dataclass(frozen=True)
class Telling:
    """What of an article is compared: its text in pieces, when and by whom; never its title.

    is_stub: it has too few words to tell anything. shingles: hashes of three words each, at least one. lead: those of
    the first sentences. placed: what names and figures stand between which words. whole: hashes of sentences that end
    like one. names: all that may be, the words that sentences begin with among them; sure_names: without these.
    figures: without those of one digit. cased: whether capitals tell names here.
    """

    published: date | None
    publisher: str | None
    digest: bytes
    is_stub: bool
    shingles: frozenset[int]
    placed: Mapping[Place, frozenset[Facts]]
    whole: frozenset[int]
    names: frozenset[str]
    sure_names: frozenset[str]
    lead: frozenset[int]
    figures: frozenset[str]
    all_figures: frozenset[str]
    cased: bool

    @classmethod
    def of(cls, article: Article) -> Telling:
        pieces = [span.of(article.text) for span in sentence_spans(article.text)]
        sentences = [_words(piece) for piece in pieces]
        words = [word for sentence in sentences for word in sentence] or [article.text]
        small = frozenset(word for word in words if word.islower())
        figures = frozenset(_figure(word) for word in words if word[0].isdigit())
        placed: dict[Place, set[Facts]] = {}
        for place, facts in (told for sentence in sentences for told in _placed(sentence, small)):
            placed.setdefault(place, set()).add(facts)
        long = [sentence for sentence in sentences if len(sentence) >= _WHOLE_WORDS]
        return cls(
            published=article.published,
            publisher=article.publisher.casefold() if article.publisher else None,
            digest=hashlib.sha256(" ".join(words).casefold().encode()).digest()[:16],
            is_stub=len(words) < _FEWEST_WORDS,
            shingles=frozenset(_shingles(sentences)) or frozenset(_hash([word]) for word in words),
            placed={place: frozenset(facts) for place, facts in placed.items()},
            whole=frozenset(_hash(s) for s, piece in zip(sentences, pieces, strict=True) if _is_whole(s, piece)),
            names=_names(words, small),
            sure_names=_names((word for sentence in sentences for word in sentence[1:]), small),
            lead=frozenset(_shingles(long[:_LEAD_SENTENCES])),
            figures=frozenset(figure for figure in figures if len(figure) > 1),
            all_figures=figures,
            cased=sum(word.lower() != word.upper() for word in words) * 2 > len(words),
        )

    @cached_property
    def signature(self) -> Signature:
        return Signature.of(self.digest, self.shingles, {_hash([name]) for name in self.sure_names})


def _words(sentence: str) -> list[str]:
    return [word.replace(".", "") if word[0].isalpha() else word for word in _WORD.findall(sentence)]


def _shingles(sentences: Iterable[Sequence[str]]) -> Iterator[int]:
    """Within sentences, so that their order does not count; a shorter sentence is one. Menus and tables of contents,
    where each word has a capital, give none.
    """
    for sentence in sentences:
        for start in range(max(1, len(sentence) - _SHINGLE_WORDS + 1) if sentence else 0):
            words = sentence[start : start + _SHINGLE_WORDS]
            if not all(word[0].isupper() or word[0].isdigit() for word in words):
                yield _hash(words)


def _hash(words: Sequence[str]) -> int:
    return zlib.crc32(" ".join(words).casefold().encode())


def _is_whole(words: Sequence[str], piece: str) -> bool:
    return len(words) >= _WHOLE_WORDS and re.search(r"[.!?…。！？][\"'”’»)\]]*\s*$", piece) is not None


def _names(words: Iterable[str], small: frozenset[str]) -> frozenset[str]:
    """The words with a capital that the article never writes without one: "Delaware", and not "Recipient"."""
    return frozenset(word.lower() for word in words if _is_name(word, small))


def _is_name(word: str, small: frozenset[str]) -> bool:
    return word[0].isupper() and len(word) > 1 and word.lower() not in small


def _placed(sentence: Sequence[str], small: frozenset[str]) -> Iterator[tuple[Place, Facts]]:
    """The names and figures that stand next to each other, with what is around them: two words, or others of them."""
    runs = [
        (is_fact, list(run))
        for is_fact, run in groupby(sentence, lambda word: word[0].isdigit() or _is_name(word, small))
    ]
    frame = [word for is_fact, run in runs for word in (["#"] if is_fact else [word.lower() for word in run])]
    frame = ["^", "^", *frame, "$", "$"]
    facts = (run for is_fact, run in runs if is_fact)
    for at, word in enumerate(frame):
        if word == "#":
            told = next(facts)
            around = (*frame[at - 2 : at], *frame[at + 1 : at + 3])
            if sum(each.isalpha() for each in around) >= _PLACE_WORDS:
                yield around, Facts(_names(told, small), frozenset(_figure(each) for each in told if each[0].isdigit()))


def _figure(word: str) -> str:
    """A number as others may write it: 1,200 as 1200, and 5.0 as 5."""
    plain = word.replace(",", "") if _THOUSANDS.fullmatch(word) else word.replace(",", ".")
    return plain.rstrip("0").rstrip(".") if plain.count(".") == 1 else plain
