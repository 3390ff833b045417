"""What people think of answers, at the command line."""

from __future__ import annotations

import pytest

from answer.reply import Question
from tests.dealdesk.console import Console
from tests.dealdesk.watched import watched


@pytest.mark.slow
def test_the_command_lists_what_people_think_the_newest_first(fresh: Console) -> None:
    assert "nobody has said yet" in fresh.run("feedback").out
    with watched(fresh.home / "catalogue.sqlite3") as here:
        here.put("plant", "The Ohio plant costs $33 billion.")
        reply = here.answerer.ask(Question("What does the Ohio plant cost?"))
        here.answers.keep(reply, "somebody")
        here.answers.rate(reply.id, "somebody", False, "It is\n[bold]$35 billion[/bold].")
        here.answers.rate(reply.id, "another", True)
    told = fresh.run("feedback", "--json").json["feedback"]
    assert [(each["asker"], each["helpful"]) for each in told] == [("another", True), ("somebody", False)]
    assert [each["answer_id"] for each in fresh.run("feedback", "--limit", "1", "--json").json["feedback"]] == [
        reply.id
    ]
    assert "It is [bold]$35 billion[/bold]." in " ".join(fresh.run("feedback").out.split())
