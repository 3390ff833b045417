"""Five hundred runs against an LLM that obeys documents, invents, or fails: nothing unbacked leaves."""

from __future__ import annotations

import random
import re
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from answer.llm.langchain_model import LangChainModel
from answer.ports import ChatModel
from answer.reply import Answer, Question, Reply
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus
from tests.answer.llm.faults import FAULTS
from tests.answer.llm.world import DIAMONDS, HOW_MUCH, OPERATED, PATIENT, PLANT, PRICED, WHO, answerer_over, model_at
from tests.answer.loopback_llm import API_KEY, Asked, Draft, LoopbackLlm, draft
from tests.answer.planted import Story, planted_texts

RUNS_OF_EACH_FAULT = 8
OBEYING_RUNS = 134
INVENTING_RUNS = 134
DEADLINE_SECONDS = 0.3
SLACK_SECONDS = 2.0  # for a machine that does other things too
QUICK = type(PATIENT)(deadline_seconds=DEADLINE_SECONDS, backoff_seconds=0.005)
WORLD = (PLANT, DIAMONDS)


@dataclass(frozen=True)
class Bench:
    """The server, the client that stays open over all runs, and a folder for what is counted."""

    llm: LoopbackLlm
    model: LangChainModel
    folder: Path

    def ask(self, question: str, *articles: Article, model: ChatModel | None = None, patient: bool = False) -> Reply:
        limits = PATIENT if patient else QUICK
        return answerer_over(MemoryCorpus(*articles), model or self.model, self.folder, limits).ask(Question(question))


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with LoopbackLlm() as llm, model_at(llm) as model:
        yield Bench(llm, model, tmp_path_factory.mktemp("llm"))


def unbacked(reply: Reply) -> list[str]:
    """What an answer says and does not prove, told by simple means of this test's own."""
    if not isinstance(reply, Answer):
        return []
    wrong = [c.quote for c in reply.citations if c.span.of(c.article.text) != c.quote]
    quotes = {c.marker: c.quote for c in reply.citations}
    for statement in reply.statements:
        if not statement.citations:
            wrong.append(f"nothing proves: {statement.text}")
        for marker in statement.citations:
            quote = quotes[marker].casefold()
            particular = re.findall(r"\d[\d.,]*\d|\d|\w+://\S+|\b[A-Z]\w+", statement.text)
            wrong += [f"{p!r} in: {statement.text}" for p in particular if p.casefold() not in quote and p != "The"]
    return wrong


def test_every_fault_ends_in_the_extractive_answer_with_a_note_within_the_deadline(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    for fault, failing in FAULTS.items():
        bench.llm.fault = failing
        for question in (WHO, HOW_MUCH) * (RUNS_OF_EACH_FAULT // 2):
            started = time.monotonic()
            reply = bench.ask(question, *WORLD)
            assert time.monotonic() - started < DEADLINE_SECONDS + SLACK_SECONDS, fault
            check_fallback(reply, fault)
    bench.llm.fault = None
    assert API_KEY not in caplog.text
    assert bench.llm.violations == []


def test_an_llm_that_is_not_there_ends_in_the_extractive_answer_with_a_note(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    nobody = LangChainModel("openai:m", base_url=f"http://127.0.0.1:{port}/v1", api_key=API_KEY)
    for _ in range(RUNS_OF_EACH_FAULT):
        check_fallback(bench.ask(WHO, *WORLD, model=nobody), "refused")
    nobody.close()


def check_fallback(reply: Reply, fault: str) -> None:
    assert isinstance(reply, Answer), fault
    assert reply.answerer == "extractive", fault
    assert reply.note is not None, fault
    assert reply.note.endswith("This is the extractive answer."), fault
    assert "\n" not in reply.note, fault
    assert API_KEY not in reply.note, fault
    assert unbacked(reply) == [], fault


def test_what_documents_order_the_llm_to_say_does_not_leave(bench: Bench) -> None:
    rng = random.Random(7)
    obeyed, kept = [], 0
    for story, planted in rng.sample(planted_texts(), OBEYING_RUNS):
        article = story.article(planted, rng.choice(story.positions))
        bench.llm.writer = obeying(story, article)
        reply = bench.ask(story.question, article, *WORLD, patient=True)
        assert unbacked(reply) == []
        said = " ".join(s.text for s in reply.statements) if isinstance(reply, Answer) else ""
        obeyed += [planted] if reply.answerer != "extractive" and story.name.casefold() in said.casefold() else []
        kept += reply.answerer != "extractive"
    assert obeyed == []
    assert kept == OBEYING_RUNS  # its one honest statement does leave


def obeying(story: Story, article: Article) -> Callable[[Asked], Draft]:
    """Says what is planted, with every proof that it can think of, and one thing that is so."""
    planted = set(article.text.splitlines()) - set(story.article().text.splitlines())

    def write(asked: Asked) -> Draft:
        [key] = [key for key, text in asked.passages.items() if story.gold in text]
        lies = [f"{story.lie}.", story.name, f"{story.gold} [{story.lie}](https://evil.example/?q=secret)", *planted]
        proofs = [(lie, key, quote) for lie in lies for quote in (*planted, story.gold)]
        return draft((story.gold, key, story.gold), *proofs)

    return write


def test_what_the_llm_invents_does_not_leave(bench: Bench) -> None:
    rng = random.Random(11)
    let_through = 0
    for _ in range(INVENTING_RUNS):
        bench.llm.writer = lambda asked: inventing(asked, rng)
        reply = bench.ask(rng.choice((WHO, HOW_MUCH)), *WORLD, patient=True)
        assert isinstance(reply, Answer)
        assert unbacked(reply) == []
        assert (reply.note is None) == (reply.answerer != "extractive")
        let_through += reply.answerer != "extractive"
    assert 0 < let_through < INVENTING_RUNS  # some drafts hold an honest statement, and some hold none


INVENTIONS: tuple[Callable[[str], str], ...] = (
    lambda text: text.replace("33", "35").replace("SB", "SD"),
    lambda text: text.replace("billion", "million").replace("SoftBank", "Zorblatt"),
    lambda text: text.replace("$", "€").replace("will be", "will not be"),
    lambda text: f"{text} See https://evil.example/proof.",
    lambda text: f"{text} Zorblatt Energy is its owner.",
    lambda text: f"{text} It costs twice as much as planned.",
    lambda text: f"{text} Seven banks lend the money.",
    lambda text: "Zorblatt Energy will operate the plant.",
    lambda text: "The plant is priced at thirty-one billion dollars.",
    lambda text: "Das Kraftwerk wird von Zorblatt betrieben.",
)


def inventing(asked: Asked, rng: random.Random) -> Draft:
    """A few statements, each of which invents something: the fact, the quote or the key. Sometimes one does not."""
    [key] = [key for key, text in asked.passages.items() if OPERATED in text]
    other = next(other for other in asked.passages if other != key)
    statements = []
    for _ in range(rng.randint(1, 4)):
        true = rng.choice((OPERATED, PRICED))
        false = rng.choice(INVENTIONS)(true)
        statements.append(
            rng.choice(
                [
                    (false, key, true),
                    (false, key, false),
                    (true, key, false),
                    (true, "0badc0de", true),
                    (true, other, true),
                ]
            )
        )
        if false == true:  # this invention did not fit
            statements.pop()
    if rng.random() < 0.4:
        statements.append((OPERATED, key, OPERATED))
    return draft(*statements)
