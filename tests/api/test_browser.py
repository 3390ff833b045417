"""How the web page is served."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path

import api
from tests.api.client import DeclaredClient

PAGE = Path(api.__file__).parent / "page"
FILES = {path.relative_to(PAGE).as_posix(): path.read_bytes() for path in PAGE.rglob("*.*")}


def test_the_page_comes_with_strict_rules(client: DeclaredClient) -> None:
    page = client.get("/")
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    rules = dict(rule.split(" ", 1) for rule in page.headers["Content-Security-Policy"].split("; "))
    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == rules["style-src"] == rules["connect-src"] == "'self'"
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert page.headers["X-Content-Type-Options"] == "nosniff"


def test_every_file_of_the_page_is_served_under_the_same_rules(client: DeclaredClient) -> None:
    kinds = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}
    for name, content in FILES.items():
        served = client.get("/" if name == "index.html" else f"/page/{name}")
        assert served.content == content, name
        assert served.headers["Content-Type"].partition(";")[0] == kinds[Path(name).suffix]
        assert "default-src 'none'" in served.headers["Content-Security-Policy"], name


def test_a_file_that_is_there_already_is_not_sent_again(client: DeclaredClient) -> None:
    first = client.get("/page/app.js")
    again = client.get("/page/app.js", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "default-src 'none'" in again.headers["Content-Security-Policy"]
    assert client.get("/page/app.js", headers={"If-None-Match": '"other"'}).content == FILES["app.js"]


def test_the_page_names_no_other_host_and_builds_no_markup_from_text() -> None:
    forbidden = r"https?://|innerHTML|outerHTML|insertAdjacentHTML|srcdoc|document\.write|eval\(|new Function"
    for name, content in FILES.items():
        text = content.decode().replace("http://www.w3.org/2000/svg", "")
        assert not re.search(forbidden, text), name
        assert not re.search(r"<script(?![^>]*src=)|\sstyle=|\son[a-z]+=\"", text), name


def test_every_module_that_is_imported_is_there() -> None:
    for name, content in FILES.items():
        for wanted in re.findall(r'^import .* from "([^"]+)";$', content.decode(), re.MULTILINE):
            assert posixpath.normpath(posixpath.join(posixpath.dirname(name), wanted)) in FILES, f"{name}: {wanted}"


def test_no_file_of_the_page_is_long() -> None:
    assert {name: len(content.splitlines()) for name, content in FILES.items() if content.count(b"\n") > 200} == {}


def test_nothing_else_of_the_package_is_served(client: DeclaredClient) -> None:
    for path in (
        "/page/../app.py",
        "/page/%2e%2e/app.py",
        "/page/index.html",
        "/page/",
        "/page/parts",
        "/page//app.js",
    ):
        assert client.get(path).status_code == 404, path
