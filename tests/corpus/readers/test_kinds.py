"""Each kind of document: what is read of it, and what is told of what is not."""

from __future__ import annotations

import json
from datetime import date, datetime

import docx
import pytest

from corpus.article import Article, DateFound
from corpus.readers.pool import DirectReading
from corpus.readers.reading import Document, Read, Reading, Unreadable
from tests.corpus.readers.written import BODY, PAGE, archive, mail, pdf, pdf_objects, saved, word

SHORT = "Larkspur pays cash."


def readings(name: str, data: bytes | str, media_type: str | None = None) -> list[Reading]:
    data = data.encode() if isinstance(data, str) else data
    return DirectReading().read(Document(name, data, name.rpartition(".")[0] or name, media_type))


def articles(name: str, data: bytes | str) -> list[Article]:
    found = readings(name, data)
    assert all(isinstance(reading, Read) for reading in found), found
    return [reading.article for reading in found if isinstance(reading, Read)]


def only(name: str, data: bytes | str) -> Article:
    (article,) = articles(name, data)
    return article


def reasons(name: str, data: bytes | str) -> dict[str, str]:
    return {found.name: found.reason for found in readings(name, data) if isinstance(found, Unreadable)}


# PDF


def test_a_pdf_gives_its_pages_joined_by_blank_lines_and_where_each_starts() -> None:
    article = only("deal.pdf", pdf([["One.", "More of one."], [], ["Three."]]))
    assert article.text == "One.\nMore of one.\n\n\n\nThree."
    assert [article.text[start : start + 6] for start in article.pages] == ["One.\nM", "\n\nThre", "Three."]
    assert [article.page_of(article.text.index(word)) for word in ("One", "More", "Three")] == [1, 1, 3]


def test_a_pdf_tells_title_author_and_the_day_it_was_made() -> None:
    info = "/Title (Larkspur buys) /Author (Jane Roe) /CreationDate (D:20251104093000Z)"
    article = only("deal.pdf", pdf([[SHORT]], info))
    assert (article.title, article.byline) == ("Larkspur buys", "Jane Roe")
    assert (article.published, article.date_found) == (date(2025, 11, 4), DateFound.METADATA)


def test_a_date_that_a_pdf_states_goes_before_the_day_on_which_it_was_made() -> None:
    lines = ["Larkspur buys Northwind", "October 28, 2025", SHORT * 4]
    info = "/Title (Microsoft Word - deal final.docx) /CreationDate (D:20251104093000Z)"
    article = only("deal.pdf", pdf([lines], info))
    assert article.title == "Larkspur buys Northwind"
    assert (article.published, article.date_found) == (date(2025, 10, 28), DateFound.TEXT)


@pytest.mark.parametrize("info", ["/CreationDate (D:99999999)", "/CreationDate (soon)", "/Title 7", "/Author [1 2]"])
def test_broken_properties_are_no_reason_to_lose_a_text(info: str) -> None:
    article = only("deal.pdf", pdf([[SHORT]], info))
    assert (article.text, article.published) == (SHORT, None)


def test_a_scanned_pdf_is_told_from_a_broken_one() -> None:
    assert "OCR" in reasons("deal.pdf", pdf([[], []]))["deal.pdf"]
    assert "not a PDF that can be read" in reasons("deal.pdf", b"%PDF-1.4\nnothing")["deal.pdf"]


def test_a_pdf_with_too_many_pages_is_refused() -> None:
    tree = b"<< /Type /Pages /Count 5001 /Kids [] >>"
    data = pdf_objects({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: tree})
    assert "more than 5,000 pages: split it" in reasons("deal.pdf", data)["deal.pdf"]


# DOCX


def test_a_docx_gives_paragraphs_headings_and_tables_in_their_order() -> None:
    document = docx.Document()
    document.add_heading("Terms", 1)
    document.add_paragraph("The price follows.")
    table = document.add_table(2, 2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells), "Price|$5|Close|\nMay 1".split("|"), strict=True
    ):
        cell.text = text
    document.add_paragraph("That is all.")
    assert only("deal.docx", saved(document)).text == (
        "Terms\n\nThe price follows.\n\nPrice | $5\nClose | May 1\n\nThat is all."
    )


def test_a_docx_reads_as_with_all_changes_accepted_and_with_its_boxes() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("It pays ")._p
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    for xml in (
        f"<w:del {w}><w:r><w:delText>four</w:delText></w:r></w:del>",
        f"<w:ins {w}><w:r><w:t>five</w:t></w:r></w:ins>",
        f'<w:hyperlink {w}><w:r><w:t xml:space="preserve"> euros.</w:t><w:tab/><w:t>Cash.</w:t></w:r></w:hyperlink>',
    ):
        paragraph.append(docx.oxml.parse_xml(xml))
    box = f"<w:sdt {w}><w:sdtContent><w:p><w:r><w:t>In a control.</w:t></w:r></w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(0, docx.oxml.parse_xml(box))
    assert only("deal.docx", saved(document)).text == "In a control.\n\nIt pays five euros.\tCash."


def test_a_docx_tells_its_properties_but_not_those_of_a_template() -> None:
    data = word(SHORT, author="Jane Roe", title="Larkspur buys", created=datetime(2025, 11, 4))
    article = only("deal.docx", data)
    assert (article.title, article.byline) == ("Larkspur buys", "Jane Roe")
    assert (article.published, article.date_found) == (date(2025, 11, 4), DateFound.METADATA)
    assert only("deal.docx", word(SHORT)).published is None


def test_a_docx_without_text_is_reported() -> None:
    assert "no text was found" in reasons("deal.docx", word())["deal.docx"]


# Mail


def test_a_mail_gives_its_body_subject_sender_and_day() -> None:
    article = only("deal.eml", mail(SHORT).as_bytes())
    assert (article.id, article.title, article.byline, article.text) == ("deal", "The deal", "Jane Roe", SHORT)
    assert (article.published, article.date_found) == (date(2025, 11, 4), DateFound.METADATA)


def test_plain_text_goes_before_the_same_in_html_and_html_is_read_where_it_is_alone() -> None:
    assert only("deal.eml", mail(SHORT, PAGE).as_bytes()).text == SHORT
    assert BODY in only("deal.eml", mail(None, PAGE).as_bytes()).text
    assert only("deal.eml", mail(None, "<html><body><p>Yes.</p></body></html>").as_bytes()).text.strip() == "Yes."


def test_attachments_are_documents_of_their_own() -> None:
    message = mail(SHORT)
    message.add_attachment(pdf([["In the PDF."]]), maintype="application", subtype="pdf", filename="terms.pdf")
    message.add_attachment(b"In the text.", maintype="text", subtype="plain", filename="terms.txt")
    message.add_attachment(b"\x89PNG\0", maintype="image", subtype="png", filename="logo.png")
    message.add_attachment(b"\0\1", maintype="application", subtype="octet-stream", filename="../../evil")
    found = readings("deal.eml", message.as_bytes())
    read = {reading.article.id: reading.article.text for reading in found if isinstance(reading, Read)}
    assert read == {"deal": SHORT, "deal.terms.pdf": "In the PDF.", "deal.terms.txt": "In the text."}
    assert [reading.name for reading in found if isinstance(reading, Unreadable)] == ["deal.eml/../../evil"]


def test_a_forwarded_mail_is_read_as_a_mail() -> None:
    message = mail("See below.")
    message.add_attachment(mail(SHORT, Subject="The first"))
    assert [(article.title, article.text) for article in articles("deal.eml", message.as_bytes())] == [
        ("The deal", "See below."),
        ("The first", SHORT),
    ]


def test_two_attachments_of_one_name_are_two() -> None:
    message = mail(SHORT)
    for text in ("One.", "Two."):
        message.add_attachment(text, filename="note.txt")
    assert [article.text.strip() for article in articles("deal.eml", message.as_bytes())] == [SHORT, "One.", "Two."]
    assert len({article.id for article in articles("deal.eml", message.as_bytes())}) == 3


def test_a_body_in_an_old_encoding_is_read_in_it() -> None:
    head = "From: a@example.com\nMessage-ID: <1>\nContent-Type: text/plain; charset=windows-1252\n\n"
    assert only("deal.eml", head.encode() + "“Café”".encode("cp1252")).text == "“Café”"


@pytest.mark.parametrize("headers", ["Date: soon", "From: <<>", "Subject: =?utf-8?b?!!!?=", "Date: Tue, 99 Nov 99999"])
def test_a_broken_header_is_no_reason_to_lose_a_mail(headers: str) -> None:
    assert only("deal.eml", f"Message-ID: <1>\n{headers}\n\n{SHORT}").text == SHORT


def test_a_mail_without_anything_is_reported() -> None:
    assert "no text and no attachment" in reasons("deal.eml", b"Subject: x\n\n")["deal.eml"]


# JSON


def test_a_json_file_is_an_article_or_a_list_of_them() -> None:
    one = {"title": "T", "text": SHORT}
    assert only("deal.json", json.dumps(one, indent=2)) == Article("deal", "T", SHORT)
    many = [{"id": "a", "text": "One."}, {"id": "b"}, 7, {"id": "c", "text": "Three."}]
    found = readings("deals.json", json.dumps(many))
    assert [reading.article.id for reading in found if isinstance(reading, Read)] == ["a", "c"]
    assert list(reasons("deals.json", json.dumps(many))) == ["deals.json, article 2", "deals.json, article 3"]


@pytest.mark.parametrize(("content", "says"), [("{", "not JSON"), ("7", "not an article"), ("[" * 99_999, "not JSON")])
def test_a_json_file_that_is_none_is_reported(content: str, says: str) -> None:
    assert says in reasons("deal.json", content)["deal.json"]


# Archives


def test_the_members_of_an_archive_are_read_as_what_they_are() -> None:
    members = {
        "2025/a.md": "# A\n\nText.\n", "b.pdf": pdf([["In the PDF."]]), "c/": b"", "__MACOSX/._b.pdf": b"x",
        ".hidden.txt": b"x", "d.eml": mail(SHORT).as_bytes(), "e.log": b"x",
    }  # fmt: skip
    found = readings("deals.zip", archive(members))
    read = {reading.article.id: reading.article.text for reading in found if isinstance(reading, Read)}
    assert read == {"deals.2025.a.md": "# A\n\nText.\n", "deals.b.pdf": "In the PDF.", "deals.d.eml": SHORT}
    assert list(reasons("deals.zip", archive(members))) == ["deals.zip/e.log"]


def test_an_archive_within_an_archive_is_refused_also_within_a_mail() -> None:
    message = mail(SHORT)
    message.add_attachment(archive({"a.txt": "In."}), maintype="application", subtype="zip", filename="in.zip")
    assert [article.text for article in articles("deal.eml", message.as_bytes())] == [SHORT, "In."]
    within = archive({"in.zip": archive({"a.txt": "In."}), "m.eml": message.as_bytes(), "b.txt": "Out."})
    found = reasons("out.zip", within)
    assert list(found) == ["out.zip/in.zip", "out.zip/m.eml/in.zip"]
    assert set(found.values()) == {"an archive within an archive is not read: unpack it first"}


def test_an_archive_of_nothing_is_reported() -> None:
    assert "the archive is empty" in reasons("deals.zip", archive({}))["deals.zip"]


# Text that is another kind than its name says


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", pdf([["In it."]])), ("a.html", pdf([["In it."]])), ("a.jsonl", pdf([["In it."]])),
        ("a.zip", word("In it.")), ("a.pdf", word("In it.")), ("a", word("In it.")),
        ("a.txt", b'{"id": "a", "text": "In it."}'), ("a", b'[{"id": "a", "text": "In it."}]'),
        ("a.json", b'{"id": "a", "text": "In it."}\n{"id": "b", "text": "In it."}'),
        ("a.txt", mail("In it.").as_bytes()), ("a", b"Received: x\n" + mail("In it.").as_bytes()),
    ],
)  # fmt: skip
def test_a_wrong_name_does_not_mislead(name: str, data: bytes) -> None:
    assert {article.text for article in articles(name, data)} == {"In it."}


def test_a_page_is_a_page_under_any_name() -> None:
    for name in ("a.txt", "a.pdf", "a.eml", "a.md", "a"):
        assert BODY in only(name, PAGE).text


def test_a_press_release_with_headers_of_its_own_is_no_mail() -> None:
    text = "From: Larkspur Grid\nDate: November 4, 2025\nSubject: Northwind\n\n" + BODY
    assert BODY in only("a.txt", text).text


def test_a_media_type_decides_where_the_name_does_not() -> None:
    (read,) = readings("a", f"# T\n\n{SHORT}", "text/markdown; charset=utf-8")
    assert isinstance(read, Read)
    assert read.article.title == "T"


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.doc", b"\xd0\xcf\x11\xe0rest", "save it as DOCX or PDF"),
        ("a.rtf", b"{\\rtf1 x}", "RTF is not read"),
        ("a.xlsx", archive({"[Content_Types].xml": "", "xl/workbook.xml": ""}), "save it as PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "not text"),
        ("a.txt", bytes(range(1, 32)) * 20, "not text"),
        ("a.svg", b"<?xml version='1.0'?><svg/>", ".svg is not read: use .docx"),
        ("a.docx", b"plain", "is named .docx, but is none"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told_with_a_remedy(name: str, data: bytes, says: str) -> None:
    assert says in reasons(name, data)[name]
