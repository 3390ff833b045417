"""What stands in the log, as text and as JSON."""

from __future__ import annotations

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dealdesk import log
from tests.dealdesk.console import settings_of

CANARY = "the canary's question"
SetUp = Callable[..., io.StringIO]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def set_up(tmp_path: Path) -> Iterator[SetUp]:
    """Sets the log of this process up, and puts it back as it was."""
    root = logging.getLogger()
    names = ["", *log.OURS, "answer.llm", "dealdesk.serving", "strange", "strange.part"]
    handlers, levels = root.handlers[:], {name: logging.getLogger(name).level for name in names}
    hook = threading.excepthook

    def up(serves: bool = False, stream: io.StringIO | None = None, **settings: Any) -> io.StringIO:
        written = io.StringIO() if stream is None else stream
        root.handlers[:] = []
        logging.getLogger("dealdesk.serving").setLevel(logging.NOTSET)
        log.set_up(settings_of(tmp_path, **settings), serves=serves, stream=written)
        return written

    yield up
    root.handlers[:], threading.excepthook = handlers, hook
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def provoke() -> None:
    try:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            raise ValueError(f"no answer to {CANARY}") from error
    except ValueError:
        logging.getLogger("dealdesk.jobs").exception("a job failed")


def test_an_event_is_one_line_of_json_with_its_fields(set_up: SetUp) -> None:
    written = set_up(log_format="json")
    logging.getLogger("dealdesk.jobs").info("over\nand done", extra={"fields": {"event": "job", "ms": 7}})
    [line] = lines(written)
    assert line.pop("at").startswith("20")
    assert line == {
        "level": "info",
        "event": "job",
        "logger": "dealdesk.jobs",
        "message": "over\nand done",
        "ms": 7,
    }


def test_as_text_a_message_is_one_line_whatever_stands_in_it(set_up: SetUp) -> None:
    written = set_up(log_format="text")
    logging.getLogger("dealdesk.jobs").warning("%s is read", "a.txt\n2026 forged\x1b[2J\u2028line")
    assert written.getvalue() == "a.txt 2026 forged [2J line is read\n"


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_told_by_its_kind_and_place_and_not_by_its_words(set_up: SetUp, form: str) -> None:
    written = set_up(log_format=form)
    provoke()
    told = written.getvalue()
    assert "ValueError" in told
    assert "KeyError" in told
    assert f"{Path(__file__).name}" in told
    assert "canary" not in told


def test_its_words_are_told_where_that_is_switched_on(set_up: SetUp) -> None:
    written = set_up(log_format="text", log_texts=True)
    provoke()
    assert f"ValueError: no answer to {CANARY}" in written.getvalue()


def test_a_server_without_a_terminal_writes_json_and_anything_else_text(set_up: SetUp) -> None:
    forms = {}
    for serves, stream in ((True, io.StringIO()), (True, Terminal()), (False, io.StringIO())):
        written = set_up(serves=serves, stream=stream)
        logging.getLogger("index").warning("a change")
        forms[serves, stream.isatty()] = written.getvalue()[0]
    assert forms == {(True, False): "{", (True, True): "a", (False, False): "a"}


def test_what_each_form_tells_by_default(set_up: SetUp) -> None:
    for form, heard in (("json", True), ("text", False)):
        written = set_up(log_format=form)
        logging.getLogger("api").info("an event")
        assert ("an event" in written.getvalue()) is heard
    written = set_up(log_format="text", serves=True)
    logging.getLogger("dealdesk.serving").info("it listens")
    assert "it listens" in written.getvalue()
    written = set_up(log_format="text", serves=True, log_level="ERROR")
    logging.getLogger("dealdesk.serving").info("it listens")
    assert written.getvalue() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_libraries_are_not_heard_below_a_warning_however_they_set_themselves_up(set_up: SetUp, form: str) -> None:
    written = set_up(log_format=form, log_level="DEBUG")
    strange = logging.getLogger("strange.part")
    strange.setLevel(logging.DEBUG)
    strange.info("sends %s", CANARY)
    logging.getLogger("answer").debug("of ours")
    strange.warning("it is grave")
    assert "canary" not in written.getvalue()
    assert "of ours" in written.getvalue()
    assert "it is grave" in written.getvalue()


def test_a_log_that_is_set_up_already_stays_as_it_is(set_up: SetUp, tmp_path: Path) -> None:
    first, second = set_up(log_format="text"), io.StringIO()
    log.set_up(settings_of(tmp_path), stream=second)
    logging.getLogger("index").warning("a change")
    assert (first.getvalue(), second.getvalue()) == ("a change\n", "")


def test_a_thread_that_ends_with_an_error_is_told_as_an_event(set_up: SetUp) -> None:
    written = set_up(log_format="json", serves=True)
    thread = threading.Thread(target=int, args=(CANARY,), name="a thread of ours")
    thread.start()
    thread.join()
    [line] = lines(written)
    assert (line["level"], line["message"]) == ("error", "a thread of ours ended with an error")
    assert line["trouble"].startswith("ValueError")
    assert "canary" not in line["trouble"]
