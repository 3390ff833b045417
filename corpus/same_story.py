"""Whether two articles tell the same story: copies of one text, shortened, rewritten in part or with another headline.

Shared sentences are not enough: agreements and results written from one template share most of theirs. So the names
and figures must agree too, and a sentence that says the same of another party or figure speaks against. A copy that
gives another figure is a telling of its own, or a disagreement would be hidden.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, product
from typing import TypeVar

from corpus.article import Article
from corpus.sentences import sentence_spans
from corpus.signature import Signature

DAYS_APART = 14
"""A wire story is copied within days; what looks alike later is the next one of its kind."""

_CONTAINED = 0.5  # of the shorter text's shingles; three fifths of the sentences keep more than that
_CONTAINED_LATER = 0.75  # where one outlet tells it on two days: a follow-up repeats the background
_CONTAINED_CASELESS = 0.8  # where names cannot be told from other words
_JACCARD = 0.22  # below it the longer one tells of much else: a round-up, a filing that a release is attached to
_JACCARD_SHORT, _SHORT = 0.7, 80  # of texts of fewer shingles, where a quote or a menu alone is most of it
_FEWEST_WORDS = 8  # "Subscribe to read on." is no story, in however many places it stands
_NAMES_AGREE, _FIGURES_AGREE = 0.5, 0.4  # shares of those of one of them
_FEW_NAMES, _FEW_FIGURES, _FEW_WHOLE = 3, 4, 3  # fewer say nothing
_LEAD_SENTENCES, _LEAD_KNOWN = 4, 0.2  # a follow-up begins with what is new, a round-up with what is elsewhere
_NAMES_CONTRADICTED, _FIGURES_CONTRADICTED = 0.04, 0.02  # shares of the places that both have
_SLACK = 0.12  # an estimate of an overlap is seldom more than that below it
_SHINGLE_WORDS = 3
_WHOLE_WORDS = 6
_PLACE_WORDS = 2  # of the four around: between fewer anything may stand

T = TypeVar("T")
Place = tuple[str, ...]
"""The words around names and figures."""

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


def same_story(a: Telling, b: Telling) -> bool:
    """Whether one is a copy of the other, exact or near. Symmetric; both may be copies of a third and of no other."""
    if far_apart(a.published, b.published) or a.is_stub or b.is_stub:
        return False
    return a.digest == b.digest or (_overlap(a, b) and _agree(a, b) and not _contradict(a, b))


def may_be_same(a: Signature, b: Signature) -> bool:
    """Whether it is worth reading the two texts: no pair that `same_story` takes for one is likely to fail this."""
    jaccard, contained = a.overlap(b)
    few = min(len(a.names), len(b.names)) < _FEW_NAMES
    overlap = jaccard >= _JACCARD - _SLACK and contained >= _CONTAINED - _SLACK
    return overlap and (few or a.names_shared(b) >= _NAMES_AGREE - 2 * _SLACK)


def far_apart(a: date | None, b: date | None) -> bool:
    """Whether articles of these days cannot be copies of one another. What has no date may be of any."""
    return a is not None and b is not None and abs((a - b).days) > DAYS_APART


def _overlap(a: Telling, b: Telling) -> bool:
    fewer = min(len(a.shingles), len(b.shingles))
    shared = len(a.shingles & b.shingles)
    jaccard = shared / (len(a.shingles) + len(b.shingles) - shared)
    if fewer < _SHORT:
        whole = len(a.whole & b.whole)
        return jaccard >= _JACCARD_SHORT or (whole >= _FEW_WHOLE and 2 * whole >= max(len(a.whole), len(b.whole)))
    return jaccard >= _JACCARD and shared >= _contained_at_least(a, b) * fewer


def _contained_at_least(a: Telling, b: Telling) -> float:
    if not (a.cased and b.cased):
        return _CONTAINED_CASELESS
    later = a.published and b.published and a.published != b.published
    return _CONTAINED_LATER if later and a.publisher and a.publisher == b.publisher else _CONTAINED


def _agree(a: Telling, b: Telling) -> bool:
    """Whether they begin alike and speak of the same names and figures."""
    return (
        max(_known(a.sure_names, b.names, _FEW_NAMES), _known(b.sure_names, a.names, _FEW_NAMES)) >= _NAMES_AGREE
        and max(_known(a.figures, b.figures, _FEW_FIGURES), _known(b.figures, a.figures, _FEW_FIGURES))
        >= _FIGURES_AGREE
        and min(_known(a.lead, b.shingles), _known(b.lead, a.shingles)) >= _LEAD_KNOWN
    )


def _known(ours: frozenset[T], theirs: frozenset[T], few: int = 1) -> float:
    """The share of ours that is among theirs too; all of them, where ours are too few to say."""
    return len(ours & theirs) / len(ours) if len(ours) >= few else 1.0


def _contradict(a: Telling, b: Telling) -> bool:
    """Whether too often another name or figure stands between the same words."""
    places = a.placed.keys() & b.placed.keys()
    named = figured = 0
    for place in places:
        pairs = list(product(a.placed[place], b.placed[place]))
        figured += all(one.figures - b.all_figures and other.figures - a.all_figures for one, other in pairs)
        named += all(
            one.names and other.names and not one.names & other.names and (one.names - b.names or other.names - a.names)
            for one, other in pairs
        )
    return named > _NAMES_CONTRADICTED * len(places) or figured > _FIGURES_CONTRADICTED * len(places)


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
