"""The commands, end to end, as processes of their own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dealdesk.assembly import open_beside
from dealdesk.owner import owned
from tests.dealdesk.console import EXAMPLES, SCRIPT, Console, Done, settings_of

pytestmark = pytest.mark.slow

CORPUS = EXAMPLES / "corpus"
FEE = 'What does "Company Termination Fee" mean in the merger agreement between Larkspur Grid and Northwind Cable?'
ANSWER = (
    "id question status reason text short_answer statements citations disagreements missing nearest as_of answerer "
    "index_version elapsed_ms note conversation"
)
CITATION = "marker article_id version title publisher published url start end page quote also_in"
HIT = "rank score article_id version title publisher published url start end text also_in"
ARTICLE = "id title publisher byline published date_found language url collection version stored_at source"
REFRESH = "path added replaced unchanged removed failed passages embedded seconds failures job state error"


def keys(body: dict[str, Any]) -> str:
    return " ".join(body)


@pytest.mark.parametrize("command", ["", "refresh"])
def test_help_loads_neither_torch_nor_chromadb_nor_a_database(command: str) -> None:
    arguments = [command] if command else []
    done = subprocess.run(
        [sys.executable, "-X", "importtime", SCRIPT, *arguments, "--help"], capture_output=True, text=True, check=True
    )
    assert "Usage: dealdesk" in done.stdout
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert "typer" in loaded
    assert not loaded & {"torch", "chromadb", "sentence_transformers", "sqlalchemy", "fastapi", "numpy"}


def test_a_first_refresh_reports_what_it_did(first_refresh: tuple[Console, Done]) -> None:
    report = first_refresh[1].json
    assert keys(report) == REFRESH
    assert (report["path"], report["added"], report["failures"]) == (str(CORPUS), 20, [])
    assert report["embedded"] == report["passages"] > 20


def test_a_second_refresh_embeds_nothing(console: Console) -> None:
    done = console.run("refresh", CORPUS, "--json")
    assert (done.code, done.err) == (0, "")
    assert {name: done.json[name] for name in ("added", "replaced", "unchanged", "embedded")} == {
        "added": 0,
        "replaced": 0,
        "unchanged": 20,
        "embedded": 0,
    }


def test_an_answer_is_json_whose_quotes_stand_in_the_stored_text(console: Console) -> None:
    done = console.run("ask", FEE, "--json")
    assert (done.code, done.err) == (0, "")
    answer = done.json
    assert keys(answer) == ANSWER
    assert (answer["status"], answer["reason"], answer["answerer"]) == ("answered", None, "extractive")
    assert any("$110 million" in citation["quote"] for citation in answer["citations"])
    with open_beside(settings_of(console.home)) as desk:
        for citation in answer["citations"]:
            assert keys(citation) == CITATION
            stored = desk.catalogue.live(citation["article_id"])
            assert stored
            assert stored.article.version == citation["version"]
            assert stored.article.text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_search_is_json_best_first(console: Console) -> None:
    done = console.run("search", "termination fee", "--top-k", 3, "--json")
    assert (done.code, done.err) == (0, "")
    hits = done.json["hits"]
    assert [hit["rank"] for hit in hits] == [1, 2, 3]
    assert {keys(hit) for hit in hits} == {HIT}
    assert sorted((hit["score"] for hit in hits), reverse=True) == [hit["score"] for hit in hits]


def test_articles_are_listed_for_people_and_as_json(console: Console) -> None:
    listed, as_json = console.run("articles"), console.run("articles", "--json").json
    assert len(as_json) == 20
    assert {keys(article) for article in as_json} == {ARTICLE}
    assert [article["id"] for article in as_json] == sorted(article["id"] for article in as_json)
    assert listed.code == 0
    assert all(article["id"] in listed.out for article in as_json)


def test_verify_and_rebuild_are_green_and_embed_nothing(console: Console) -> None:
    verified, rebuilt = console.run("verify", "--json"), console.run("rebuild")
    assert (verified.code, verified.json["problems"], verified.json["passages"] > 20) == (0, [], True)
    assert (rebuilt.code, rebuilt.err) == (0, "")
    assert rebuilt.out.startswith("rebuilt: 20 articles, ")
    assert console.run("verify").out.startswith("all is well: ")


def test_a_home_without_vectors_heals_at_the_next_command(console: Console) -> None:
    [generation] = (console.home / "vectors").iterdir()
    (generation / "chroma.sqlite3").write_bytes(b"this is no database")
    verified = console.run("verify")
    assert (verified.code, "rebuil" in verified.err) == (0, True)
    assert [folder.name for folder in (console.home / "vectors").iterdir()] == ["generation-2"]


def test_an_empty_home_answers_everything_politely(fresh: Console) -> None:
    asked = fresh.run("ask", FEE, "--json")
    assert (asked.code, asked.json["status"], asked.json["reason"]) == (0, "abstained", "no_articles")
    assert fresh.run("search", "anything").out == "Nothing found.\n"
    assert fresh.run("articles").out == "No articles. Add some: dealdesk refresh PATH\n"
    assert fresh.run("verify").code == 0


def test_a_path_that_does_not_exist_is_an_error_with_its_remedy(fresh: Console) -> None:
    done = fresh.run("refresh", "nowhere")
    assert (done.code, done.out) == (1, "")
    place = fresh.home.parent / "nowhere"
    assert done.err == f"error: {place} does not exist: name a folder or a file with articles\n"


@pytest.mark.parametrize("command", [["refresh", ""], ["sources", "add", " "]])
def test_a_path_that_is_empty_is_not_the_present_folder(fresh: Console, command: list[str]) -> None:
    done = fresh.run(*command)
    assert done.code == 2
    assert "it is empty: name a folder" in done.err


def test_what_is_no_file_is_not_uploaded(fresh: Console) -> None:
    done = fresh.run("upload", "/dev/null")
    assert done.code == 2
    assert "save what it gives in a file" in done.err


def test_a_path_that_is_gone_takes_its_articles_with_it(fresh: Console, tmp_path: Path) -> None:
    deal = tmp_path / "deal.md"
    deal.write_text("# Ferry\n\nThe ferry was sold for $5 million.\n")
    assert fresh.run("refresh", deal, "--json").json["added"] == 1
    deal.unlink()
    assert fresh.run("refresh", deal, "--json").json["removed"] == 1
    assert fresh.run("refresh", deal).code == 1


def test_a_file_that_cannot_be_read_fails_the_command_and_names_what_can(fresh: Console, tmp_path: Path) -> None:
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "deal.bin").write_bytes(b"\x00\x01")
    done = fresh.run("refresh", "articles", "--json")
    assert (done.code, done.json["failed"]) == (1, 1)
    assert "save it as PDF, DOCX or text" in done.json["failures"][0]["reason"]


def test_a_job_that_failed_says_why_when_it_is_shown(fresh: Console) -> None:
    assert fresh.run("refresh", "nowhere").code == 1
    [job] = fresh.run("jobs", "--json").json
    told = fresh.run("jobs", job["id"]).out
    assert job["state"] == "failed"
    assert "nowhere does not exist: name a folder or a file with articles" in told


def test_a_day_that_does_not_exist_is_a_wrong_use(fresh: Console) -> None:
    done = fresh.run("ask", "Who?", "--as-of", "2026-02-30")
    assert (done.code, "YYYY-MM-DD" in done.err) == (2, True)


def test_a_moment_needs_its_time_zone(console: Console) -> None:
    told = console.run("ask", FEE, "--json", "--as-of", "2026-02-18T09:30:00")
    assert (told.code, "time zone" in " ".join(told.err.split())) == (2, True)
    done = console.run("ask", FEE, "--json", "--as-of", "2001-02-18T09:30:00+09:00")
    assert (done.code, done.json["status"], done.json["as_of"]) == (0, "abstained", "2001-02-18T00:30:00Z")


@pytest.mark.parametrize("command", ["ask", "search"])
def test_the_help_says_what_each_day_does_and_how_it_is_written(fresh: Console, command: str) -> None:
    told = fresh.run(command, "--help").out
    for option in ("--as-of", "--published-from", "--published-to"):
        [line] = [line for line in told.splitlines() if option in line]
        assert " DAY " in line
        assert "this day" in line
        assert "(YYYY-MM-DD)" in line


def test_days_in_the_wrong_order_are_a_wrong_use(fresh: Console) -> None:
    done = fresh.run("search", "fee", "--published-from", "2026-02-02", "--published-to", "2026-02-01")
    assert (done.code, done.out) == (2, "")
    assert done.err == "error: request: published_from is after published_to: exchange them or leave one out\n"


def test_a_home_that_cannot_be_made_is_one_line_with_its_path(fresh: Console) -> None:
    fresh.home.write_text("a file stands here")
    done = fresh.run("articles")
    assert (done.code, done.out, done.err) == (1, "", f"error: {fresh.home}: File exists\n")


def test_a_question_without_words_is_a_wrong_use(fresh: Console) -> None:
    done = fresh.run("ask", "?!")
    assert (done.code, done.err) == (2, "error: question: use at least one letter or digit\n")


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("DEALDESK_EMBEDDING_MODEL", "nobody/has-this", "set DEALDESK_EMBEDDING_MODEL to all-MiniLM-L6-v2 or"),
        ("DEALDESK_PASSAGE_TOKENS", "many", "DEALDESK_PASSAGE_TOKENS: "),
        ("DEALDESK_DATABASE_URL", "mysql://127.0.0.1/deals", "this version keeps its catalogue in sqlite:///PATH"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_with_its_remedy(
    fresh: Console, name: str, value: str, told: str
) -> None:
    done = Console(fresh.home, {name: value}).run("articles")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: ")
    assert told in done.err
    assert "Traceback" not in done.err


def test_an_index_goes_on_with_its_own_model_and_says_how_to_change_that(console: Console, tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "model.safetensors").write_bytes(b"other weights")
    (model / "config.json").write_text(json.dumps({"hidden_size": 384}))
    done = Console(console.home, {"DEALDESK_EMBEDDING_MODEL": str(model)}).run("verify")
    assert done.code == 0
    assert f"`dealdesk models use {model}` changes that" in done.err


def test_beside_another_command_what_writes_is_refused_and_what_reads_goes_on(console: Console) -> None:
    with owned(console.home, "refresh"):
        for command in (["verify"], ["rebuild"], ["refresh", CORPUS]):
            done = console.run(*command)
            assert (done.code, done.out) == (1, "")
            assert "is in use by `dealdesk refresh`" in done.err
            assert "wait until it is done, stop it, or set DEALDESK_HOME" in done.err
        asked = console.run("ask", FEE, "--json")
        assert (asked.code, asked.json["status"]) == (0, "answered")
        assert "reading beside it" in asked.err
