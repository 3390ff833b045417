"""A searcher and an answerer that give what they were told to, for tests of what is measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import Abstention, Answer, Citation, Question, Reason, Reply, Statement
from corpus.article import EVERYTHING, Article, Selection, Span
from index.hit import Hit, Retrieval
from index.ports import Searcher

Found = Sequence[tuple[Article, Span]]


@dataclass
class ScriptedSearcher(Searcher):
    """Finds the given passages for a question, nothing for any other; remembers what it was asked."""

    found: Mapping[str, Found]
    asked: list[tuple[str, int]] = field(default_factory=list)

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        self.asked.append((query, top_k))
        passages = [article.cut(span) for article, span in self.found.get(query, ())][:top_k]
        return Retrieval(tuple(Hit(passage, 1 / rank, rank, rank) for rank, passage in enumerate(passages, start=1)))


@dataclass
class ScriptedAnswerer(Answerer):
    """Cites the given passages for a question, one statement each, and abstains from any other.

    supports: whether it tells its support, one hundredth a character of the question.
    """

    cited: Mapping[str, Found]
    supports: bool = False
    asked: list[Question] = field(default_factory=list)

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        self.asked.append(question)
        if question.text not in self.cited:
            support = len(question.text) / 100 if self.supports else None
            return Abstention(question, Reason.NOT_SUPPORTED, "v1", support=support)
        citations = tuple(
            Citation(marker, article, span, span.of(article.text))
            for marker, (article, span) in enumerate(self.cited[question.text], start=1)
        )
        return Answer(question, tuple(Statement(c.quote, (c.marker,)) for c in citations), citations, "v1")
