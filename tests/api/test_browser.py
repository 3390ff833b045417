"""How the web page is served."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import api
from tests.api.client import DeclaredClient

PAGE = Path(api.__file__).parent / "page"


def test_the_page_comes_with_strict_rules(client: DeclaredClient) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    rules = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", sorted(path.name for path in PAGE.iterdir()))
def test_every_file_of_the_page_is_served_under_the_same_rules(client: DeclaredClient, name: str) -> None:
    served = client.get("/" if name == "index.html" else f"/page/{name}")
    assert served.content == (PAGE / name).read_bytes()
    assert "default-src 'none'" in served.headers["Content-Security-Policy"]


def test_the_page_names_no_other_host_and_builds_no_markup_from_text() -> None:
    for path in PAGE.iterdir():
        text = path.read_text().replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"https?://|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text), (
            path.name
        )


def test_nothing_else_of_the_package_is_served(client: DeclaredClient) -> None:
    for path in ("/page/../app.py", "/page/%2e%2e/app.py", "/page/index.html", "/page/"):
        assert client.get(path).status_code == 404
