from datetime import date

import pytest

from answer.errors import InvalidQuestion
from answer.extractive import ExtractiveAnswerer
from answer.reply import Abstention, Answer, Question, Reason, Reply
from corpus.article import Article, Selection
from tests.answer.fakes import MemoryCorpus

PLANT = Article(
    "plant",
    "Ohio gets a gas-fired plant",
    "Three projects were named.\nThe first is a gas-fired power plant in Portsmouth, Ohio, priced at $33 billion. "
    "Officials expect 9.2 gigawatts. The plant will reportedly be operated by SB Energy, a unit of SoftBank.\n",
    "Harbour Ledger",
    date(2026, 2, 18),
)
DIAMONDS = Article(
    "diamonds",
    "A diamond factory for Georgia",
    "A factory for synthetic diamonds is planned in Georgia. It will be operated by Element Six.\n",
    "Pacific Wire",
    date(2026, 2, 19),
)
WIRE = Article("wire", "Plant priced", PLANT.text.split("\n")[1] + "\n", "Kestrel Markets", date(2026, 2, 19))
CHEAPER = Article(
    "cheaper",
    "Another price",
    "The gas-fired power plant in Portsmouth, Ohio, is priced at $31 billion by its builders.\n",
    "Strait Courier",
    date(2026, 2, 20),
)


def ask(question: str, *articles: Article, lexical_only: bool = False, selection: Selection | None = None) -> Reply:
    corpus = MemoryCorpus(*articles, lexical_only=lexical_only)
    answerer = ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1")
    return answerer.ask(Question(question, selection=selection or Selection()))


def test_an_answer_is_put_together_from_verbatim_sentences_with_markers() -> None:
    reply = ask("Who will operate the gas-fired plant in Ohio?", PLANT, DIAMONDS)
    assert isinstance(reply, Answer)
    assert reply.citations[0].quote == "The plant will reportedly be operated by SB Energy, a unit of SoftBank."
    assert reply.text.startswith("The plant will reportedly be operated by SB Energy, a unit of SoftBank. [1]")
    assert all(c.span.of(c.article.text) == c.quote for c in reply.citations)


def test_the_same_sentence_in_two_articles_is_one_statement_with_two_citations() -> None:
    reply = ask("How much is the gas-fired power plant in Portsmouth, Ohio priced at?", PLANT, WIRE)
    assert isinstance(reply, Answer)
    assert reply.statements[0].citations == (1, 2)
    assert {reply.citations[0].article.id, reply.citations[1].article.id} == {"plant", "wire"}


def test_different_amounts_for_the_same_thing_are_shown_side_by_side() -> None:
    reply = ask("How much is the gas-fired power plant in Portsmouth, Ohio priced at?", PLANT, CHEAPER)
    assert isinstance(reply, Answer)
    (disagreement,) = reply.disagreements
    assert {value.value for value in disagreement.values} == {"$33 billion", "$31 billion"}
    quoted = {value.value: reply.citations[value.citations[0] - 1].quote for value in disagreement.values}
    assert all(value in quote for value, quote in quoted.items())


def test_the_same_amount_in_another_spelling_is_no_disagreement() -> None:
    spelled = Article("spelled", "Price", CHEAPER.text.replace("$31 billion", "33bn dollars"))
    reply = ask("How much is the gas-fired power plant in Portsmouth, Ohio priced at?", PLANT, spelled)
    assert isinstance(reply, Answer)
    assert reply.disagreements == ()


@pytest.mark.parametrize(
    "question",
    [
        "What interest rate do the loans carry?",
        "Who owns the Marrowby bakery in Leeds?",
        "What is most discussed?",
    ],
)
def test_what_the_articles_do_not_carry_is_abstained_from(question: str) -> None:
    reply = ask(question, PLANT, DIAMONDS)
    assert isinstance(reply, Abstention)
    assert reply.reason in (Reason.NOT_SUPPORTED, Reason.NOTHING_FOUND)


def test_no_article_under_the_filters_is_a_reason_of_its_own() -> None:
    reply = ask("Who will operate the plant?", PLANT, selection=Selection(collections=("secret",)))
    assert isinstance(reply, Abstention)
    assert reply.reason is Reason.NO_ARTICLES


def test_a_search_by_words_alone_is_said_to_be_one() -> None:
    reply = ask("Who will operate the gas-fired plant in Ohio?", PLANT, lexical_only=True)
    assert reply.note is not None
    assert "words alone" in reply.note


def test_the_same_question_gets_the_same_answer() -> None:
    first, second = (ask("Who will operate the gas-fired plant in Ohio?", PLANT, DIAMONDS, WIRE) for _ in range(2))
    assert isinstance(first, Answer)
    assert isinstance(second, Answer)
    assert (first.statements, first.citations) == (second.statements, second.citations)


@pytest.mark.parametrize(
    ("question", "remedy"),
    [
        (lambda: Question("  ?! "), "ask something"),
        (lambda: Question("why " * 2_000), "at most"),
        (lambda: Question("why", top_k=0), "1 to"),
        (
            lambda: Question(
                "why", selection=Selection(published_from=date(2026, 2, 1), published_to=date(2026, 1, 1))
            ),
            "published_from",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_names_the_remedy(question: object, remedy: str) -> None:
    assert callable(question)
    with pytest.raises(InvalidQuestion, match=remedy):
        question()
