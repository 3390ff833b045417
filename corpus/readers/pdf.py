"""PDF, by pypdf: the text of each page, and where in the text each page starts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from itertools import accumulate

from pypdf import PageObject, PasswordType, PdfReader
from pypdf.errors import DependencyError
from pypdf.generic import DictionaryObject

from corpus.cleaning import clean
from corpus.errors import UnreadableSource
from corpus.readers.properties import Properties, described
from corpus.readers.reading import Document, Read, Reading, Unreadable

_MAX_PAGES = 5_000
_BETWEEN_PAGES = "\n\n"


def read_pdf(document: Document) -> Iterator[Reading]:
    """A page that cannot be read is reported, and counts as empty."""
    try:
        reader = PdfReader(BytesIO(document.data))
        pages = _pages(reader)
    except (UnreadableSource, MemoryError):
        raise
    except Exception as error:  # whatever a broken file does to the parser, it fails alone
        raise UnreadableSource(f"not a PDF that can be read ({type(error).__name__}): save it anew") from error
    texts: list[str] = []
    broken: list[Unreadable] = []
    for number, page in enumerate(pages, start=1):
        try:
            texts.append(clean(page.extract_text()).strip())
        except MemoryError:
            raise
        except Exception as error:
            texts.append("")
            broken.append(
                Unreadable(
                    f"{document.name}, page {number}", f"it is broken ({type(error).__name__}): save the file anew"
                )
            )
    if not any(texts) and broken:
        raise UnreadableSource("none of its pages can be read: save it anew, or as text")
    if not any(texts):
        raise UnreadableSource("no text was found in it, as in scanned pages: run text recognition (OCR) over it")
    starts = accumulate((len(text) + len(_BETWEEN_PAGES) for text in texts[:-1]), initial=0)
    yield Read(described(document, _BETWEEN_PAGES.join(texts), _properties(reader), tuple(starts)))
    yield from broken


def _pages(reader: PdfReader) -> list[PageObject]:
    if reader.is_encrypted:
        _unlock(reader)
    tree = reader.root_object["/Pages"].get_object()
    count = tree.get("/Count") if isinstance(tree, DictionaryObject) else None
    if (isinstance(count, int) and count > _MAX_PAGES) or len(reader.pages) > _MAX_PAGES:
        raise UnreadableSource(f"it has more than {_MAX_PAGES:,} pages: split it")
    return list(reader.pages)


def _unlock(reader: PdfReader) -> None:
    """Some are encrypted to forbid printing only, and open without a password."""
    try:
        opened = reader.decrypt("")
    except DependencyError:  # a cipher that pypdf does not know by itself
        opened = PasswordType.NOT_DECRYPTED
    if opened is PasswordType.NOT_DECRYPTED:
        raise UnreadableSource("it is encrypted: save a copy without a password")


def _properties(reader: PdfReader) -> Properties:
    try:
        found = reader.metadata
        title, author = (found.title, found.author) if found else (None, None)
        return Properties(str(title or ""), str(author or ""), _created(reader))
    except MemoryError:
        raise
    except Exception:  # they are no reason to lose the text
        return Properties()


def _created(reader: PdfReader) -> date | None:
    try:
        created = reader.metadata.creation_date if reader.metadata else None
    except ValueError:
        return None
    return created.date() if created else None
