"""What the command line shows of one article: its text, what cleaning removed, its versions and what changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from difflib import SequenceMatcher

import typer
from rich.table import Table
from rich.text import Text

from api.schema.articles import article_body
from api.schema.purges import ErasedBody
from corpus.article import Article
from corpus.cleaning import clean
from corpus.differences import differences
from corpus.stored import StoredArticle, StoredVersion
from dealdesk.rendering import console_of_stdout

_SHOWN_DIGITS = 12  # of a version; the commands take its beginning for it


def show_article(stored: StoredArticle, raw: str | None, *, marked: bool, as_json: bool) -> None:
    """An article with what is known of it. marked: its text as it came, which is `raw` where that is another one."""
    article = stored.article
    if as_json:
        body = article_body(stored).model_dump(mode="json")
        _print_json(body | {"raw": raw} if marked else body)
        return
    console = console_of_stdout()
    console.print(Text(article.title or article.id, style="bold"))
    for name, value in _known(stored):
        console.print(Text.assemble((f"{name:<11}", "dim"), value))
    console.print()
    if not marked:
        console.print(Text(article.text))
    elif raw is None:
        console.print(Text(article.text))
        console.print(Text("\nNothing was removed from it.", style="dim"))
    else:
        for is_kept, line in marked_lines(raw, article.text):
            console.print(Text(f"  {line}") if is_kept else Text(f"- {line}", style="red"))


def _known(stored: StoredArticle) -> Iterator[tuple[str, str]]:
    article = stored.article
    found = f" (found in: {article.date_found})" if article.published and article.date_found else ""
    day = article.published.isoformat() if article.published else "undated"
    facts = {
        "id": article.id,
        "publisher": article.publisher,
        "by": article.byline,
        "published": f"{day}{found}",
        "language": article.language,
        "url": article.url,
        "source": stored.source or "pushed",
        "collection": article.collection,
        "stored": _minute(stored.stored_at),
        "version": article.version,
    }
    return ((name, value) for name, value in facts.items() if value)


def marked_lines(raw: str, text: str) -> Iterator[tuple[bool, str]]:
    """The lines of `raw`, each with whether it stands in `text`."""
    lines = clean(raw).split("\n")
    kept = [line.strip() for line in text.split("\n")]
    compared = SequenceMatcher(None, [line.strip() for line in lines], kept, autojunk=False)
    for op, start, end, _, _ in compared.get_opcodes():
        for line in lines[start:end]:
            yield op == "equal" or not line.strip(), line


def show_history(versions: Sequence[StoredVersion], *, as_json: bool) -> None:
    if as_json:
        _print_json([asdict(version) for version in versions])
        return
    table = Table(box=None, pad_edge=False)
    for name in ("version", "stored", "until", "published", "characters", "title"):
        table.add_column(name, overflow="fold", no_wrap=name != "title")
    for version in versions:
        day = version.published.isoformat() if version.published else "undated"
        cells = (version.version[:_SHOWN_DIGITS], _minute(version.stored_at), _until(version), day, str(version.chars))
        table.add_row(*(Text(cell) for cell in (*cells, version.title)))
    console_of_stdout().print(table)


def _until(version: StoredVersion) -> str:
    if version.ended_at is None:
        return "live"
    return _minute(version.ended_at) + (" (removed)" if version.removed else "")


def chosen(versions: Sequence[StoredVersion], old: str | None, new: str | None) -> tuple[StoredVersion, StoredVersion]:
    """The two versions to compare: those that begin as told, else the newest and the one before the newer one.

    Raises ValueError, naming the remedy.
    """
    after = versions.index(_beginning(versions, new)) if new else 0
    if old:
        return _beginning(versions, old), versions[after]
    if after + 1 >= len(versions):
        raise ValueError("there is no version before it: leave out --diff to see those that are kept")
    return versions[after + 1], versions[after]


def _beginning(versions: Sequence[StoredVersion], told: str) -> StoredVersion:
    found = {each.version: each for each in reversed(versions) if each.version.startswith(told)}
    if len(found) != 1:
        trouble = "begins no version" if not found else "begins more than one version"
        raise ValueError(f"{told} {trouble}: leave out --diff to see those that are kept")
    return next(iter(found.values()))


def show_differences(old: Article, new: Article, *, as_json: bool) -> None:
    """What changed from one version to another, in title and text."""
    changes = differences(old.text, new.text)
    if as_json:
        _print_json({"from": old.version, "to": new.version, "differences": [asdict(change) for change in changes]})
        return
    console = console_of_stdout()
    if old.title != new.title:
        console.print(_as_text([("delete", old.title), ("insert", new.title)], console.is_terminal))
        console.print()
    console.print(_as_text([(change.op, change.text) for change in changes], console.is_terminal))


def _as_text(changes: Sequence[tuple[str, str]], is_terminal: bool) -> Text:
    """In colours at a terminal; in a pipe, where there are none, in brackets."""
    styles = {"delete": "red strike", "insert": "green", "equal": ""}
    brackets = {"delete": ("[-", "-]"), "insert": ("{+", "+}"), "equal": ("", "")}
    said = Text()
    for op, text in changes:
        before, behind = ("", "") if is_terminal else brackets[op]
        said.append(f"{before}{text}{behind}", styles[op])
    return said


def show_erased(erased: ErasedBody, *, as_json: bool) -> None:
    if as_json:
        _print_json(erased.model_dump(mode="json"))
        return
    console = console_of_stdout()
    removed = f"{len(erased.removed)} articles removed, " if erased.removed else ""
    console.print(f"{removed}{erased.versions} versions and {erased.vectors} vectors erased")
    for article_id in erased.unknown:
        console.print(Text(f"  {article_id}: nothing is kept of it", style="yellow"))
    if erased.leaves_traces:
        told = "Something of it may still stand in the files (see the log): make room, and purge again."
        console.print(Text(told, style="red"))


def _minute(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"


def _print_json(body: object) -> None:
    typer.echo(json.dumps(body, ensure_ascii=False, indent=2, default=lambda value: value.isoformat()))
