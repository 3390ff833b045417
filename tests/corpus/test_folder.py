"""Reading a folder: each file type, and what happens to files that cannot be read."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import pytest

from corpus.article import Article, DateFound
from corpus.errors import UnreadableSource
from corpus.folder import read_path, source_of
from corpus.readers.reading import Read, Unreadable
from corpus.source import SourceItem

BODY = (
    "Larkspur Grid said on Tuesday that it would pay $42.50 in cash for each share of Northwind Cable, which values "
    "the maker of undersea cables at about $3.1 billion, and that it expects to close the purchase in the spring."
)
PAGE = """<!doctype html><html><head><title>Larkspur to buy Northwind</title>{head}</head>
<body><nav><a href="/">Home</a></nav><article><h1>Larkspur to buy Northwind</h1>{paragraphs}</article>
<footer>© Harbour Ledger</footer></body></html>"""
TAGS = """<meta property="article:published_time" content="2025-11-04T08:00:00Z">
<meta property="og:site_name" content="Harbour Ledger"><link rel="canonical" href="https://example.com/larkspur">"""


def write(folder: Path, name: str, content: str | bytes) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def articles(path: Path) -> list[Article]:
    readings = [item.reading for item in read_path(path)]
    assert all(isinstance(reading, Read) for reading in readings), readings
    return [reading.article for reading in readings if isinstance(reading, Read)]


def only(path: Path) -> Article:
    (article,) = articles(path)
    return article


def reason(path: Path) -> str:
    (item,) = read_path(path)
    assert isinstance(item.reading, Unreadable), item.reading
    return item.reading.reason


# Markdown


def test_markdown_gives_its_front_matter_and_its_body_as_it_is(tmp_path: Path) -> None:
    front = "title: Larkspur buys\npublished: 2025-11-04\npublisher: Harbour Ledger\nurl: https://x\ncollection: desk\n"
    body = "# Another heading\n\nPrice: $5.\n\n© Harbour Ledger\n\n1.\n\nMost read\n"
    write(tmp_path, "deal.md", f"---\n{front}---\n\n{body}")
    assert only(tmp_path) == Article(
        "deal", "Larkspur buys", body, "Harbour Ledger", date(2025, 11, 4), "https://x", "desk",
        date_found=DateFound.METADATA,
    )  # fmt: skip


def test_markdown_without_front_matter_takes_its_first_heading_as_title(tmp_path: Path) -> None:
    write(tmp_path, "deal.markdown", "Words.\n\n# The deal #\n\nMore.\n")
    article = only(tmp_path)
    assert (article.id, article.title, article.published) == ("deal", "The deal", None)
    assert article.text == "Words.\n\n# The deal #\n\nMore.\n"


def test_front_matter_may_name_the_id_and_an_empty_one_is_the_files_own(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nid: 2025\n---\nText.\n")
    write(tmp_path, "b.md", "---\nid:\n---\nText.\n")
    assert [article.id for article in articles(tmp_path)] == ["2025", "b"]


@pytest.mark.parametrize(
    ("front", "says"),
    [
        ("title: [unclosed", "not YAML"),
        ("published: 2025-02-30", "not YAML"),
        ("- a\n- list", "not a list of"),
        ("published: tomorrow", "give an ISO date such as"),
        ("title: [a, b]", "field title is list"),
        ("title: " + "[" * 2000, "not YAML"),
    ],
)
def test_bad_front_matter_is_reported_and_stops_nothing(tmp_path: Path, front: str, says: str) -> None:
    write(tmp_path, "bad.md", f"---\n{front}\n---\nText.\n")
    assert says in reason(tmp_path)


def test_a_rule_at_the_top_of_markdown_is_not_taken_for_front_matter_without_its_end(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\nText under a rule.\n")
    assert only(tmp_path).text == "---\nText under a rule.\n"


# JSON lines


def test_json_lines_give_one_article_each(tmp_path: Path) -> None:
    full = {
        "id": "wire-1", "title": "T", "published": "2025-11-04", "publisher": "P", "url": "https://x",
        "collection": "desk", "text": "One.\r\nTwo.", "unknown": [1],
    }  # fmt: skip
    write(
        tmp_path, "wire.jsonl", json.dumps(full) + "\n\n" + json.dumps({"id": "wire-2", "text": "\u2028Only."}) + "\n"
    )
    assert articles(tmp_path) == [
        Article(
            "wire-1", "T", "One.\nTwo.", "P", date(2025, 11, 4), "https://x", "desk", date_found=DateFound.METADATA
        ),
        Article("wire-2", "", "\nOnly."),
    ]


def test_json_lines_without_any_are_an_empty_file(tmp_path: Path) -> None:
    write(tmp_path, "wire.jsonl", "")
    [reading] = [item.reading for item in read_path(tmp_path)]
    assert isinstance(reading, Unreadable)
    assert "the file is empty" in reading.reason


def test_a_bad_line_is_reported_with_its_number_and_the_others_are_read(tmp_path: Path) -> None:
    lines = [
        '{"id": "a", "text": "One."}',
        "{not json",
        "[1]",
        '{"text": "no id"}',
        '{"id": "b", "text": " "}',
        '{"id": "c", "text": "Three.", "published": "soon"}',
        '{"id": "d", "text": ["list"]}',
        "[" * 100_000,
        '{"id": "e", "text": "Last."}',
    ]
    write(tmp_path, "wire.jsonl", "\n".join(lines))
    readings = [item.reading for item in read_path(tmp_path)]
    assert [reading.article.id for reading in readings if isinstance(reading, Read)] == ["a", "e"]
    bad = {reading.name: reading.reason for reading in readings if isinstance(reading, Unreadable)}
    assert list(bad) == [f"wire.jsonl:{n}" for n in (2, 3, 4, 5, 6, 7, 8)]
    assert "not JSON" in bad["wire.jsonl:2"]
    assert "not a JSON object" in bad["wire.jsonl:3"]
    assert "field id is missing" in bad["wire.jsonl:4"]
    assert "no text" in bad["wire.jsonl:5"]
    assert "field published is 'soon'" in bad["wire.jsonl:6"]
    assert "field text is list" in bad["wire.jsonl:7"]


# Plain text


def test_plain_text_loses_its_furniture_and_its_byline_and_gives_what_they_say(tmp_path: Path) -> None:
    text = f"Larkspur to buy Northwind\nOctober 28, 2025Harbour Ledger\n{BODY}\n\nRelated News\nFerries borrow\n"
    write(tmp_path, "deal.txt", text)
    assert only(tmp_path) == Article(
        "deal",
        "Larkspur to buy Northwind",
        f"Larkspur to buy Northwind\n{BODY}\n",
        "Harbour Ledger",
        date(2025, 10, 28),
        date_found=DateFound.TEXT,
    )


def test_a_byline_is_taken_from_its_own_line_and_not_from_the_headline(tmp_path: Path) -> None:
    title = "What happened on October 28, 2025 in Tokyo"
    write(tmp_path, "deal.txt", f"{title}\nOctober 28, 2025\n{BODY}\n")
    assert only(tmp_path).text == f"{title}\n{BODY}\n"


def test_plain_text_without_any_of_it_is_kept_as_it_is(tmp_path: Path) -> None:
    write(tmp_path, "deal.txt", f"{BODY}\n\n4.\n\n(c) the Buyer shall pay.\n\n{BODY}\n")
    article = only(tmp_path)
    assert article == Article("deal", "", f"{BODY}\n\n4.\n\n(c) the Buyer shall pay.\n\n{BODY}\n")


def test_a_byte_order_mark_and_windows_line_ends_leave_no_trace(tmp_path: Path) -> None:
    write(tmp_path, "deal.txt", b"\xef\xbb\xbf" + f"{BODY}\r\n{BODY}".encode())
    assert only(tmp_path).text == f"{BODY}\n{BODY}"


# HTML


def html(head: str) -> str:
    return PAGE.format(head=head, paragraphs=f"<p>{BODY}</p>" * 4)


def test_html_gives_its_article_and_what_its_tags_say(tmp_path: Path) -> None:
    write(tmp_path, "deal.html", html(TAGS))
    article = only(tmp_path)
    assert (article.id, article.title) == ("deal", "Larkspur to buy Northwind")
    assert (article.publisher, article.published) == ("Harbour Ledger", date(2025, 11, 4))
    assert article.url == "https://example.com/larkspur"
    assert BODY in article.text
    assert "Home" not in article.text
    assert "©" not in article.text


def test_html_without_a_date_has_none(tmp_path: Path) -> None:
    write(tmp_path, "deal.htm", html(""))
    article = only(tmp_path)
    assert (article.published, article.url) == (None, None)


@pytest.mark.parametrize("content", ["", "<html><body></body></html>", "<nav>Menu</nav>", "\x00\x01", "<" * 5000])
def test_html_without_an_article_is_reported(tmp_path: Path, content: str) -> None:
    write(tmp_path, "deal.html", content)
    assert "save" in reason(tmp_path)


# Folders


def test_ids_are_paths_below_the_folder_with_dots(tmp_path: Path) -> None:
    for name in ("b.txt", "2025/november/a.v2.txt", "2025/x y.md"):
        write(tmp_path, name, "Text.")
    assert [article.id for article in articles(tmp_path)] == ["2025.november.a.v2", "2025.x y", "b"]


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    for name in (".a.txt", ".git/b.txt", "c/.d/e.txt"):
        write(tmp_path, name, "Text.")
    assert list(read_path(tmp_path)) == []


def test_a_source_is_the_files_place_below_the_real_folder(tmp_path: Path) -> None:
    file = write(tmp_path, "real/a.txt", "Text.")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (item,) = read_path(tmp_path / "link")
    assert item.location == str(file.resolve())
    assert item.location.startswith(source_of(tmp_path / "link"))


def test_a_linked_file_belongs_to_the_folder_it_is_linked_from(tmp_path: Path) -> None:
    target = write(tmp_path, "elsewhere/a.txt", "Text.")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "b.txt").symlink_to(target)
    (item,) = read_path(tmp_path / "corpus")
    assert item.location == str((tmp_path / "corpus").resolve() / "b.txt")


def test_one_file_is_read_by_itself(tmp_path: Path) -> None:
    file = write(tmp_path, "sub/a.txt", "Text.")
    write(tmp_path, "sub/b.txt", "Text.")
    assert list(read_path(file)) == [SourceItem(source_of(file), Read(Article("a", "", "Text.")))]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSource, match="name a folder or a file"):
        list(read_path(tmp_path / "nowhere"))


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.pdf", b"x", "it is named .pdf, but is none"),
        ("LICENSE", b"x", "no suffix is not read: use .docx .eml .htm"),
        ("a.log", b"x", ".log is not read"),
        ("a.txt", b"", "the file is empty"),
        ("a.txt", b"caf\0\xe9", "it is not text"),
        ("a.md", b"\xff\xfe", "has no text"),
        ("a.txt", b" \n", "has no text"),
        ("a  b.txt", b"x", "article id"),
        ("a\u202eb.txt", b"x", "rename it"),
        ("cafe\u0301.pdf", b"x", "is none: save it anew"),
    ],
)
def test_what_cannot_be_read_is_reported_with_the_remedy(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    file = write(tmp_path, name, content)
    (item,) = read_path(tmp_path)
    assert isinstance(item.reading, Unreadable)
    assert says in item.reading.reason
    assert item.location == source_of(file)


def test_a_name_in_no_encoding_is_reported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("Text.")
    assert "rename it" in reason(tmp_path)


def test_a_decomposed_name_gives_a_composed_id(tmp_path: Path) -> None:
    write(tmp_path, "cafe\u0301.txt", "Text.")
    assert only(tmp_path).id == "café"


def test_a_link_to_nothing_is_reported_and_a_pipe_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    assert "No such file" in reason(tmp_path)


def test_one_bad_file_does_not_hide_the_others(tmp_path: Path) -> None:
    write(tmp_path, "a.txt", b"\0")
    write(tmp_path, "b.txt", "Text.")
    readings = [item.reading for item in read_path(tmp_path)]
    assert [type(reading) for reading in readings] == [Unreadable, Read]
