"""A small world to ask about, with an LLM on loopback behind the real client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from answer.extractive import ExtractiveAnswerer
from answer.llm.answerer import LlmAnswerer
from answer.llm.breaker import CircuitBreaker
from answer.llm.daily_tokens import DailyTokens
from answer.llm.drafting import Drafter, Limits
from answer.llm.langchain_model import LangChainModel
from answer.ports import Answerer, ChatModel
from corpus.article import Article
from tests.answer.fakes import MemoryCorpus
from tests.answer.loopback_llm import API_KEY, MODEL, LoopbackLlm

OPERATED = "The plant will be operated by SB Energy, a unit of SoftBank."
PRICED = "The first is a gas-fired power plant in Portsmouth, Ohio, priced at $33 billion."
PLANT = Article(
    "plant",
    "Ohio gets a gas-fired plant",
    f"Three projects were named. {PRICED} Officials expect 9.2 gigawatts. {OPERATED}\n",
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
WHO = "Who will operate the gas-fired plant in Ohio?"
HOW_MUCH = "How much is the gas-fired power plant in Portsmouth, Ohio priced at?"
QUICK = Limits(deadline_seconds=0.4, backoff_seconds=0.01)
PATIENT = Limits(deadline_seconds=20.0, backoff_seconds=0.01)
NEVER_OPENS = 1_000_000


def extractive_over(corpus: MemoryCorpus) -> Answerer:
    return ExtractiveAnswerer(corpus, corpus, corpus, corpus, lambda _: "v1")


def answerer_over(
    corpus: MemoryCorpus, model: ChatModel, folder: Path, limits: Limits = PATIENT, **more: Any
) -> LlmAnswerer:
    tokens = DailyTokens(folder / "tokens.sqlite3", more.pop("tokens_per_day", 10**9))
    breaker = CircuitBreaker(lambda: 0.0, faults=more.pop("faults", NEVER_OPENS))
    drafter = Drafter(model, tokens, limits, breaker=breaker)
    extractive = more.pop("extractive", None) or extractive_over(corpus)
    return LlmAnswerer(extractive, corpus, corpus, drafter, f"openai:{MODEL}", **more)


@contextmanager
def model_at(llm: LoopbackLlm, **more: Any) -> Iterator[LangChainModel]:
    """The real client, loaded."""
    options = {"base_url": llm.base_url, "api_key": API_KEY} | more
    with closing(LangChainModel(f"openai:{MODEL}", **options)) as model:
        model.warm_up()
        yield model
