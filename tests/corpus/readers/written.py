"""Documents of every kind, made for a test."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage

import docx

BODY = (
    "Larkspur Grid said on Tuesday that it would pay $42.50 in cash for each share of Northwind Cable, which values "
    "the maker of undersea cables at about $3.1 billion, and that it expects to close the purchase in the spring."
)
PAGE = (
    f"<!doctype html><html><head><title>T</title></head><body><article>{f'<p>{BODY}</p>' * 3}</article></body></html>"
)


def pdf_objects(objects: Mapping[int, bytes], trailer: bytes = b"/Root 1 0 R") -> bytes:
    """A PDF of numbered objects, with a right table of where they are."""
    out = bytearray(b"%PDF-1.4\n")
    places: dict[int, int] = {}
    for number, content in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    out += b"trailer\n<< /Size %d %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table)
    return bytes(out)


def stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), more, content)


def pdf(pages: Sequence[Sequence[str]], info: str = "") -> bytes:
    """A PDF with the given lines on its pages. info: as it stands in the file, such as /Title (Deal)."""
    count = len(pages)
    kids = " ".join(f"{10 + 2 * number} 0 R" for number in range(count))
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: f"<< /Type /Pages /Count {count} /Kids [{kids}] >>".encode(),
        3: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        4: f"<< {info} >>".encode("latin-1"),
    }
    for number, lines in enumerate(pages):
        objects[10 + 2 * number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {11 + 2 * number} 0 R "
            f"/Resources << /Font << /F1 3 0 R >> >> >>"
        ).encode()
        drawn = "".join(f"({line}) Tj 0 -14 Td " for line in lines)
        objects[11 + 2 * number] = stream(f"BT /F1 11 Tf 40 700 Td {drawn}ET".encode())
    return pdf_objects(objects, b"/Root 1 0 R /Info 4 0 R")


def saved(document: docx.document.Document) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def word(*paragraphs: str, author: str = "", title: str = "", created: datetime | None = None) -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.core_properties.title = title
    document.core_properties.author = author or "python-docx"
    if created:
        document.core_properties.created = created
    return saved(document)


def archive(members: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return out.getvalue()


def mail(body: str | None = BODY, page: str | None = None, **headers: str) -> EmailMessage:
    message = EmailMessage()
    shown = {"From": "Jane Roe <jane@example.com>", "Subject": "The deal", "Date": "Tue, 4 Nov 2025 23:30:00 -0500"}
    for name, value in {**shown, "Message-ID": "<1@example.com>", **headers}.items():
        message[name] = value
    if body is not None:
        message.set_content(body)
    if page is not None and body is not None:
        message.add_alternative(page, subtype="html")
    elif page is not None:
        message.set_content(page, subtype="html")
    return message
