"""The check before an answer leaves: every quote stands, character for character, in the article as it is live, or as
it was at the moment that the question looks back to.
"""

from __future__ import annotations

import dataclasses
import logging
from collections.abc import Sequence
from typing import Protocol

from answer.reply import Citation, Disagreement, Statement
from corpus.article import EVERYTHING, Selection
from corpus.stored import StoredArticle

logger = logging.getLogger(__name__)


class StoredArticles(Protocol):
    """The catalogue, as far as grounding needs it."""

    def live(self, article_id: str) -> StoredArticle | None: ...

    def version(self, article_id: str, version: str) -> StoredArticle | None: ...


@dataclasses.dataclass(frozen=True)
class Grounded:
    """What survived the check, with markers numbered anew from 1."""

    statements: tuple[Statement, ...]
    citations: tuple[Citation, ...]
    disagreements: tuple[Disagreement, ...]


def ground(
    statements: Sequence[Statement],
    citations: Sequence[Citation],
    disagreements: Sequence[Disagreement],
    stored: StoredArticles,
    selection: Selection = EVERYTHING,
) -> Grounded:
    """Drop citations that the stored text does not bear out, then what is left without any.

    selection: what was searched; only where it looks back may a citation be of a version of the past.
    """
    kept = [citation for citation in citations if _stands(citation, stored, selection)]
    used = dict.fromkeys(
        marker
        for markers in [s.citations for s in statements] + [v.citations for d in disagreements for v in d.values]
        for marker in markers
        if any(citation.marker == marker for citation in kept)
    )
    number = {old: new for new, old in enumerate(used, start=1)}

    def renumbered(markers: Sequence[int]) -> tuple[int, ...]:
        return tuple(number[marker] for marker in markers if marker in number)

    proven = [dataclasses.replace(s, citations=renumbered(s.citations)) for s in statements]
    disputes = []
    for disagreement in disagreements:
        values = [dataclasses.replace(v, citations=renumbered(v.citations)) for v in disagreement.values]
        disputes.append(dataclasses.replace(disagreement, values=tuple(v for v in values if v.citations)))
    numbered = [dataclasses.replace(c, marker=number[c.marker]) for c in kept if c.marker in number]
    return Grounded(
        tuple(s for s in proven if s.citations),
        tuple(sorted(numbered, key=lambda citation: citation.marker)),
        tuple(d for d in disputes if len(d.values) > 1),
    )


def _stands(citation: Citation, stored: StoredArticles, selection: Selection) -> bool:
    held = stored.live(citation.article.id)
    if held is None:
        return False  # removed since it was found
    if held.article.version != citation.article.version:
        held = stored.version(citation.article.id, citation.article.version) if selection.looks_back else None
    if held is None:
        return False  # replaced since it was found
    stands = bool(citation.quote) and citation.span.of(held.article.text) == citation.quote
    if not stands:
        logger.error("a quote from article %s does not stand in it and was dropped", citation.article.id)
    return stands
