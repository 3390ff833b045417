"""A document of any kind: the reader for it, and the documents within it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from corpus.errors import CorpusError, UnreadableSource
from corpus.readers.detect import Kind, kind_of
from corpus.readers.docx import read_docx
from corpus.readers.eml import read_mail
from corpus.readers.html import read_html
from corpus.readers.json_file import read_json
from corpus.readers.jsonl import read_jsonl
from corpus.readers.markdown import read_markdown
from corpus.readers.pdf import read_pdf
from corpus.readers.plain_text import read_plain_text
from corpus.readers.reading import Document, Part, Unreadable
from corpus.readers.zip_file import open_zip

_READERS: dict[Kind, Callable[[Document], Iterable[Part]]] = {
    Kind.PDF: read_pdf,
    Kind.DOCX: read_docx,
    Kind.ZIP: open_zip,
    Kind.MAIL: read_mail,
    Kind.HTML: read_html,
    Kind.JSON: read_json,
    Kind.JSON_LINES: read_jsonl,
    Kind.MARKDOWN: read_markdown,
    Kind.TEXT: read_plain_text,
}
_MAX_DEPTH = 3


def open_document(document: Document) -> Iterator[Part]:
    """What is in a document; the documents within it come as they are. Raises MemoryError alone."""
    try:
        kind = kind_of(document)
        if kind is Kind.ZIP and Kind.ZIP.value in document.inside:
            raise UnreadableSource("an archive within an archive is not read: unpack it first")
        if len(document.inside) > _MAX_DEPTH:
            raise UnreadableSource(f"it lies more than {_MAX_DEPTH} documents deep: save it by itself")
        yield from _READERS[kind](document)
    except MemoryError:
        raise
    except CorpusError as error:
        yield Unreadable(document.name, str(error))
    except Exception as error:  # a reader is ours, what it reads is not: whatever it trips over, it trips alone
        reason = f"it cannot be read ({type(error).__name__}): save it anew, or as text"
        yield Unreadable(document.name, reason)
