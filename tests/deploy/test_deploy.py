"""What is deployed is pinned, confined, and what was tested."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DIGEST = re.compile(r"@sha256:[0-9a-f]{64}$")


def pins(lock: Path) -> dict[str, str]:
    return dict(re.findall(r"^([A-Za-z0-9._-]+(?:\[[^]]+\])?)==([^ \\]+)", lock.read_text(), re.MULTILINE))


def instructions(name: str) -> list[str]:
    text = re.sub(r"\\\n", " ", (DEPLOY / "Dockerfile").read_text())
    return [line.split(maxsplit=1)[1] for line in text.splitlines() if line.startswith(f"{name} ")]


def test_what_is_deployed_has_the_versions_that_are_tested() -> None:
    tested, deployed = pins(ROOT / "requirements.lock"), pins(DEPLOY / "requirements.lock")
    assert len(deployed) > 100
    assert {name: version for name, version in deployed.items() if tested.get(name, version) != version} == {}
    assert deployed.keys() - tested.keys() <= {"hatchling", "editables", "trove-classifiers", "pathspec", "pluggy"}


def test_nothing_that_only_tests_need_is_deployed() -> None:
    assert (
        pins(DEPLOY / "requirements.lock").keys().isdisjoint({"pytest", "playwright", "mypy", "ruff", "schemathesis"})
    )


def test_images_are_pinned_by_their_hash() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    [python] = [argument.partition("=")[2] for argument in instructions("ARG") if argument.startswith("PYTHON=")]
    images = [python, *(service["image"] for service in compose["services"].values() if "image" in service)]
    assert len(images) == 2
    assert [image for image in images if not DIGEST.search(image)] == []
    assert {each.split(" AS ")[0] for each in instructions("FROM")} == {"${PYTHON}"}


def test_the_container_is_not_root_and_cannot_write_but_to_its_data() -> None:
    [user] = instructions("USER")
    service = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]["dealdesk"]
    assert user.partition(":")[0] not in ("0", "root")
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["volumes"] == ["data:/data"]


def test_every_package_of_the_distribution_is_copied_into_the_image() -> None:
    packages = re.search(r"^packages = \[(.*)\]", (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert packages is not None
    named = set(re.findall(r'"(\w+)"', packages[1]))
    assert named == {each.split()[0] for each in instructions("COPY") if re.fullmatch(r"(\w+) \1", each)}


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "dealdesk.service"
    unit.write_text((DEPLOY / "dealdesk.service").read_text().replace("/opt/dealdesk/bin/dealdesk", "/bin/true"))
    checked = subprocess.run(["systemd-analyze", "verify", unit], capture_output=True, text=True, check=False)
    assert "dealdesk.service" not in checked.stderr
    assert checked.returncode == 0
