"""An answerer, a searcher and an LLM as they are, whose work is told of."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack

from answer.errors import Abandoned, ChatModelFailed, InvalidQuestion
from answer.ports import UNFOLLOWED, Answerer, ChatModel, Completion, Follower, Prompt, Stage
from answer.reply import Abstention, Question, Reply
from api.telemetry.observing import AskDone, ModelCalled, Outcome, Telemetry, Tracer
from api.telemetry.requests import door_of_request
from corpus.article import EVERYTHING, Selection
from index.hit import Hit, Retrieval
from index.ports import Searcher


class ObservedAnswerer(Answerer):
    """Tells of each question: its door, what became of it, and how long each stage took."""

    def __init__(self, answerer: Answerer, telemetry: Telemetry, door: str | None = None) -> None:
        """door: where questions come from; default: what the request says that the thread works for."""
        self._answerer = answerer
        self._telemetry = telemetry
        self._door = door

    def ask(self, question: Question, follower: Follower = UNFOLLOWED) -> Reply:
        door = self._door or door_of_request()
        started = time.perf_counter()
        steps = _Steps(self._telemetry.tracer, follower)
        with self._telemetry.tracer.span("ask") as span:
            try:
                reply = self._answerer.ask(question, steps)
                outcome, reason = Outcome.ANSWERED, ""
                if isinstance(reply, Abstention):
                    outcome, reason = Outcome.ABSTAINED, reply.reason.value
                return reply
            except BaseException as error:
                outcome, reason = _OUTCOMES.get(type(error), Outcome.FAILED), type(error).__name__
                raise
            finally:
                steps.close()
                span.note(door=door, outcome=outcome, reason=reason)
                seconds = time.perf_counter() - started
                self._telemetry.ask_done(AskDone(door, outcome, reason, seconds, steps.seconds, question.text))


_OUTCOMES: Mapping[type[BaseException], Outcome] = {
    Abandoned: Outcome.ABANDONED,
    InvalidQuestion: Outcome.REFUSED,
}


class _Steps(Follower):
    """Measures each stage, and tells another follower of every step."""

    def __init__(self, tracer: Tracer, told: Follower) -> None:
        self.seconds: dict[Stage, float] = {}
        self._tracer = tracer
        self._told = told
        self._stage: Stage | None = None
        self._since = 0.0
        self._span = ExitStack()

    def reached(self, stage: Stage) -> None:
        if stage is not self._stage:
            self.close()
            self._stage, self._since = stage, time.perf_counter()
            self._span.enter_context(self._tracer.span(stage.value))
        self._told.reached(stage)

    def found(self, hits: Sequence[Hit]) -> None:
        self._told.found(hits)

    def close(self) -> None:
        """The stage that it is in is over."""
        self._span.close()
        if self._stage is not None:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + time.perf_counter() - self._since
        self._stage = None


class ObservedSearcher(Searcher):
    """Each search is a part of the work on its request."""

    def __init__(self, searcher: Searcher, tracer: Tracer) -> None:
        self._searcher = searcher
        self._tracer = tracer

    def search(self, query: str, selection: Selection = EVERYTHING, top_k: int = 8) -> Retrieval:
        with self._tracer.span("search the index") as span:
            found = self._searcher.search(query, selection, top_k)
            span.note(hits=len(found.hits), by_words_alone=int(found.lexical_only))
            return found


class ObservedModel(ChatModel):
    """Tells of each call of an LLM: how long it took, what it used, and how it failed."""

    def __init__(self, model: ChatModel, telemetry: Telemetry) -> None:
        self._model = model
        self._telemetry = telemetry

    def warm_up(self) -> None:
        self._model.warm_up()

    def complete(self, prompt: Prompt, schema: Mapping[str, object], timeout_seconds: float) -> Completion:
        started = time.perf_counter()
        with self._telemetry.tracer.span("call the LLM") as span:
            try:
                completion = self._model.complete(prompt, schema, timeout_seconds)
            except ChatModelFailed as failure:
                fault = "passing" if failure.may_retry else "lasting"
                span.note(fault=fault)
                self._telemetry.model_called(ModelCalled(fault, time.perf_counter() - started))
                raise
            used = completion.prompt_tokens or 0, completion.completion_tokens or 0
            span.note(prompt_tokens=used[0], completion_tokens=used[1])
            self._telemetry.model_called(ModelCalled("", time.perf_counter() - started, *used))
            return completion
