"""Files that mean harm, or are broken in every way that files get broken. All are made here; none is on disk."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tests.corpus.readers.written import BODY, PAGE, archive, mail, pdf, pdf_objects, stream, word

CANARY = "the canary sings"
_CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
_ZEROS = bytes(30_000_000)


@dataclass(frozen=True)
class Hostile:
    """says: a part of the reason that is expected; empty where any reason will do, None where it is read."""

    name: str
    data: bytes
    says: str | None = ""


def hostile_files(canary: str) -> list[Hostile]:
    """canary: the path of a file that no document may lead to."""
    makers = (_bombs, _entities, _names, _archives, _pdfs, _nesting, _truncated, _misnamed, _texts)
    return [file for maker in makers for file in maker(canary)]


def _bombs(canary: str) -> Iterator[Hostile]:
    flat = archive({"a.txt": _ZEROS})
    yield Hostile("flat.zip", flat, "as only bombs do")
    yield Hostile("nested.zip", archive({"in.zip": flat}, zipfile.ZIP_STORED), "archive within an archive")
    yield Hostile("wide.zip", archive({f"{n}.txt": b"\n" * 990_000 for n in range(250)}), "more than 200 MB")
    yield Hostile("many.zip", archive({f"{n}.txt": b"" for n in range(10_001)}, zipfile.ZIP_STORED), "10,000 members")
    yield Hostile("overlap.zip", _overlapping(b"\n" * 900_000, 300))
    yield Hostile("bomb.docx", archive({"word/document.xml": _ZEROS, "[Content_Types].xml": ""}), "as only bombs do")
    yield Hostile("pictures.docx", archive({"word/document.xml": "", "word/media/1.png": _ZEROS}), "as only bombs do")
    yield Hostile("lzma.zip", archive({"a.txt": _ZEROS}, zipfile.ZIP_LZMA), "method 14")
    yield Hostile("bzip2.zip", archive({"a.txt": _ZEROS}, zipfile.ZIP_BZIP2), "method 12")
    yield Hostile("mail.eml", _with_attachment("bomb.zip", flat), "as only bombs do")
    yield Hostile("mail in zip.zip", archive({"m.eml": _with_attachment("in.zip", flat)}), "archive within an archive")
    deflated = stream(zlib.compress(_ZEROS * 4, 9), b"/Filter /FlateDecode")
    yield Hostile("deflated.pdf", _page_with(deflated))
    twice = stream(zlib.compress(zlib.compress(_ZEROS * 4, 9), 9), b"/Filter [/FlateDecode /FlateDecode]")
    yield Hostile("deflated twice.pdf", _page_with(twice))
    yield Hostile("filters.pdf", _page_with(stream(b"x", b"/Filter [" + b"/ASCIIHexDecode " * 9_999 + b"]")))
    yield Hostile("run length.pdf", _page_with(stream(b"\x81\x00" * 900_000, b"/Filter /RunLengthDecode")))
    yield Hostile("slow.pdf", pdf([["word"] * 300_000]), "longer than 10 seconds")
    # Refused for its pages, or on a slow machine for the time they take.
    yield Hostile("words.pdf", pdf([["word"] * 900_000]))
    yield Hostile("lists.json", b"[" + b"[]," * 20_000_000 + b"0]", "more than 512 MB of memory")


def _entities(canary: str) -> Iterator[Hostile]:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(12)
    ) + "]>"  # fmt: skip
    outside = f'<!DOCTYPE x [<!ENTITY m SYSTEM "file://{canary}">]>'
    inside = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>'
    for name, declared, used in (("laughs", laughs, "&m;"), ("outside", outside, "&m;")):
        document = f"<?xml version='1.0'?>{declared}{inside}<w:t>{used}</w:t></w:r></w:p></w:body></w:document>"
        yield Hostile(f"{name}.docx", _docx_with("word/document.xml", document.encode()), "declares entities")
        yield Hostile(f"{name} 16.docx", _docx_with("word/document.xml", document.encode("utf-16-le")), "entities")
        yield Hostile(f"{name} core.docx", _docx_with("docProps/core.xml", document.encode()), "declares entities")
        yield Hostile(f"{name}.svg", f"<?xml version='1.0'?>{declared}<svg><text>{used}</text></svg>".encode())
        yield Hostile(f"{name}.html", f"{declared}<html><body><p>{used}</p></body></html>".encode())
        page = f"<?xml version='1.0'?>{declared}<html><p>{BODY} {used}</p></html>"
        yield Hostile(f"{name}.xhtml", page.encode(), None)
    aliases = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 10)}]\n" for n in range(12)
    )  # fmt: skip
    yield Hostile("aliases.md", f"---\n{aliases}title: *m\n---\n{BODY}".encode(), "field title is list")
    yield Hostile("merged.md", f"---\n{aliases}<<: *m\n---\n{BODY}".encode(), "not YAML")
    yield Hostile("cyclic.md", f"---\na: &a [*a]\ntitle: *a\n---\n{BODY}".encode())
    yield Hostile("object.md", f"---\ntitle: !!python/object/apply:os.system [ls]\n---\n{BODY}".encode(), "not YAML")
    yield Hostile("deep.md", f"---\ntitle: {'[' * 50_000}\n---\n{BODY}".encode(), "not YAML")
    yield Hostile("long.md", f"---\n{'a: b' * 50_000}\n---\n{BODY}".encode(), "longer than")


def _names(canary: str) -> Iterator[Hostile]:
    """Members of archives; each has a good member beside it, which is read."""
    outward = ("../a.txt", "a/../../a.txt", "/etc/a.txt", canary, "C:/a.txt", "c:a.txt", "..", "//server/a.txt")
    for number, name in enumerate(outward):
        yield Hostile(f"out {number}.zip", _member(name), "leads out of the archive")
    controls = ("a\\..\\b.txt", "..\\a.txt", "a\nb.txt", "a\x1b[2Jb.txt", "a\u202etxt.exe", "a\x7f.txt", "a\u200b.txt")
    for number, name in enumerate(controls):
        yield Hostile(f"control {number}.zip", _member(name), "control characters or backslashes")
    yield Hostile("nul.zip", _member("aXb.txt").replace(b"aXb.txt", b"a\0b.txt"), "control characters")
    yield Hostile("long.zip", _member("a" * 4096 + ".txt"), "longer than 255 bytes")
    yield Hostile("long path.zip", _member("a/" * 3_000 + "a.txt"), "longer than 255 bytes")
    yield Hostile("wide name.zip", _member("交" * 100 + ".txt"), "longer than 255 bytes")
    for target in (canary, "../../etc/passwd", "/"):
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = 0o120777 << 16
        yield Hostile(f"link {len(target)}.zip", _zip_of((link, target)), "it is a link")
    encrypted = bytearray(_member("secret.txt"))
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        encrypted[encrypted.find(magic) + offset] |= 1
    yield Hostile("encrypted.zip", bytes(encrypted), "encrypted: pack it without")
    message = mail(BODY)
    for name in ("../../a.txt", "/etc/passwd", "a\\b", "x" * 5_000 + ".txt", ".", "..", " "):
        message.add_attachment(f"About {len(name)}.".encode(), maintype="text", subtype="plain", filename=name)
    yield Hostile("attached.eml", message.as_bytes(), None)


def _archives(canary: str) -> Iterator[Hostile]:
    good = archive({"a.txt": BODY, "b.txt": BODY * 9})
    yield Hostile("wrong sum.zip", good.replace(BODY[:20].encode(), b"x" * 20), None)
    stored = archive({"a.txt": BODY}, zipfile.ZIP_STORED)
    yield Hostile("changed.zip", stored.replace(b"Larkspur", b"Larkspor", 1), "it is damaged")
    yield Hostile("no end.zip", good[:-22], "damaged")
    yield Hostile("end only.zip", good[-22:], "damaged")
    yield Hostile("nothing.zip", archive({}), "the archive is empty")
    yield Hostile("lies.zip", _patched(good, b"PK\x01\x02", 24, struct.pack("<I", 0xFFFFFFF0)))
    yield Hostile("tiny.zip", _patched(good, b"PK\x01\x02", 24, struct.pack("<I", 3)))
    yield Hostile("far.zip", _patched(good, b"PK\x01\x02", 42, struct.pack("<I", 0x7FFFFFFF)))
    yield Hostile("directory.zip", _patched(good, b"PK\x05\x06", 12, struct.pack("<I", 0xFFFFFF)))
    yield Hostile("method.zip", _patched(good, b"PK\x01\x02", 10, struct.pack("<H", 99)), "method 99")
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as file:
        for name in ("a.txt", "b.txt"):
            file.writestr(name, name)
    yield Hostile("twice.zip", twice.getvalue().replace(b"b.txt", b"a.txt"), "stands twice")
    yield Hostile("dos.zip", b"MZ" + bytes(200) + good)
    yield Hostile("no document.docx", archive({"[Content_Types].xml": "", "_rels/.rels": ""}))
    yield Hostile("empty document.docx", archive({"word/document.xml": ""}), "not a DOCX")
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="{}"/>'
        "</Relationships>"
    )
    for number, target in enumerate((f"../../..{canary}", f"file://{canary}", "../_rels/.rels")):
        related = _docx_with("_rels/.rels", relations.format(target).encode())
        yield Hostile(f"relation {number}.docx", related, "not a DOCX")


def _pdfs(canary: str) -> Iterator[Hostile]:
    kids = b"3 0 R " * 100_000
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    for count in (100_000, 1, -1):
        tree = b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids)
        yield Hostile(f"pages {count}.pdf", pdf_objects({1: _CATALOG, 2: tree, 3: page}))
    yield Hostile("many pages.pdf", pdf([[]] * 5_001), "more than 5,000 pages")
    own = b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"
    yield Hostile("cyclic.pdf", pdf_objects({1: _CATALOG, 2: own}))
    to_three, to_two = (b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % number for number in (3, 2))
    yield Hostile("cyclic by two.pdf", pdf_objects({1: _CATALOG, 2: to_three, 3: to_two}))
    deep = {n: b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (n + 1) for n in range(2, 5_000)}
    yield Hostile("deep.pdf", pdf_objects({1: _CATALOG, **deep, 5_000: page}))
    yield Hostile("itself.pdf", pdf_objects({1: b"1 0 R"}))
    yield Hostile("brackets.pdf", pdf_objects({1: b"[" * 200_000}))
    yield Hostile("dictionaries.pdf", pdf_objects({1: b"<</a" * 100_000}))
    for revision in (2, 3, 4, 5):
        encryption = b"<< /Filter /Standard /V %d /R %d /Length 128 /P -4 /O <%s> /U <%s> >>" % (
            revision - 1, revision, b"41" * 32, b"42" * 32,
        )  # fmt: skip
        trailer = b"/Root 1 0 R /Encrypt 9 0 R /ID [<61> <61>]"
        content = {1: _CATALOG, 2: own, 9: encryption}
        says = "" if revision > 4 else "is encrypted"
        yield Hostile(f"encrypted {revision}.pdf", pdf_objects(content, trailer), says)
    unknown = pdf_objects({1: _CATALOG, 9: b"<< /Filter /Own >>"}, b"/Root 1 0 R /Encrypt 9 0 R")
    yield Hostile("unknown lock.pdf", unknown)
    yield Hostile("scanned.pdf", pdf([[]]), "OCR")
    yield Hostile("header only.pdf", b"%PDF-1.7\n", "not a PDF")
    yield Hostile("no catalogue.pdf", pdf_objects({2: own}, b"/Size 3"), "not a PDF")
    yield Hostile("previous.pdf", _previous_of_itself())
    form = stream(b"/F Do", b"/Type /XObject /Subtype /Form /Resources << /XObject << /F 6 0 R >> >>")
    use = b"<< /Type /Page /Parent 2 0 R /Contents 5 0 R /Resources << /XObject << /F 6 0 R >> >> >>"
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    yield Hostile("form in itself.pdf", pdf_objects({1: _CATALOG, 2: tree, 3: use, 5: stream(b"/F Do"), 6: form}))
    yield Hostile("long number.pdf", pdf_objects({1: _CATALOG, 2: b"<< /Type /Pages /Count " + b"9" * 99_999 + b" >>"}))


def _nesting(canary: str) -> Iterator[Hostile]:
    for opened, name in (("[", "list"), ('{"a":', "object")):
        yield Hostile(f"{name}.json", opened.encode() * 200_000, "not JSON")
        yield Hostile(f"{name}.jsonl", opened.encode() * 200_000, "not JSON")
    yield Hostile("digits.json", b'{"id": ' + b"9" * 1_000_000 + b', "text": "x"}', "not JSON")
    yield Hostile("tags.html", b"<html><body>" + b"<div>" * 100_000 + BODY.encode())
    yield Hostile("tables.html", b"<html><body>" + b"<table><tr><td>" * 20_000 + BODY.encode())
    yield Hostile("attributes.html", b"<html " + b"a='b' " * 300_000 + b"><p>x</p></html>", None)
    yield Hostile("unclosed.html", b"<html><body>" + b"<a href='" * 100_000)
    yield Hostile("comments.html", b"<!--" * 200_000)
    yield Hostile("closed comments.html", b"<!---->" * 100_000 + b"<")
    parts = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(2_000))
    yield Hostile("parts.eml", f"From: a@example.com\nMIME-Version: 1.0\n{parts}".encode())
    wide = "From: a@example.com\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    yield Hostile("wide.eml", (wide + "--b\n\nx\n" * 50_000).encode(), "more than 1,000 parts")
    yield Hostile("own boundary.eml", (wide + "--b\nContent-Type: multipart/mixed; boundary=b\n\n" * 500).encode())
    inner = mail(BODY).as_bytes()
    for _ in range(8):
        outer = mail(BODY)
        outer.add_attachment(inner, maintype="application", subtype="octet-stream", filename="in.eml")
        inner = outer.as_bytes()
    yield Hostile("mails.eml", inner, "documents deep")
    forwarded = "Content-Type: message/rfc822\n\n" * 3_000
    yield Hostile("forwarded.eml", f"From: a@example.com\nMIME-Version: 1.0\n{forwarded}x".encode())
    deep = "<w:p><w:r><w:ins>" * 5_000
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    yield Hostile("deep.docx", _docx_with("word/document.xml", f"<w:document {space}><w:body>{deep}".encode()), "DOCX")


def _truncated(canary: str) -> Iterator[Hostile]:
    message = mail(BODY)
    message.add_attachment(pdf([[BODY]]), maintype="application", subtype="pdf", filename="a.pdf")
    whole = {"pdf": pdf([[BODY]] * 3), "docx": word(BODY, BODY), "zip": archive({"a.txt": BODY, "b.txt": BODY})}
    for kind, data in whole.items():
        for share in (1, 4, 10, 25, 50, 75, 90, 99):
            # What is left of a PDF may be read.
            yield Hostile(f"{share}%.{kind}", data[: len(data) * share // 100], None if kind == "pdf" else "")
    for share in (25, 60, 90):
        yield Hostile(f"{share}%.eml", message.as_bytes()[: len(message.as_bytes()) * share // 100], None)
    for share in (5, 50):
        yield Hostile(f"{share}%.html", PAGE.encode()[: len(PAGE) * share // 100], None)
        yield Hostile(f"{share}%.json", json.dumps({"id": "a", "text": BODY}).encode()[: 3 * share], "not JSON")


def _misnamed(canary: str) -> Iterator[Hostile]:
    noise = bytes((n * 7919 + n // 251) % 256 for n in range(5_000))
    for suffix in ("pdf", "docx", "zip", "eml", "html", "json", "jsonl", "md", "txt"):
        yield Hostile(f"noise.{suffix}", noise, "not text")
        yield Hostile(f"empty.{suffix}", b"", "empty")
        yield Hostile(f"program.{suffix}", b"\x7fELF\x02\x01\x01" + bytes(500), "not text")
    yield Hostile("pdf.txt", pdf([[BODY]]), None)
    yield Hostile("page.pdf", PAGE.encode(), None)
    yield Hostile("word.zip", word(BODY), None)
    yield Hostile("script.exe", b"#!/bin/sh\necho", "is not read")
    yield Hostile("prose.pdf", BODY.encode(), "is none")


def _texts(canary: str) -> Iterator[Hostile]:
    yield Hostile("blank.txt", b" \n" * 500_000, "no text")
    yield Hostile("one line.txt", b"a" * 5_000_000, None)
    yield Hostile("spaces.txt", b"a" + b" " * 1_000_000 + b"b", None)
    yield Hostile("lines.txt", b"\n" * 1_000_000 + b"x", None)
    yield Hostile("bullets.md", b"- " * 1_000_000, None)
    yield Hostile("rules.md", b"---\n" * 300_000, None)
    yield Hostile("marks.txt", b"\xff\xfe" * 3, "")
    yield Hostile("odd 16.txt", b"\xff\xfea", "")
    yield Hostile("surrogates.txt", b"\xff\xfe" + b"\x00\xd8" * 5_000, "")
    yield Hostile("mixed.txt", b"caf\xe9 \xe4\xb8 \xff" * 1_000, None)
    yield Hostile("controls.txt", b"\x1b[2J\x07" * 500 + BODY.encode(), "not text")
    yield Hostile("escapes.txt", b"\x1b$B" + b"\xff" * 5_000, "not text")


def _overlapping(text: bytes, count: int) -> bytes:
    """An archive whose members are all one and the same piece of it."""
    data = archive({"0000.txt": text})
    local, _, rest = data.partition(b"PK\x01\x02")
    entry = b"PK\x01\x02" + rest.partition(b"PK\x05\x06")[0]
    entries = b"".join(entry.replace(b"0000.txt", b"%04d.txt" % number) for number in range(count))
    return local + entries + struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, count, count, len(entries), len(local), 0)


def _page_with(content: bytes) -> bytes:
    tree = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
    return pdf_objects({1: _CATALOG, 2: tree, 3: b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>", 4: content})


def _previous_of_itself() -> bytes:
    data = pdf([[]])
    place = data.rpartition(b"startxref\n")[2].split()[0]
    return data.replace(b"/Root 1 0 R", b"/Prev %s /Root 1 0 R" % place)


def _with_attachment(name: str, data: bytes) -> bytes:
    message = mail(BODY)
    message.add_attachment(data, maintype="application", subtype="zip", filename=name)
    return message.as_bytes()


def _docx_with(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(word(BODY))) as whole:
        return archive({**{member: whole.read(member) for member in whole.namelist()}, name: content})


def _member(name: str) -> bytes:
    return _zip_of((zipfile.ZipInfo(name), "About it."))


def _zip_of(member: tuple[zipfile.ZipInfo, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(*member)
        file.writestr("good.txt", BODY)
    return out.getvalue()


def _patched(data: bytes, magic: bytes, offset: int, content: bytes) -> bytes:
    place = data.find(magic) + offset
    return data[:place] + content + data[place + len(content) :]
