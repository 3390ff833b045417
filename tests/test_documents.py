"""What the documents say, beside what there is."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

from dealdesk.settings import Settings
from tests.api.client import declared_paths

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "examples" / "README.md", *(ROOT / "docs").rglob("*.md")]
_LINK = re.compile(r"\]\((?!https?:)([^)\s]*)\)")
_BLOCK = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def said(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of every row of every table."""
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def anchors(file: Path) -> set[str]:
    """The names of a document's headings, as those who show Markdown make them."""
    headings = re.findall(r"^#+ (.+)$", _BLOCK.sub("", file.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_link_leads_somewhere(document: Path) -> None:
    lost = []
    for link in _LINK.findall(_BLOCK.sub("", document.read_text(encoding="utf-8"))):
        path, _, anchor = unquote(link).partition("#")
        place = (document.parent / path).resolve() if path else document
        if not place.exists() or (anchor and anchor not in anchors(place)):
            lost.append(link)
    assert lost == []


def test_every_setting_is_documented_and_nothing_else() -> None:
    told = [row[0].strip("`") for row in rows(said("settings.md")) if row[0].startswith("`DEALDESK_")]
    assert sorted(told) == sorted(f"DEALDESK_{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_document_names_a_setting_that_is_none(document: Path) -> None:
    named = set(re.findall(r"DEALDESK_([A-Z_]+[A-Z])", document.read_text(encoding="utf-8")))
    assert {name for name in named if name.lower() not in Settings.model_fields} <= {"FOO"}  # the doctor's example


def test_every_operation_is_documented_with_its_role() -> None:
    told = {
        (method, path): row[1]
        for row in rows(said("api.md"))
        for method, path in re.findall(r"`(GET|POST|PUT|DELETE) (/[^`]*)`", row[0])
    }
    there = {
        (method.upper(), path): operation.get("x-role", "none")
        for path, operations in declared_paths().items()
        for method, operation in operations.items()
    }
    assert told == there


def test_every_status_that_an_operation_can_answer_is_explained() -> None:
    explained = {row[0] for row in rows(said("api.md"))}
    answered = {
        status
        for operations in declared_paths().values()
        for operation in operations.values()
        for status in operation["responses"]
        if re.fullmatch("[45][0-9]{2}", status)
    }
    assert answered - explained == set()
