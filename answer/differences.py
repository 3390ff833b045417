"""What a later reply to a question says otherwise than an earlier one, compared as values and not as words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from answer.followups import standalone
from answer.keeping import cited
from answer.namesakes import Likeness
from answer.parts import parts_of
from answer.periods import period_in
from answer.reply import Answer, Citation, Disagreement, DisputedValue, Reply, one_line
from answer.values import Claim, likeness, readable, sort_of
from answer.wanted import Wanted, wanted_by
from corpus.article import Article, Span
from index.words import stem, words


class Kind(StrEnum):
    """What became of an answer."""

    ANSWERED = "answered"  # there was none before
    OTHER_VALUE = "other_value"
    DISAGREEMENT = "disagreement"  # somebody gives a value that nobody gave before, and others do not
    UNSUPPORTED = "unsupported"  # the articles do not carry it any more


@dataclass(frozen=True)
class Told:
    """A value as a reply gives it, and what proves it. value: None where the reply has no phrase but a statement."""

    value: str | None
    citation: Citation


@dataclass(frozen=True)
class Difference:
    """What changed, to be shown side by side. old, new: what was told and what is; nothing on the side that is none.

    Of a disagreement `new` has the values that were not known, and `old` all that were.
    """

    kind: Kind
    old: tuple[Told, ...]
    new: tuple[Told, ...]


@dataclass(frozen=True)
class _Value:
    """A value of a reply that can be compared with others."""

    claim: Claim
    citation: Citation


def difference(old: Reply, new: Reply) -> Difference | None:
    """None where nothing is to be told: the same value in other words, from another article, less or more precisely,
    or one of several that the old reply had already.
    """
    if isinstance(old, Answer) and isinstance(new, Answer):
        return _between(old, new)
    if isinstance(new, Answer):
        return Difference(Kind.ANSWERED, (), _leading(new))
    return Difference(Kind.UNSUPPORTED, _leading(old), ()) if isinstance(old, Answer) else None


def _between(old: Answer, new: Answer) -> Difference | None:
    wanted = _wanted(old)
    known, quotes = _values_of(old, wanted), [one_line(citation.quote) for citation in cited(old)]

    def is_news(value: _Value) -> bool:
        """Whether a sentence that was not quoted before gives a value like none before."""
        if not readable(value.claim) or one_line(value.citation.quote) in quotes:
            return False
        if wanted is Wanted.ANYTHING and _is_said(value.claim.text, quotes):
            return False
        return not any(_alike(value.claim, other.claim) for other in known)

    def rivals(value: _Value) -> list[_Value]:
        return [other for other in known if _of_one_sort(value.claim, other.claim)]

    if not known:
        return None  # it told no value: whatever is told now cannot be another one
    disputed = [v for one in new.disagreements for v in _disputed(one, new, wanted) if is_news(v)]
    if disputed:
        return Difference(Kind.DISAGREEMENT, _told(known), _told(disputed))
    short = _short(new, wanted)
    if short and is_news(short) and rivals(short):
        return Difference(Kind.OTHER_VALUE, _told(rivals(short)[:1]), _told([short]))
    if set(old.missing) - set(new.missing):  # another part of the question
        first = [value for value in _values_of(new, wanted) if is_news(value)]
        return Difference(Kind.ANSWERED, (), _told(first)) if first else None
    return None


def _alike(one: Claim, other: Claim) -> bool:
    """Whether they may be the same value. What cannot be read as a value is like itself alone."""
    if not readable(other):
        return one.text == other.text
    return _of_one_sort(one, other) and (
        likeness(one, other) is not Likeness.DIFFERENT
        or _is_short_for(one.text, other.text)
        or _is_short_for(other.text, one.text)
    )


def _of_one_sort(one: Claim, other: Claim) -> bool:
    """Whether one of them can take the other's place: an amount that of an amount, and not of a name or a day."""
    if not readable(other):
        return True
    if one.kind is Wanted.ANYTHING:
        return _sort(one) == _sort(other)
    return sort_of(one) == sort_of(other) or not (sort_of(one) and sort_of(other))


def _sort(claim: Claim) -> str:
    return sort_of(claim) or ("time" if period_in(claim.text) else "")


def _is_short_for(short: str, long: str) -> bool:
    """Whether `short` is made of initials of `long`: MoU, memorandum of understanding."""
    initials = "".join(word[0] for word in re.findall(r"\w+", long)).upper()
    return bool(re.fullmatch(r"(?=.*[A-Z].*[A-Z])[A-Za-z]{2,7}", short)) and short.upper() in initials


def _is_said(phrase: str, quotes: Sequence[str]) -> bool:
    """Whether one of the quotes has all words of the phrase: then it is only worded otherwise now."""
    stems = {stem(word) for word in words(phrase)}
    return any(stems <= {stem(word) for word in words(quote)} for quote in quotes)


def _values_of(answer: Answer, wanted: Wanted) -> list[_Value]:
    """All values that an answer gives, the short answer first."""
    short = _short(answer, wanted)
    found = [short] if short else []
    found += [value for one in answer.disagreements for value in _disputed(one, answer, wanted)]
    for statement in answer.statements:
        if statement.emphasis:
            phrase = statement.emphasis.of(statement.text)
            found += _placed(phrase, statement.citations, answer, wanted)
    return found


def _short(answer: Answer, wanted: Wanted) -> _Value | None:
    short = answer.short_answer
    citation = next((c for c in answer.citations if short and c.marker == short.marker), None)
    if short is None or citation is None:
        return None
    return _Value(Claim(citation.article, citation.span, short.span, 1.0, wanted), citation)


def _disputed(disagreement: Disagreement, answer: Answer, wanted: Wanted) -> list[_Value]:
    def values(side: DisputedValue) -> list[_Value]:
        return _placed(side.value, side.citations, answer, wanted)

    return [value for side in disagreement.values for value in values(side)]


def _placed(phrase: str, markers: Sequence[int], answer: Answer, wanted: Wanted) -> list[_Value]:
    """The phrase in the first of these citations that has it or, where none has it as it is written, by itself."""
    proofs = [citation for citation in answer.citations if citation.marker in markers]
    for citation in proofs:
        at = citation.quote.find(phrase)
        if at >= 0:
            start = citation.span.start + at
            return [
                _Value(Claim(citation.article, citation.span, Span(start, start + len(phrase)), 1.0, wanted), citation)
            ]
    whole = Span(0, len(phrase))
    return [_Value(Claim(Article("phrase", "", phrase), whole, whole, 1.0, wanted), proof) for proof in proofs[:1]]


def _leading(answer: Answer) -> tuple[Told, ...]:
    """What an answer says first: its short answer and its disputed values, or its first statement."""
    values = _values_of(answer, _wanted(answer))
    if values:
        return _told(values)
    marker = answer.statements[0].citations[0]
    return tuple(Told(None, citation) for citation in answer.citations if citation.marker == marker)


def _told(values: Sequence[_Value]) -> tuple[Told, ...]:
    """Each value once, as it is written the first time."""
    found: dict[str, Told] = {}
    for value in values:
        found.setdefault(value.claim.text, Told(value.claim.text, value.citation))
    return tuple(found.values())


def _wanted(reply: Reply) -> Wanted:
    """The kind of value that answers; ANYTHING where several things are asked."""
    text = standalone(reply.question.text, reply.question.history)
    return wanted_by(text) if len(parts_of(text)) == 1 else Wanted.ANYTHING
