"""The LLM, where one is set: its client, its limits, and the answerer that writes with it."""

from __future__ import annotations

from datetime import date

from answer.grounding import StoredArticles
from answer.llm.answerer import LlmAnswerer
from answer.llm.breaker import CircuitBreaker
from answer.llm.daily_tokens import DailyTokens
from answer.llm.drafting import Drafter, Limits
from answer.llm.langchain_model import LangChainModel, MissingExtra
from answer.ports import Answerer, ChatModel
from answer.reply import Question
from answer.understanding import understand
from corpus.article import Selection
from dealdesk.errors import BadSetting
from dealdesk.settings import Settings, secret
from index.ports import Holdings, Searcher


def language_model(settings: Settings) -> LangChainModel | None:
    """The client for DEALDESK_LLM, or None. Nothing is imported or connected yet. Raises BadSetting."""
    if not settings.llm:
        return None
    try:
        return LangChainModel(
            settings.llm,
            base_url=settings.llm_base_url,
            api_key=secret(settings.llm_api_key),
            output_tokens=settings.llm_output_tokens,
            structure=settings.llm_structure,
        )
    except (MissingExtra, ValueError) as error:
        raise BadSetting(f"DEALDESK_LLM: {error}") from error


def writing_answerer(
    settings: Settings,
    model: ChatModel,
    extractive: Answerer,
    searcher: Searcher,
    articles: StoredArticles,
    holdings: Holdings,
    breaker: CircuitBreaker | None = None,
) -> LlmAnswerer:
    """An answerer that writes with `model`. Its spending is counted in the home, over every process and restart.

    breaker: one of the caller's, to see how it is.
    """

    def searches(question: Question) -> list[tuple[str, Selection]]:
        understood = understand(question, holdings, date.today())
        return [(text, understood.selection) for text in understood.searches]

    limits = Limits(settings.llm_deadline_seconds, output_tokens=settings.llm_output_tokens)
    tokens = DailyTokens(settings.home / "llm-tokens.sqlite3", settings.llm_tokens_per_day)
    drafter = Drafter(model, tokens, limits, breaker=breaker)
    return LlmAnswerer(extractive, searcher, articles, drafter, str(settings.llm), searches)
