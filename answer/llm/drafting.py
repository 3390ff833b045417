"""Getting a draft out of an LLM that may be slow, broken or dear: deadline, retries, circuit breaker, spend limit."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from answer.errors import ChatModelFailed, SpendLimitReached
from answer.llm.breaker import CircuitBreaker
from answer.llm.daily_tokens import DailyTokens
from answer.llm.draft import Draft, draft_schema, read_draft
from answer.ports import ChatModel, Completion, Prompt

logger = logging.getLogger(__name__)

_BYTES_PER_TOKEN = 3  # fewer than any text has on average, so that the estimate is on the safe side
_LEAST_SECONDS = 0.05  # a call with less time than that is not worth its price


@dataclass(frozen=True)
class Limits:
    """deadline_seconds: for all tries together; output_tokens: what the model may write in one."""

    deadline_seconds: float = 30.0
    retries: int = 2
    backoff_seconds: float = 0.5
    output_tokens: int = 4_000


class Drafter:
    """Asks the LLM for a draft. Thread-safe. clock: seconds, monotonic."""

    def __init__(
        self,
        model: ChatModel,
        tokens: DailyTokens,
        limits: Limits,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
        breaker: CircuitBreaker | None = None,
    ) -> None:
        self._model = model
        self._tokens = tokens
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._breaker = breaker or CircuitBreaker(clock)
        self._schema = draft_schema()

    def warm_up(self) -> None:
        """Load what the first question needs."""
        self._model.warm_up()

    def draft(self, prompt: Prompt) -> Draft:
        """Raises ChatModelFailed within the deadline, which begins when the model's library is loaded."""
        self._model.warm_up()
        deadline = self._clock() + self._limits.deadline_seconds
        with self._breaker.call():
            return read_draft(self._complete(prompt, deadline).text)

    def _complete(self, prompt: Prompt, deadline: float) -> Completion:
        for retry in range(self._limits.retries + 1):
            try:
                return self._try(prompt, deadline - self._clock())
            except SpendLimitReached:
                raise
            except ChatModelFailed as failure:
                wait = self._wait_before(retry, failure)
                if retry == self._limits.retries or wait is None or self._clock() + wait + _LEAST_SECONDS > deadline:
                    raise
                logger.info("the LLM failed (%s) and is asked again in %.1f s", failure, wait)
                self._sleep(wait)
        raise AssertionError("the last try returns or raises")

    def _wait_before(self, retry: int, failure: ChatModelFailed) -> float | None:
        """Seconds until the next try; None where there is none."""
        if not failure.may_retry:
            return None
        return max(failure.retry_after_seconds or 0.0, self._limits.backoff_seconds * 2.0**retry)

    def _try(self, prompt: Prompt, seconds: float) -> Completion:
        size = prompt.instructions + prompt.material
        reserved = self._tokens.reserve(len(size.encode()) // _BYTES_PER_TOKEN + 1 + self._limits.output_tokens)
        started = self._clock()
        try:
            completion = self._model.complete(prompt, self._schema, seconds)
        except ChatModelFailed as failure:
            if not failure.may_have_cost:
                self._tokens.settle(reserved, 0)
            raise
        told = [n for n in (completion.prompt_tokens, completion.completion_tokens) if n is not None]
        if len(told) == 2:
            self._tokens.settle(reserved, sum(told))
        logger.info(
            "LLM call: %d characters of prompt, %s prompt and %s completion tokens, %.1f s; %d of %d tokens used today",
            len(size), completion.prompt_tokens, completion.completion_tokens, self._clock() - started,
            self._tokens.used_today(), self._tokens.limit,
        )  # fmt: skip
        return completion
