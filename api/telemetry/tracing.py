"""Traces by OpenTelemetry, sent to a collector. The only file that knows its SDK, which it imports when it is used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import TYPE_CHECKING

from fastapi.telemetry import TelemetryConfig

from api.telemetry.observing import Span, Tracer

if TYPE_CHECKING:
    from opentelemetry import trace
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import Span as SdkSpan

_SPOKEN = ("url.path", "url.query")  # the framework notes them: ids that people chose, and what they ask
_STOP_SECONDS = 3.0


class _Noted(Span):
    def __init__(self, span: trace.Span) -> None:
        self._span = span

    def note(self, **notes: str | int) -> None:
        self._span.set_attributes({f"dealdesk.{name}": value for name, value in notes.items()})


class OtlpTracer(Tracer):
    """Sends spans over HTTP, in the background; what a collector that is away does not get is dropped. Close it.

    endpoint: the collector's, as http://127.0.0.1:4318. What else there is to set is OpenTelemetry's own to read, from
    OTEL_SERVICE_NAME, OTEL_EXPORTER_OTLP_HEADERS and so on.
    """

    def __init__(self, endpoint: str, version: str) -> None:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor

        class Discreet(SpanProcessor):
            def on_start(self, span: SdkSpan, parent_context: Context | None = None) -> None:
                for name in _SPOKEN:
                    if name in (span.attributes or {}):
                        span.set_attribute(name, "not told")

        resource = Resource.create({"service.version": version})
        if str(resource.attributes.get("service.name")).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": "dealdesk"}))
        provider = self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        provider.add_span_processor(Discreet())
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces")))
        self._tracer = provider.get_tracer("dealdesk", version)

    @contextmanager
    def span(self, name: str) -> Iterator[Span]:
        # Of an error its kind alone: its words may be what people ask.
        with self._tracer.start_as_current_span(name, record_exception=False, set_status_on_exception=False) as span:
            try:
                yield _Noted(span)
            except Exception as error:
                span.set_attribute("error.type", type(error).__name__)
                raise

    def framework(self) -> TelemetryConfig:
        """What the HTTP framework is to tell: a span for each request."""
        return {**UNTOLD, "tracing": True, "tracer_provider": self._provider}

    def close(self) -> None:
        """Send what is left, if the collector takes it quickly: the rest of it holds nobody up."""
        sending = Thread(target=self._provider.shutdown, name="last spans", daemon=True)
        sending.start()
        sending.join(_STOP_SECONDS)


UNTOLD: TelemetryConfig = {
    "tracing": False,
    "metrics": False,
    "logs": False,  # they would carry the words of errors
    "operation_spans": False,
    "auto_configure": False,  # whatever the environment says to others
}
"""What the HTTP framework is to tell where nobody follows."""


def framework_of(tracer: Tracer) -> TelemetryConfig:
    return tracer.framework() if isinstance(tracer, OtlpTracer) else UNTOLD
