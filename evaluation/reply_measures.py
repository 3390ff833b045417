"""Measures of replies: the answering phrase, the cited sentences, and what is shown of values that contradict.

An abstention from an answerable question says and cites nothing, and scores 0.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from answer.reply import Answer, Citation, Reply
from corpus.article import Span
from corpus.sentences import sentence_spans, trimmed
from evaluation.alignment import SetTexts
from evaluation.measures import contains_gold, span_f1, verbatim
from evaluation.place import Place, joined, shared_chars
from evaluation.question_set import GoldQuestion

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")
_NO_PUNCTUATION = str.maketrans("", "", string.punctuation)


def reply_measures(gold: GoldQuestion, reply: Reply, texts: SetTexts) -> dict[str, float]:
    """All measures that apply to a reply to `gold`, by name."""
    citations = reply.citations if isinstance(reply, Answer) else ()
    measures = {"answered": float(isinstance(reply, Answer))}
    if isinstance(reply, Answer):
        measures["statements"] = float(len(reply.statements))
        measures["citations"] = float(len(citations))
        measures["verbatim_citations"] = float(sum(map(verbatim, citations)))
    if gold.answerable and gold.answers:
        said = reply.short_answer.text if isinstance(reply, Answer) and reply.short_answer else ""
        measures["gold_cited"] = float(contains_gold([citation.quote for citation in citations], gold.answers))
        measures["short_exact"] = max(exact_match(said, answer) for answer in gold.answers)
        measures["short_f1"] = max(token_f1(said, answer) for answer in gold.answers)
    if gold.answerable and gold.spans:
        measures["citation_f1"] = span_f1([texts.place(c.article, c.span) for c in citations], gold.spans)
        measures |= _against_sentences(citations, gold.spans, texts)
    if gold.wrong is not None:
        measures |= _contradicting(gold.answers, gold.wrong, reply)
    return measures


def squad_tokens(text: str) -> list[str]:
    """The words of a short answer as SQuAD compares them: lower case, without punctuation and a, an, the."""
    return _ARTICLES.sub(" ", text.lower().translate(_NO_PUNCTUATION)).split()


def exact_match(said: str, gold: str) -> float:
    """1 when both have the same words in the same order and there are any, else 0."""
    return float(bool(said) and squad_tokens(said) == squad_tokens(gold))


def token_f1(said: str, gold: str) -> float:
    """F1 of the words said against the gold words, repeats counted; 0 for nothing said."""
    some, others = squad_tokens(said), squad_tokens(gold)
    shared = sum((Counter(some) & Counter(others)).values())
    return 2 * shared / (len(some) + len(others)) if shared else 0.0


def _against_sentences(citations: Sequence[Citation], gold: Sequence[Place], texts: SetTexts) -> dict[str, float]:
    cited = list(dict.fromkeys(_cited_sentences(citations, texts)))
    wanted = list(dict.fromkeys(gold))
    right = _share_in(cited, wanted)
    found = _share_in(wanted, cited)
    f1 = 2 * right * found / (right + found) if right and found else 0.0
    return {"sentence_precision": right, "sentence_recall": found, "sentence_f1": f1}


def _cited_sentences(citations: Sequence[Citation], texts: SetTexts) -> Iterator[Place]:
    """The places of the sentences that the quotes hold, so that a long quote is no better than its sentences."""
    for citation in citations:
        for unit in sentence_spans(citation.quote):
            bare = trimmed(citation.quote, unit)
            if len(bare):
                start = citation.span.start
                yield texts.place(citation.article, Span(start + bare.start, start + bare.end))


def _share_in(some: Sequence[Place], others: Sequence[Place]) -> float:
    """The share of places at least half of whose characters lie in the others; 0 for none."""
    union = joined(others)
    return sum(2 * shared_chars([place], union) >= len(place.span) for place in some) / len(some) if some else 0.0


def shown(reply: Reply) -> Iterable[str]:
    """What a reader is shown as the answer: statements, the answering phrase, and the values of a disagreement."""
    if not isinstance(reply, Answer):
        return []
    said = [statement.text for statement in reply.statements]
    said += [value.value for disagreement in reply.disagreements for value in disagreement.values]
    return [*said, reply.short_answer.text] if reply.short_answer else said


def _contradicting(right: Sequence[str], wrong: Sequence[str], reply: Reply) -> dict[str, float]:
    """For a question that the articles answer in several ways.

    all_right_shown: every right answer is shown; wrong_alone: a wrong one is, and no right one beside it.
    """
    said = list(shown(reply))
    shown_right = [contains_gold(said, [answer]) for answer in right]
    shown_wrong = contains_gold(said, wrong)
    return {
        "all_right_shown": float(all(shown_right)),
        "wrong_alone": float(shown_wrong and not any(shown_right)),
        "contradicted": float(len({*right, *wrong}) > 1),
        "disagreement_said": float(isinstance(reply, Answer) and bool(reply.disagreements)),
    }
