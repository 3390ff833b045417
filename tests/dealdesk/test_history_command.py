"""An article, its versions and what changed between them, at the command line and through a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from corpus.article import Article, DateFound
from corpus.stored import StoredArticle, StoredVersion
from dealdesk import version_view
from tests.dealdesk.console import Console
from tests.dealdesk.serving import serving

OLD = "# The Acme lease\n\nAcme pays a rent of $42 million.\n"
NEW = "# The Acme lease\n\nAcme pays a rent of $46 million a year.\n"


@pytest.fixture
def edited(fresh: Console, tmp_path: Path) -> Console:
    """A home with one article that was edited once."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for text in (OLD, NEW):
        (folder / "lease.md").write_text(text)
        done = fresh.run("refresh", folder)
        assert done.code == 0, done.err
    return fresh


@pytest.mark.slow
def test_the_commands_tell_of_an_article_and_its_history(edited: Console) -> None:
    shown = edited.run("articles", "show", "lease")
    assert shown.code == 0, shown.err
    assert "The Acme lease" in shown.out
    assert "Acme pays a rent of $46 million a year." in shown.out
    [newest, oldest] = edited.run("articles", "history", "lease", "--json").json
    assert newest["stored_at"] == oldest["ended_at"]
    assert newest["ended_at"] is None
    told = edited.run("articles", "history", "lease")
    assert told.code == 0, told.err
    assert newest["version"][:12] in told.out
    assert "live" in told.out
    diff = edited.run("articles", "history", "lease", "--diff")
    assert diff.code == 0, diff.err
    assert "Acme pays a rent of $[-42-]{+46+} million{+ a year+}." in diff.out
    back = edited.run("articles", "history", "lease", "--from", newest["version"][:8], "--to", oldest["version"][:8])
    assert "$[-46-]{+42+} million[- a year-]." in back.out
    assert [article["id"] for article in edited.run("articles", "--json").json] == ["lease"]
    assert edited.run("articles", "show", "nobody").code == 2
    assert edited.run("articles", "history", "nobody").code == 2


@pytest.mark.slow
def test_a_running_server_tells_the_same(edited: Console) -> None:
    asked = (
        ("articles", "show", "lease"),
        ("articles", "show", "lease", "--raw"),
        ("articles", "history", "lease"),
        ("articles", "history", "lease", "--diff"),
    )
    here = [edited.run(*each).out for each in asked]
    with serving(edited):
        there = [edited.run(*each) for each in asked]
    assert [(done.code, done.err) for done in there] == [(0, "")] * len(asked)
    assert [done.out for done in there] == here


def version(name: str, day: int, *, removed: bool = False) -> StoredVersion:
    stored = datetime(2026, 3, day, 9, 30, tzinfo=UTC)
    ended = datetime(2026, 3, day + 1, tzinfo=UTC) if removed else None
    return StoredVersion(name * 32, stored, ended, f"Title {name}", None, 12, removed=removed)


def test_a_history_says_what_is_live_and_what_was_removed(capsys: pytest.CaptureFixture[str]) -> None:
    version_view.show_history([version("b", 8), version("a", 4, removed=True)], as_json=False)
    newest, oldest = capsys.readouterr().out.splitlines()[1:]
    assert newest.split() == ["b" * 12, "2026-03-08", "09:30", "UTC", "live", "undated", "12", "Title", "b"]
    assert "2026-03-05 00:00 UTC (removed)" in oldest


def test_an_article_says_how_its_date_was_found_and_what_was_removed(capsys: pytest.CaptureFixture[str]) -> None:
    article = Article(
        "a", "Ferry", "One.\nTwo.", byline="A. Writer", published=datetime(2026, 3, 1).date(), date_found=DateFound.TEXT
    )
    stored = StoredArticle(article, datetime(2026, 3, 8, tzinfo=UTC))
    version_view.show_article(stored, "Menu\n\nOne.\nShare this\nTwo.\x1b[31m", marked=True, as_json=False)
    out = capsys.readouterr().out
    assert "published  2026-03-01 (found in: text)" in out
    assert "by         A. Writer" in out
    assert out.endswith("- Menu\n  \n  One.\n- Share this\n- Two.[31m\n")
    version_view.show_article(stored, None, marked=True, as_json=False)
    assert "Nothing was removed" in capsys.readouterr().out


def test_versions_are_chosen_by_their_beginning() -> None:
    newest, middle, oldest = versions = [version("ab", 9), version("aa", 8), version("c", 7)]
    assert version_view.chosen(versions, None, None) == (middle, newest)
    assert version_view.chosen(versions, None, "aa") == (oldest, middle)
    assert version_view.chosen(versions, "c", None) == (oldest, newest)
    for old, trouble in (("x", "begins no version"), ("a", "more than one")):
        with pytest.raises(ValueError, match=trouble):
            version_view.chosen(versions, old, None)
    with pytest.raises(ValueError, match="no version before"):
        version_view.chosen([oldest], None, None)
