"""Who is told of the work of a server: its log and, where the settings name one, a collector of traces."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager, nullcontext
from importlib.metadata import version

from api.telemetry.observing import Telemetry
from api.telemetry.request_log import RequestLog
from api.telemetry.tracing import OtlpTracer
from dealdesk.settings import Settings


@contextmanager
def telling(settings: Settings) -> Iterator[Telemetry]:
    """While the block runs."""
    endpoint = settings.otel_endpoint
    tracing = closing(OtlpTracer(endpoint, version("dealdesk"))) if endpoint else nullcontext()
    with tracing as tracer:
        telemetry = Telemetry(tracer)
        telemetry.add(RequestLog(settings.log_texts))
        yield telemetry
