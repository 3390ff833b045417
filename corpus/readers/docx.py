"""DOCX, opened by python-docx: paragraphs, headings and tables in the order of the document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document as Opened
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.readers.inflating import Inflater
from corpus.readers.properties import Properties, described
from corpus.readers.reading import Document, Read

_PARAGRAPH, _TABLE, _ROW, _CELL, _PARAGRAPH_PROPERTIES = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:pPr")
_DRAWN = {qn("w:tab"): "\t", qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
# Moved away, written a second time for old programs, or about the paragraph and not in it.
_NOT_IN_TEXT = {qn("w:moveFrom"), "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_NOT_IN_TEXT.add(_PARAGRAPH_PROPERTIES)
_NOTES = ("/footnotes", "/endnotes")

Element = Any  # lxml's, whose types are not to be had


def read_docx(document: Document) -> Iterator[Read]:
    _check(document.data)
    try:
        opened = docx.Document(BytesIO(document.data))
        blocks = [*_blocks(opened.element.body), *_notes(opened)]
        properties = _properties(opened)
    except MemoryError:
        raise
    except Exception as error:  # whatever a broken file does to the parser, it fails alone
        raise UnreadableSource(f"not a DOCX that can be read ({type(error).__name__}): save it anew") from error
    text = clean("\n\n".join(blocks))
    if not text.strip():
        raise UnreadableSource("no text was found in it: save the document with its text, not with pictures of it")
    yield Read(described(document, text, properties))


def _check(data: bytes) -> None:
    """It is an archive, so it may be a bomb; and its XML declares no entities unless it is one."""
    inflater = Inflater(data)
    for member in inflater.members:
        content = inflater.read(member)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or "<!ENTITY".encode("utf-16-le") in content:
            raise UnreadableSource("its XML declares entities, as no word processor does: save it anew")


def _blocks(parent: Element) -> Iterator[str]:
    """Paragraphs and tables, also those within content controls and tracked insertions."""
    for element in parent:
        if element.tag == _PARAGRAPH:
            text = _text(element).strip()
            if text:
                yield text
        elif element.tag == _TABLE:
            rows = "\n".join(filter(None, (_row(row) for row in _within(element, _ROW))))
            if rows:
                yield rows
        elif isinstance(element.tag, str) and element.tag not in _NOT_IN_TEXT:
            yield from _blocks(element)


def _row(row: Element) -> str:
    cells = [" ".join(" ".join(_blocks(cell)).split()) for cell in _within(row, _CELL)]
    return " | ".join(cells) if any(cells) else ""


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """The nearest elements of a tag, not those within them."""
    for element in parent:
        if element.tag == tag:
            yield element
        elif isinstance(element.tag, str) and element.tag != _TABLE:
            yield from _within(element, tag)


def _text(paragraph: Element) -> str:
    """As it reads with all changes accepted: python-docx passes over what was inserted."""
    return "".join(_pieces(paragraph))


def _pieces(parent: Element) -> Iterator[str]:
    for element in parent:
        if element.tag == qn("w:t"):
            yield element.text or ""
        elif element.tag in _DRAWN:
            yield _DRAWN[element.tag]
        elif element.tag == _PARAGRAPH:  # in a text box
            yield f"\n{_text(element)}\n"
        elif isinstance(element.tag, str) and element.tag not in _NOT_IN_TEXT:
            yield from _pieces(element)


def _notes(opened: Opened) -> Iterator[str]:
    for relation in opened.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_NOTES):
            for note in parse_xml(relation.target_part.blob):
                yield from _blocks(note)


def _properties(opened: Opened) -> Properties:
    found = opened.core_properties
    if found.author == "python-docx":  # that is the template's, and so is its date
        return Properties(found.title or "")
    created = found.created if isinstance(found.created, datetime) else None
    return Properties(found.title or "", found.author or "", created.date() if created else None)
