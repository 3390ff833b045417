"""One event in the log for each thing done."""

from __future__ import annotations

import logging
from dataclasses import asdict

from api.telemetry.observing import AskDone, ModelCalled, Observer, RequestDone

logger = logging.getLogger(__name__)

_PROBES = ("/livez", "/readyz", "/metrics")


class RequestLog(Observer):
    """Logs at INFO; what only watches over the server, at DEBUG. texts: whether questions may be told."""

    def __init__(self, texts: bool = False) -> None:
        self._texts = texts

    def request_done(self, done: RequestDone) -> None:
        level = logging.DEBUG if done.route in _PROBES else logging.INFO
        fields = {**asdict(done), "ms": _ms(done.seconds)}
        fields["request_id"] = fields.pop("id")
        del fields["seconds"]
        route, caller = done.route or "an unknown address", done.caller or "a stranger"
        said = f"{done.method} {route} {done.status} {fields['ms']} ms, {caller}"
        logger.log(level, "%s", said, extra={"fields": {"event": "request", **fields}})

    def ask_done(self, done: AskDone) -> None:
        stages = {stage.value: _ms(seconds) for stage, seconds in done.stages.items()}
        fields = {"door": done.door, "outcome": done.outcome, "reason": done.reason, "ms": _ms(done.seconds)}
        if self._texts:
            fields["question"] = done.question
        because = f" ({done.reason})" if done.reason else ""
        said = f"a question at the door {done.door}: {done.outcome}{because}, {fields['ms']} ms"
        logger.info("%s", said, extra={"fields": {"event": "ask", **fields, "stages_ms": stages}})

    def model_called(self, done: ModelCalled) -> None:
        fields = {**asdict(done), "ms": _ms(done.seconds)}
        del fields["seconds"]
        logger.debug("the LLM was called", extra={"fields": {"event": "llm_call", **fields}})


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
