"""A collector of traces on loopback, for OTLP over HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_PATIENCE_SECONDS = 30.0


class Collector:
    """spans: those that came so far. bodies: as they came. resources: who sent them."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.bodies: list[bytes] = []
        self.resources: list[dict[str, str]] = []
        self.url = ""
        self._changed = Condition()

    def take(self, body: bytes) -> None:
        request = ExportTraceServiceRequest.FromString(body)
        with self._changed:
            self.bodies.append(body)
            for told in request.resource_spans:
                self.resources.append({each.key: each.value.string_value for each in told.resource.attributes})
                self.spans += [span for scope in told.scope_spans for span in scope.spans]
            self._changed.notify_all()

    def named(self, name: str) -> Span:
        """The span of that name, as soon as it is there."""
        with self._changed:
            assert self._changed.wait_for(lambda: name in self.names, _PATIENCE_SECONDS), self.names
            return next(span for span in self.spans if span.name == name)

    @property
    def names(self) -> list[str]:
        return [span.name for span in self.spans]


def notes(span: Span) -> dict[str, str | int]:
    """What is told of a span."""
    return {each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in span.attributes}


@contextmanager
def collecting() -> Iterator[Collector]:
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/v1/traces":
                collector.take(body)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector.url = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield collector
        finally:
            server.shutdown()
            thread.join()
