"""A small set made by hand, in which the sentences that answer can be told from the others by their words."""

from __future__ import annotations

from corpus.article import Article, Span
from evaluation.place import Place
from evaluation.question_set import GoldQuestion, QuestionSet
from tests.answer.fakes import MemoryCorpus

_TOWNS = "Dayton Laredo Mobile Duluth Savannah Gdansk Kawasaki Portree Leeds Tarrow Wend Ruhl".split()
_FIRMS = "Orrin Halden Veyra Lowmoor Caddis Hale Quillane Vantry Oskel Belcombe Nordhus Istrel".split()
_LEAD = "The mayor spoke of summer. "


def taught_set(name: str = "mills") -> QuestionSet:
    """Two questions of each town, the second of which no article answers: the halves hold both kinds."""
    articles, questions = [], []
    for n, (town, firm) in enumerate(zip(_TOWNS, _FIRMS, strict=True)):
        gold = f"The mill in {town} was sold to {firm} Homes."
        article = Article(town, "News", f"{_LEAD}{gold} A bridge near {town} was painted. It rained all day.")
        span = Span(len(_LEAD), len(_LEAD) + len(gold))
        asked = GoldQuestion(f"{n}a", f"Who bought the mill in {town}?", True, (f"{firm} Homes",), (Place(town, span),))
        unknown = GoldQuestion(f"{n}b", f"Who insured the harbour crane of {town} Zenith?", False)
        articles.append(article)
        questions += [asked, unknown] if n % 2 else [unknown, asked]
    return QuestionSet(name, tuple(articles), tuple(questions))


def searcher_of(question_set: QuestionSet) -> MemoryCorpus:
    """The articles of a set, found by shared words."""
    return MemoryCorpus(*question_set.articles)
