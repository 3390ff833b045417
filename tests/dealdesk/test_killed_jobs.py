"""kill -9 in the middle of a job: the next process goes on where it was."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.dealdesk import killed_job
from tests.dealdesk.arriving import folder_of
from tests.dealdesk.console import PATIENCE_SECONDS, ROOT, Console, until
from tests.dealdesk.serving import serving

pytestmark = pytest.mark.slow

ARTICLES = 10


def test_a_job_that_is_killed_goes_on_counts_truly_and_embeds_every_passage_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "news", **{name: long_text(name) for name in ("a", "b", "c", "d")})
    (folder / "c.txt").write_text(f"C\n\n{long_text('c')} Please wait.\n")
    log = tmp_path / "log"
    log.touch()
    arguments = [sys.executable, "-m", killed_job.__name__, tmp_path / "home", folder, log]
    process = subprocess.Popen(arguments, cwd=ROOT)
    until(lambda: "reached" in log.read_text(), process)
    process.kill()
    process.wait()
    done = subprocess.run([*arguments, "open"], cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_SECONDS)
    assert done.stdout.split()[1:] == ["succeeded", "4", "added=4"], done.stderr
    embedded = log.read_text().splitlines()
    embedded.remove("reached")
    assert len(embedded) == len(set(embedded)) > 4 * 256


def long_text(name: str) -> str:
    return "\n".join(f"The clause {n} of the {name} agreement stays in force for one more year." for n in range(600))


def test_a_server_that_is_killed_in_the_middle_of_a_refresh_ends_it_after_its_restart(tmp_path: Path) -> None:
    texts = {
        f"deal{n}": f"Deal {n}. " + f"Company {n} pays a price of {n} million dollars. " * 30 for n in range(ARTICLES)
    }
    folder, console = folder_of(tmp_path / "news", **texts), Console(tmp_path / "home")
    with serving(console) as served:
        command = console.start("refresh", folder, "--json")
        job = until(lambda: running_job(served.client))
        until(lambda: served.client.get(f"/v1/jobs/{job}").json()["found"] > 0)
        served.process.kill()
        served.process.wait()
        command.communicate()
        assert command.returncode == 1
    with serving(console) as served:
        until(lambda: served.client.get(f"/v1/jobs/{job}").json()["state"] == "succeeded", served.process)
        body = served.client.get(f"/v1/jobs/{job}").json()
        assert (body["found"], body["done"], body["added"] + body["unchanged"]) == (ARTICLES, ARTICLES, ARTICLES)
        assert served.client.get("/readyz").json()["articles"] == ARTICLES
    assert console.run("verify").code == 0


def running_job(client: httpx.Client) -> str | None:
    jobs = client.get("/v1/jobs").json()["jobs"]
    return jobs[0]["id"] if jobs and jobs[0]["state"] == "running" else None
