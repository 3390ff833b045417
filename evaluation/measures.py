"""Measures, as pure functions over places, texts and citations. Shares lie in 0..1; sizes are in characters.

`ranked` is what retrieval gave, best first. A budget is a number of characters that a reader is willing to read: the
ranked passages are walked in order, and the one that crosses the budget is cut there. What is read twice costs twice,
and counts once.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import groupby

from answer.reply import Citation
from corpus.article import Span
from evaluation.place import Place, shared_chars, size_chars


def within(ranked: Iterable[Place], budget_chars: int) -> list[Place]:
    """The places read within the budget; the last one may be cut."""
    read: list[Place] = []
    for article_id, span in ranked:
        if budget_chars <= 0:
            break
        kept = Span(span.start, min(span.end, span.start + budget_chars))
        read.append(Place(article_id, kept))
        budget_chars -= len(kept)
    return read


def recall(ranked: Iterable[Place], gold: Sequence[Place], budget_chars: int) -> float:
    """The share of gold characters that is read within the budget."""
    return shared_chars(within(ranked, budget_chars), gold) / size_chars(gold)


def precision(ranked: Iterable[Place], gold: Sequence[Place], budget_chars: int) -> float:
    """The share of the characters read within the budget that is gold, each gold character counted once; 0 for none."""
    read = within(ranked, budget_chars)
    spent = sum(len(place.span) for place in read)
    return shared_chars(read, gold) / spent if spent else 0.0


def recall_at(ranked: Sequence[Place], gold: Sequence[Place], passages: int) -> float:
    """1 when any of the first `passages` passages touches a gold span, else 0."""
    return float(shared_chars(ranked[:passages], gold) > 0)


def reciprocal_rank(ranked: Iterable[Place], gold: Sequence[Place]) -> float:
    """1 / rank of the first passage that touches a gold span; 0 when none does. Its mean is the MRR."""
    for rank, place in enumerate(ranked, start=1):
        if shared_chars([place], gold):
            return 1 / rank
    return 0.0


def ndcg(ranked: Iterable[Place], gold: Sequence[Place], passages: int) -> float:
    """nDCG over the first `passages` passages, whose gain is the share of the gold characters that they are first to
    hold; 1 when the first passage holds all of them.
    """
    read: list[Place] = []
    gained, held = 0.0, 0
    for rank, place in enumerate(ranked, start=1):
        if rank > passages:
            break
        read.append(place)
        now_held = shared_chars(read, gold)
        gained += (now_held - held) / math.log2(rank + 1)
        held = now_held
    return gained / size_chars(gold)


def normalised(text: str) -> str:
    """`text` as words: compatibility forms and case folded, punctuation and white space made single spaces.

    Currency signs and % stay, as words of their own: $5 is not €5. Spaces replace punctuation, so 3.5 is not 35.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(_kept(char) for char in folded).split())


def _kept(char: str) -> str:
    kind = unicodedata.category(char)
    if char.isalnum() or kind.startswith("M"):
        return char
    return f" {char} " if char == "%" or kind == "Sc" else " "


def contains_gold(texts: Iterable[str], answers: Iterable[str]) -> bool:
    """Whether any of the texts holds any of the gold answers as whole words, both normalised."""
    wanted = [f" {answer} " for answer in map(normalised, answers) if answer]
    return any(answer in f" {text} " for text in map(normalised, texts) for answer in wanted)


def span_f1(cited: Sequence[Place], gold: Sequence[Place]) -> float:
    """F1 of the cited against the gold characters, each counted once: 2 * shared / (cited + gold)."""
    total = size_chars(cited) + size_chars(gold)
    return 2 * shared_chars(cited, gold) / total if total else 0.0


def verbatim(citation: Citation) -> bool:
    """Whether the quote is, character for character, what the article holds at the span."""
    return citation.quote != "" and citation.span.of(citation.article.text) == citation.quote


def balanced_accuracy(outcomes: Iterable[tuple[bool, bool]]) -> float | None:
    """Of (answerable, answered) pairs: the mean of the share of answerable questions that were answered and the share
    of unanswerable ones that were not; 0.5 says nothing was told apart. None unless there are both kinds.
    """
    answered: dict[bool, list[bool]] = {True: [], False: []}
    for answerable, was_answered in outcomes:
        answered[answerable].append(was_answered)
    if not answered[True] or not answered[False]:
        return None
    sensitivity = sum(answered[True]) / len(answered[True])
    specificity = 1 - sum(answered[False]) / len(answered[False])
    return (sensitivity + specificity) / 2


def auc(scored: Iterable[tuple[bool, float]]) -> float | None:
    """Of (answerable, score) pairs: how often an answerable question scores higher than an unanswerable one, ties
    counting half; 0.5 says that the score tells nothing. None unless there are both kinds.
    """
    pairs = sorted(scored, key=lambda pair: pair[1])
    positives = sum(answerable for answerable, _ in pairs)
    negatives = len(pairs) - positives
    if not positives or not negatives:
        return None
    below, wins = 0, 0.0
    for _, equals in groupby(pairs, key=lambda pair: pair[1]):
        kinds = [answerable for answerable, _ in equals]
        tied = kinds.count(False)
        wins += kinds.count(True) * (below + tied / 2)
        below += tied
    return wins / (positives * negatives)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0..1) of the values do not exceed. ValueError for no values."""
    if not values:
        raise ValueError("a percentile of no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
