"""What is purged is in no file of the home afterwards, through the real commands, beside a server and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dealdesk.console import Console
from tests.dealdesk.serving import serving
from tests.dealdesk.test_maintenance import CANARY, files_with

TEXT = f"# A secret\n\nThe code word is {CANARY}.\n"


@pytest.mark.slow
def test_a_purged_article_is_in_no_file_of_the_home(fresh: Console, tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "ferry.md").write_text("# A ferry\n\nThe ferry sails in spring.\n")
    for text in (TEXT, TEXT.replace("word is", "word was"), "# A secret\n\nThere is none.\n"):
        (folder / "secret.md").write_text(text)
        assert fresh.run("refresh", folder).code == 0
        # What was answered from it is kept, too, and goes with it.
        assert fresh.run("watch", "What is the code word?").code == 0
    shown = fresh.run("watches", "show", fresh.run("watches", "--json").json["watches"][0]["id"])
    assert CANARY in shown.out
    (folder / "secret.md").unlink()
    assert files_with(fresh.home, CANARY)
    done = fresh.run("purge", "secret", "nobody")
    assert done.code == 1
    assert "1 articles removed, 3 versions" in done.out
    assert "nobody: nothing is kept of it" in done.out
    assert files_with(fresh.home, CANARY) == []
    assert [article["id"] for article in fresh.run("articles", "--json").json] == ["ferry"]
    assert fresh.run("verify").code == 0


@pytest.mark.slow
def test_a_running_server_purges_too(fresh: Console) -> None:
    with serving(fresh) as served:
        for text in (TEXT, TEXT.replace("word is", "word was")):
            assert served.client.put("/v1/articles/secret", json={"title": "A secret", "text": text}).is_success
        assert served.client.put("/v1/articles/ferry", json={"title": "A ferry", "text": "It sails."}).is_success
        assert served.client.post("/v1/search", json={"query": CANARY}).json()["hits"][0]["article_id"] == "secret"
        watch = served.client.post("/v1/watches", json={"question": "What is the code word?"}).headers["Location"]
        assert CANARY in served.client.get(watch).text
        assert served.client.delete("/v1/articles/secret").status_code == 204
        assert files_with(fresh.home, CANARY)
        done = fresh.run("purge", "--json")
        assert done.code == 0, done.err
        assert done.json["versions"] == 2
        assert files_with(fresh.home, CANARY) == []
        assert CANARY not in served.client.get(watch).text
        assert served.client.get("/v1/articles/ferry").is_success
        assert served.stop().code == 0
    assert files_with(fresh.home, CANARY) == []
    assert fresh.run("verify").code == 0
