from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from answer.llm.langchain_model import LangChainModel
from answer.llm.merging import merge
from answer.llm.proving import Proven
from answer.ports import UNFOLLOWED, Answerer, Follower
from answer.reply import (
    Abstention,
    Answer,
    Citation,
    Disagreement,
    DisputedValue,
    Question,
    Reason,
    Reply,
    ShortAnswer,
    Statement,
)
from corpus.article import Article, Selection, Span
from tests.answer.fakes import MemoryCorpus
from tests.answer.llm.world import DIAMONDS, HOW_MUCH, OPERATED, PLANT, PRICED, WHO, answerer_over, model_at
from tests.answer.loopback_llm import MODEL, Asked, Draft, LoopbackLlm, draft

Ask = Callable[..., Reply]


class Abstaining(Answerer):
    """Finds that nothing carries the question."""

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        return Abstention(question, Reason.NOT_SUPPORTED, "v1", note="Words alone.")


@pytest.fixture(scope="module")
def served() -> Iterator[tuple[LoopbackLlm, LangChainModel]]:
    with LoopbackLlm() as llm, model_at(llm) as model:
        yield llm, model


@pytest.fixture
def llm(served: tuple[LoopbackLlm, LangChainModel]) -> LoopbackLlm:
    served[0].asked.clear()
    return served[0]


@pytest.fixture
def ask(served: tuple[LoopbackLlm, LangChainModel], tmp_path: Path) -> Ask:
    def asking(question: str | Question, *articles: Article, corpus: MemoryCorpus | None = None, **more: Any) -> Reply:
        asked = question if isinstance(question, Question) else Question(question)
        return answerer_over(corpus or MemoryCorpus(*articles), served[1], tmp_path, **more).ask(asked)

    return asking


def key_of(asked: Asked, held: str) -> str:
    [key] = [key for key, text in asked.passages.items() if held in text]
    return key


def citing(text: str, quote: str, held: str | None = None) -> Callable[[Asked], Draft]:
    return lambda asked: draft((text, key_of(asked, held or quote), quote))


def test_a_proven_statement_goes_out_with_the_stored_sentence_as_its_quote(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = citing(
        "SB Energy, a unit of SoftBank, will operate the plant.", "operated by SB\u00a0Energy", OPERATED
    )
    reply = ask(WHO, PLANT, DIAMONDS)
    assert isinstance(reply, Answer)
    assert reply.text == "SB Energy, a unit of SoftBank, will operate the plant. [1]"
    [citation] = reply.citations
    assert (citation.article, citation.quote) == (PLANT, OPERATED)
    assert citation.span.of(PLANT.text) == OPERATED
    assert (reply.answerer, reply.note) == (f"openai:{MODEL}", None)


def test_one_quote_for_several_statements_is_one_citation(llm: LoopbackLlm, ask: Ask) -> None:
    def write(asked: Asked) -> Draft:
        key = key_of(asked, OPERATED)
        return draft((OPERATED, key, OPERATED), ("SB Energy will operate the plant.", key, OPERATED))

    llm.writer = write
    reply = ask(WHO, PLANT)
    assert isinstance(reply, Answer)
    assert [statement.citations for statement in reply.statements] == [(1,), (1,)]
    assert len(reply.citations) == 1


def test_a_quote_from_another_passage_than_its_key_proves_nothing(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = citing(OPERATED, OPERATED, "diamonds is planned")
    reply = ask(WHO, PLANT, DIAMONDS)
    assert reply.answerer == "extractive"
    assert reply.note == "The LLM wrote nothing that the articles bear out. This is the extractive answer."


def test_a_proven_sentence_about_something_else_is_no_answer(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = citing(
        "A factory for synthetic diamonds is planned in Georgia.",
        "A factory for synthetic diamonds is planned in Georgia.",
    )
    assert ask(WHO, PLANT, DIAMONDS).answerer == "extractive"


def test_an_llm_that_finds_no_answer_does_not_hide_the_extractive_one(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = lambda _: draft(answered=False)
    reply = ask(WHO, PLANT)
    assert isinstance(reply, Answer)
    assert reply.note == "The LLM found no answer in these passages. This is the extractive answer."


def test_where_neither_finds_an_answer_the_abstention_stands_without_a_note(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = lambda _: draft(answered=False)
    reply = ask("What interest rate do the loans for the plant carry?", PLANT, extractive=Abstaining())
    assert isinstance(reply, Abstention)
    assert (reply.reason, reply.note) == (Reason.NOT_SUPPORTED, "Words alone.")
    assert len(llm.asked) == 1


def test_an_llm_may_answer_where_the_extractive_answerer_abstains(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = citing(OPERATED, OPERATED)
    reply = ask(WHO, PLANT, extractive=Abstaining())
    assert isinstance(reply, Answer)
    assert reply.statements[0].text == OPERATED


@pytest.mark.parametrize(
    "question",
    [Question("Who grows tulips?"), Question(WHO, selection=Selection(collections=("secret",)))],
)
def test_nothing_is_sent_where_nothing_was_found(llm: LoopbackLlm, ask: Ask, question: Question) -> None:
    assert isinstance(ask(question, PLANT), Abstention)
    assert llm.asked == []


def test_the_note_of_the_extractive_reply_is_kept(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = lambda _: draft(("Zorblatt runs it.", "k", "q"))
    reply = ask(WHO, PLANT, extractive=Abstaining())
    assert reply.note == (
        "Words alone. The LLM wrote nothing that the articles bear out. This is the extractive reply."
    )


def test_what_is_searched_for_follows_the_question_as_it_is_understood(llm: LoopbackLlm, ask: Ask) -> None:
    llm.writer = citing(OPERATED, OPERATED)
    reply = ask(
        Question(WHO, top_k=1),
        DIAMONDS,
        PLANT,
        searches=lambda question: [("synthetic diamonds factory", question.selection), (WHO, question.selection)],
    )
    assert [text.splitlines()[0] for text in llm.asked[0].passages.values()] == [
        DIAMONDS.text.strip(),
        PLANT.text.strip(),
    ]
    assert reply.answerer != "extractive"


def test_a_replaced_article_is_not_cited(llm: LoopbackLlm, ask: Ask) -> None:
    corpus = MemoryCorpus(PLANT)

    def write(asked: Asked) -> Draft:
        corpus.articles["plant"] = replace(PLANT, text="All of this is withdrawn.\n")
        return draft((OPERATED, key_of(asked, OPERATED), OPERATED))

    llm.writer = write
    assert ask(WHO, corpus=corpus).answerer == "extractive"


def test_the_new_figure_is_shown_a_hundred_times_in_a_hundred_though_the_llm_insists_on_the_old(
    llm: LoopbackLlm, ask: Ask
) -> None:
    rng = random.Random(3)
    for _ in range(100):
        old, new = (f"${n} billion" for n in rng.sample(range(2, 990), 2))
        changed = replace(PLANT, text=PLANT.text.replace("$33 billion", new))
        was, stands = PRICED.replace("$33 billion", old), PRICED.replace("$33 billion", new)
        proofs = [was, stands, stands.split(",")[0], "priced at"]

        def insist(asked: Asked, was: str = was, stands: str = stands, proofs: list[str] = proofs) -> Draft:
            key = key_of(asked, stands)
            return draft(*((was, key, proof) for proof in rng.sample(proofs, 3)))

        llm.writer = insist
        reply = ask(HOW_MUCH, changed, DIAMONDS)
        assert isinstance(reply, Answer)
        assert new in reply.text
        assert old not in reply.text.replace(new, "")
        assert all(old not in citation.quote.replace(new, "") for citation in reply.citations)


CHEAPER = Article("cheaper", "Another price", "The plant is priced at $31 billion by its builders.\n")
LOWER = Citation(1, CHEAPER, Span(0, 51), CHEAPER.text[:51])
HIGHER = Citation(2, PLANT, Span(PLANT.text.index(PRICED), PLANT.text.index(PRICED) + len(PRICED)), PRICED)
DISPUTE = Disagreement(
    "price", (DisputedValue("$31 billion", (1,)), DisputedValue("$33 billion", (2,))), explanation="none"
)
EXTRACTIVE = Answer(
    Question(HOW_MUCH),
    (Statement(LOWER.quote, (1,)), Statement(PRICED, (2,))),
    (LOWER, HIGHER),
    "v1",
    (DISPUTE,),
    ShortAnswer("$33 billion", 2, Span(HIGHER.span.end - 12, HIGHER.span.end - 1)),
    ("who lends the money", "where the power plant is"),
)
PROVEN = Proven((Statement("The plant is priced at $33 billion.", (1,)),), (replace(HIGHER, marker=1),))


def test_rival_values_are_carried_over_with_their_citations() -> None:
    answer = merge(PROVEN, EXTRACTIVE, MemoryCorpus(PLANT, CHEAPER), "openai:m")
    assert answer is not None
    [disagreement] = answer.disagreements
    quotes = {c.marker: c.quote for c in answer.citations}
    assert [quotes[value.citations[0]] for value in disagreement.values] == [LOWER.quote, PRICED]
    assert [c.marker for c in answer.citations] == [1, 2]
    assert answer.statements[0].citations == (1,)


def test_the_answering_phrase_is_kept_and_marked_where_a_quote_holds_it() -> None:
    answer = merge(PROVEN, EXTRACTIVE, MemoryCorpus(PLANT, CHEAPER), "openai:m")
    assert answer is not None
    assert answer.short_answer is not None
    assert answer.short_answer.span.of(PLANT.text) == "$33 billion"
    assert answer.citations[answer.short_answer.marker - 1].quote == PRICED
    [statement] = answer.statements
    assert statement.emphasis is not None
    assert statement.emphasis.of(statement.text) == "$33 billion"
    elsewhere = Proven((Statement(LOWER.quote, (1,)),), (LOWER,))
    other = merge(elsewhere, replace(EXTRACTIVE, disagreements=()), MemoryCorpus(PLANT, CHEAPER), "openai:m")
    assert other is not None
    assert other.short_answer is None


def test_a_part_is_missing_as_long_as_no_quote_speaks_of_it() -> None:
    answer = merge(PROVEN, EXTRACTIVE, MemoryCorpus(PLANT, CHEAPER), "openai:m")
    assert answer is not None
    assert answer.missing == ("who lends the money",)


def test_nothing_is_merged_where_nothing_stands() -> None:
    assert merge(PROVEN, EXTRACTIVE, MemoryCorpus(CHEAPER), "openai:m") is None
