"""The house: whose the rooms are, which way data flows, and that nothing names one machine."""

from __future__ import annotations

import importlib
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
NOT_OURS = {".git", ".venv", "__pycache__", "node_modules"}
TEXT = {".py", ".md", ".toml", ".txt", ".js", ".css", ".html", ".yaml", ".yml", ".json", ".jsonl", ".cfg", ".ambr", ""}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_is_provided_by_this_distribution_alone(room: str) -> None:
    others = set(packages_distributions().get(room, [])) - {PROJECT["project"]["name"]}
    assert others == set(), f"{others} install a package named {room} too"
    file = importlib.import_module(room).__file__
    assert file is not None
    assert Path(file).parent == ROOT / room


def test_every_room_is_known_to_the_import_contracts() -> None:
    assert sorted(PROJECT["tool"]["importlinter"]["root_packages"]) == sorted(ROOMS)


def test_data_flows_one_way_and_vendors_stay_where_they_belong() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert [str(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:home|root|Users|work)/\w")
    found = []
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [n for n in subfolders if n not in NOT_OURS and not (n.startswith(".") and n != ".ci")]
        for name in names:
            file = Path(folder, name)
            if file.suffix in TEXT and not name.startswith(".coverage"):
                text = file.read_text(encoding="utf-8", errors="ignore")
                found += [f"{file.relative_to(ROOT)}: {match.group()}" for match in machine.finditer(text)]
    assert found == []
