"""What the server counts, as Prometheus reads it. The only file that knows its client."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from api.telemetry.observing import AskDone, ModelCalled, Observer, Outcome, RequestDone

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_METHODS = frozenset("GET HEAD POST PUT PATCH DELETE OPTIONS".split())
_ASKED_AT = {"/v1/ask": "http", "/v1/ask/batch": "http", "/v1/chat/completions": "chat"}
_TURNED_AWAY = (429, 503)


@dataclass(frozen=True)
class Measured:
    """A figure of the moment. name: without the prefix; label: a name and a value by which it differs from others."""

    name: str
    means: str
    value: float
    label: tuple[str, str] | None = None


class Metrics(Observer):
    """Counts what it is told of, and measures what is only of the moment whenever it is read."""

    def __init__(self) -> None:
        # Nobody asks when each began to be counted, and they would be half of all.
        disable_created_metrics()  # type: ignore[no-untyped-call]
        registry = self._registry = CollectorRegistry()
        self._requests = Counter(
            "dealdesk_http_requests", "HTTP requests that are over.", ["method", "route", "status"], registry=registry
        )
        self._request_seconds = Histogram(
            "dealdesk_http_request_seconds", "From the first byte of a request to the last of its response.",
            ["method", "route"], buckets=_SECONDS, registry=registry,
        )  # fmt: skip
        self._asks = Counter(
            "dealdesk_asks", "Questions, by what became of them.", ["door", "outcome", "reason"], registry=registry
        )
        self._ask_seconds = Histogram(
            "dealdesk_ask_seconds", "From a question to its answer.", ["door"], buckets=_SECONDS, registry=registry
        )
        self._stage_seconds = Histogram(
            "dealdesk_ask_stage_seconds", "What each stage of an answer took.", ["stage"], buckets=_SECONDS,
            registry=registry,
        )  # fmt: skip
        self._calls = Counter(
            "dealdesk_llm_calls", "Calls of the LLM, by how they failed.", ["fault"], registry=registry
        )
        self._call_seconds = Histogram(
            "dealdesk_llm_call_seconds", "What each call of the LLM took.", buckets=_SECONDS, registry=registry
        )
        self._tokens = Counter(
            "dealdesk_llm_tokens", "Tokens of the LLM, as it counts them.", ["of"], registry=registry
        )
        ProcessCollector(registry=registry)

    def measure(self, measure: Callable[[], Sequence[Measured]]) -> None:
        """Show what `measure` gives whenever somebody reads. It is quick and raises nothing."""
        self._registry.register(_Moment(measure))

    def text(self) -> bytes:
        """Everything, in Prometheus's text format."""
        return generate_latest(self._registry)

    def request_done(self, done: RequestDone) -> None:
        # Nothing that a client makes up may become a label: there would be no end to them.
        method = done.method if done.method in _METHODS else "other"
        route = done.route or "none"
        self._requests.labels(method, route, str(done.status)).inc()
        self._request_seconds.labels(method, route).observe(done.seconds)
        if route in _ASKED_AT and done.status in _TURNED_AWAY:
            self._asks.labels(_ASKED_AT[route], Outcome.REFUSED.value, str(done.status)).inc()

    def ask_done(self, done: AskDone) -> None:
        self._asks.labels(done.door, done.outcome.value, done.reason).inc()
        self._ask_seconds.labels(done.door).observe(done.seconds)
        for stage, seconds in done.stages.items():
            self._stage_seconds.labels(stage.value).observe(seconds)

    def model_called(self, done: ModelCalled) -> None:
        self._calls.labels(done.fault).inc()
        self._call_seconds.observe(done.seconds)
        self._tokens.labels("prompts").inc(done.prompt_tokens)
        self._tokens.labels("replies").inc(done.completion_tokens)


class _Moment(Collector):
    """Figures that nobody counts."""

    def __init__(self, measure: Callable[[], Sequence[Measured]]) -> None:
        self._measure = measure

    def describe(self) -> Iterable[Metric]:
        return ()  # so that nothing is measured before somebody reads

    def collect(self) -> Iterable[Metric]:
        found: dict[str, GaugeMetricFamily] = {}
        for one in self._measure():
            labels = [one.label[0]] if one.label else []
            family = found.setdefault(one.name, GaugeMetricFamily(f"dealdesk_{one.name}", one.means, labels=labels))
            family.add_metric([one.label[1]] if one.label else [], one.value)
        return found.values()
