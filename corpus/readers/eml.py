"""Mail: its body is an article, and each attachment a document of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.headerregistry import AddressHeader, DateHeader
from email.message import Message
from html.parser import HTMLParser

from corpus.article import Article, DateFound
from corpus.cleaning import clean, short_line
from corpus.errors import UnreadableSource
from corpus.readers.encodings import decoded
from corpus.readers.html import read_html
from corpus.readers.reading import Document, Part, Read

_MAX_DEPTH = 20
_MAX_PARTS = 1_000
_UNSEEN = ("script", "style", "title")
_ON_A_LINE = ("p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote")
# A picture in a mail is a signature or a screenshot; the others are for mail programs.
_PASSED_OVER = ("image/", "audio/", "video/", "font/", "text/calendar", "application/pgp-", "application/pkcs7-")


def read_mail(document: Document) -> Iterator[Part]:
    try:
        mail = message_from_bytes(document.data, policy=policy.default)
        leaves = _leaves(mail, 0)
    except (UnreadableSource, MemoryError):
        raise
    except Exception as error:  # whatever a broken mail does to the parser, it fails alone
        raise UnreadableSource(f"not a mail that can be read ({type(error).__name__}): save it anew") from error
    if len(leaves) > _MAX_PARTS:
        raise UnreadableSource(f"the mail has more than {_MAX_PARTS:,} parts: save its attachments by themselves")
    body = [leaf for leaf in leaves if _is_body(leaf)]
    attached = [leaf for leaf in leaves if not _is_body(leaf) and not _content_type(leaf).startswith(_PASSED_OVER)]
    read = _body(document, mail, body)
    if read:
        yield read
    elif not attached:
        raise UnreadableSource("the mail has no text and no attachment: save it anew")
    yield from _attachments(document, attached)


def _leaves(part: Message, depth: int) -> list[Message]:
    """The parts that hold something. Of alternatives that say the same, plain text goes before HTML."""
    if depth > _MAX_DEPTH:
        raise UnreadableSource(f"the mail's parts are nested more than {_MAX_DEPTH} deep: save them by themselves")
    if not part.is_multipart() or part.get_content_maintype() == "message":
        return [part]
    leaves = [leaf for inner in part.get_payload() if isinstance(inner, Message) for leaf in _leaves(inner, depth + 1)]
    if _content_type(part) == "multipart/alternative" and any(_is_plain(leaf) for leaf in leaves):
        return [leaf for leaf in leaves if not _is_body(leaf) or _is_plain(leaf)]
    return leaves


def _content_type(part: Message) -> str:
    return part.get_content_type()


def _is_body(part: Message) -> bool:
    is_text = _content_type(part) in ("text/plain", "text/html")
    return is_text and not part.get_filename() and part.get_content_disposition() != "attachment"


def _is_plain(part: Message) -> bool:
    return _is_body(part) and _content_type(part) == "text/plain"


def _body(document: Document, mail: Message, parts: list[Message]) -> Read | None:
    title, byline, published = _headers(mail)
    texts: list[str] = []
    raws: list[str] = []
    for part in parts:
        text, raw = _text_of(document, part)
        texts.append(text)
        raws.append(raw)
    text = clean("\n\n".join(filter(None, texts)))
    if not text.strip():
        return None
    article = Article(
        id=document.fallback_id,
        title=title,
        text=text,
        byline=byline or None,
        published=published,
        date_found=DateFound.METADATA if published else None,
        url=document.url,
    )
    raw = "\n\n".join(filter(None, raws))
    return Read(article, raw if raw != text else None)


def _text_of(document: Document, part: Message) -> tuple[str, str]:
    """The text of a part of the body, and the same with what was removed."""
    data = _bytes_of(part)
    if not data.strip():
        return "", ""
    if _content_type(part) == "text/plain":
        text = clean(decoded(data, part.get_content_charset())).strip("\n")
        return text, text
    page = dataclasses.replace(document, data=data, media_type=f"text/html; charset={part.get_content_charset()}")
    try:
        (reading,) = read_html(page)
    except UnreadableSource:  # a few words, and no article
        words = _Words()
        words.feed(decoded(data, page.charset))
        text = clean("".join(words.pieces)).strip()
        return text, text
    return (reading.article.text, reading.raw or "") if isinstance(reading, Read) else ("", "")


class _Words(HTMLParser):
    """The words of a page, each block on a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        self.pieces.append("\n" if tag in _ON_A_LINE else "")

    def handle_endtag(self, tag: str) -> None:
        self._unseen -= tag in _UNSEEN and self._unseen > 0

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.pieces.append(data)


def _attachments(document: Document, parts: list[Message]) -> Iterator[Document]:
    given: dict[str, int] = {}
    for number, part in enumerate(parts, start=1):
        name = part.get_filename() or f"part {number}"
        given[name] = given.get(name, 0) + 1
        if given[name] > 1:
            name = f"{given[name]} {name}"  # two pictures of a name, two letters of a name
        yield document.part("mail", name, _bytes_of(part), _content_type(part))


def _bytes_of(part: Message) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload(0) if part.is_multipart() else None
        return inner.as_bytes() if isinstance(inner, Message) else b""
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _headers(mail: Message) -> tuple[str, str, date | None]:
    """Subject, sender and day; each empty where its header is broken."""
    return _subject(mail), _sender(mail), _day(mail)


def _subject(mail: Message) -> str:
    try:
        return short_line(str(mail["subject"] or ""))
    except Exception:  # the standard library's parser of headers trips over some
        return ""


def _sender(mail: Message) -> str:
    try:
        sender = mail["from"]
        addresses = sender.addresses if isinstance(sender, AddressHeader) else ()
        return short_line(addresses[0].display_name or addresses[0].addr_spec) if addresses else ""
    except Exception:
        return ""


def _day(mail: Message) -> date | None:
    try:
        header = mail["date"]
        moment = header.datetime if isinstance(header, DateHeader) else None
        return moment.date() if moment else None
    except Exception:
        return None
