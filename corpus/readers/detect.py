"""What kind of document bytes are. Their content says; name and media type decide between texts only."""

from __future__ import annotations

import re
from enum import Enum
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import BadZipFile, ZipFile

from corpus.errors import UnreadableSource
from corpus.readers.encodings import checked, head_of
from corpus.readers.reading import Document


class Kind(Enum):
    """The kinds that are read."""

    PDF = "PDF"
    DOCX = "DOCX"
    ZIP = "archive"
    MAIL = "mail"
    HTML = "HTML"
    JSON = "JSON"
    JSON_LINES = "JSON lines"
    MARKDOWN = "Markdown"
    TEXT = "text"


_SUFFIXES = {
    ".pdf": Kind.PDF, ".docx": Kind.DOCX, ".zip": Kind.ZIP, ".eml": Kind.MAIL, ".mht": Kind.MAIL, ".mhtml": Kind.MAIL,
    ".html": Kind.HTML, ".htm": Kind.HTML, ".xhtml": Kind.HTML, ".json": Kind.JSON, ".jsonl": Kind.JSON_LINES,
    ".ndjson": Kind.JSON_LINES, ".md": Kind.MARKDOWN, ".markdown": Kind.MARKDOWN, ".txt": Kind.TEXT, ".text": Kind.TEXT,
}  # fmt: skip
_MEDIA_TYPES = {
    "application/pdf": Kind.PDF, "application/zip": Kind.ZIP, "message/rfc822": Kind.MAIL, "text/html": Kind.HTML,
    "application/xhtml+xml": Kind.HTML, "application/json": Kind.JSON, "application/jsonl": Kind.JSON_LINES,
    "application/x-ndjson": Kind.JSON_LINES, "text/markdown": Kind.MARKDOWN, "text/plain": Kind.TEXT,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind.DOCX,
}  # fmt: skip
_HTML = re.compile(
    r"\s*(?:(?:<\?xml[^>]*>|<!--(?:(?!-->).)*-->)\s*)*<(?:!doctype\s+html|html|head|body|title|meta)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON = re.compile(r'\s*(?:\{\s*["}]|\[\s*[{\]])')
_HEADERS = re.compile(r"(?:[!-9;-~]+:(?!//)[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*){2,}")
_OF_MAIL = re.compile(r"^(?:message-id|mime-version|received|return-path):", re.IGNORECASE | re.MULTILINE)
_SENDER = re.compile(r"^(?:from|sender):", re.IGNORECASE | re.MULTILINE)
_NOT_READ = {
    b"\xd0\xcf\x11\xe0": "a Word, Excel or PowerPoint file of the old kind is not read: save it as DOCX or PDF",
    b"{\\rtf": "RTF is not read: save it as DOCX or PDF",
}


def kind_of(document: Document) -> Kind:
    """Raises UnreadableSource for what is empty, binary, or of a kind that is not read."""
    data = document.data
    if not data:
        raise UnreadableSource("the file is empty: save it anew")
    for magic, reason in _NOT_READ.items():
        if data.startswith(magic):
            raise UnreadableSource(reason)
    named = _named(document)
    if data.lstrip()[:5] == b"%PDF-" or (named is Kind.PDF and b"%PDF-" in data[:1024]):
        return Kind.PDF
    if data[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
        return _packed(data)
    return _text_kind(document, named)


def _named(document: Document) -> Kind | None:
    media_type = (document.media_type or "").partition(";")[0].strip().lower()
    return _SUFFIXES.get(_suffix(document)) or _MEDIA_TYPES.get(media_type)


def _suffix(document: Document) -> str:
    return PurePosixPath(document.name).suffix.lower()


def _packed(data: bytes) -> Kind:
    try:
        with ZipFile(BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableSource(f"the archive or DOCX is damaged ({error}): save it anew") from error
    if any(name.startswith(("xl/", "ppt/")) for name in names) and "[Content_Types].xml" in names:
        raise UnreadableSource("an Excel or PowerPoint file is not read: save it as PDF")
    return Kind.DOCX if "word/document.xml" in names else Kind.ZIP


def _text_kind(document: Document, named: Kind | None) -> Kind:
    head = checked(head_of(document.data))
    by_content = _by_content(head)
    if named is Kind.MAIL or named is Kind.JSON_LINES:
        return by_content if by_content is Kind.HTML else named
    if by_content is None and named in (Kind.PDF, Kind.DOCX, Kind.ZIP):
        raise UnreadableSource(f"it is named {_suffix(document) or document.media_type}, but is none: save it anew")
    if by_content is None and named is None:
        known = " ".join(sorted(_SUFFIXES))
        raise UnreadableSource(f"{_suffix(document) or 'no suffix'} is not read: use {known}")
    return by_content or named or Kind.TEXT


def _by_content(head: str) -> Kind | None:
    if _HTML.match(head):
        return Kind.HTML
    if _JSON.match(head):
        return _json_kind(head)
    headers = _HEADERS.match(head)
    if headers and _OF_MAIL.search(headers[0]) and _SENDER.search(headers[0]):
        return Kind.MAIL
    return None


def _json_kind(head: str) -> Kind:
    """JSON lines where a whole object stands on the first line and another begins on the next."""
    lines = head.lstrip().split("\n", 2)
    is_lines = len(lines) > 1 and lines[0].startswith("{") and lines[0].rstrip().endswith("}")
    return Kind.JSON_LINES if is_lines and lines[1].lstrip().startswith("{") else Kind.JSON
