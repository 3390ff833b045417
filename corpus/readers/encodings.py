"""From bytes to text, in whatever encoding they came."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable

from corpus.errors import UnreadableSource

# The longer marks first: that of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_ISO_2022 = re.compile(rb"\x1b(?:\$[@B]|\([BIJ])")
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w-]{2,30})", re.IGNORECASE
)
# What pages declare and texts are saved in; never codecs that give something else than what was written.
_USUAL = re.compile(
    r"(?:utf-?8|us-ascii|iso-?8859|latin|windows-|cp\d|koi8|mac|shift|sjis|ms932|euc|iso-?2022|big5|gb|hz|ks_c).*",
    re.IGNORECASE,
)
_LIKELY = ["cp1252", "cp1250", "cp1251", "koi8_r", "cp932", "euc_jp", "big5", "gb18030", "cp949"]
_SAMPLE_BYTES = 200_000
# Central European letters that are read as Western symbols stand within words.
_SYMBOL_IN_WORD = re.compile(r"(?<=[a-zà-ÿ])[¹³¿¯£¥](?=[a-zà-ÿ])", re.IGNORECASE)
_CONTROL = re.compile("[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MAX_CONTROL_SHARE = 0.05
_MAX_BROKEN_SHARE = 0.2

NOT_TEXT = "it is not text, and none of the kinds that are read: save it as PDF, DOCX or text"


def decoded(data: bytes, declared: str | None = None) -> str:
    """The text of `data`: by its byte order mark, as UTF-8, as declared, or as its bytes look.

    declared: by a server or a mail; a page's own declaration is found. Raises UnreadableSource where it is not text.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return checked(data[len(mark) :].decode(encoding, "replace"))
    if b"\0" in data:
        raise UnreadableSource(NOT_TEXT)
    if _ISO_2022.search(data):
        return checked(data.decode("iso2022_jp", "replace"))
    found = _DECLARED.search(data[:2048])
    for text in _attempts(data, [declared, found[1].decode() if found else None]):
        return checked(text)
    raise UnreadableSource(NOT_TEXT)


def head_of(data: bytes, chars: int = 4096) -> str:
    """How the text of `data` begins, for a look at its markup: letters outside ASCII may be wrong."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) : len(mark) + 4 * chars].decode(encoding, "ignore")[:chars]
    return data[:chars].decode("latin-1")


def _attempts(data: bytes, declared: Iterable[str | None]) -> Iterable[str]:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or sum(char > "\x7f" for char in text) >= 11 * broken:
        yield text  # what a few broken bytes spoil is not worth guessing at the rest
    for name in declared:
        if name and _USUAL.fullmatch(name):
            name = "cp1252" if re.fullmatch(r"iso-?8859-?1|latin-?1|us-ascii", name, re.IGNORECASE) else name
            try:
                yield data.decode(name)
            except (UnicodeDecodeError, LookupError):
                continue
    encoding = _detected(data)
    if encoding:
        yield data.decode(encoding, "replace")


def _detected(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE_BYTES]
    if len(sample) < len(data):  # never through the middle of a character
        sample = sample[: sample.rfind(b"\n") + 1] or sample
    best = from_bytes(sample, cp_isolation=_LIKELY).best()
    if best is None or best.encoding not in ("cp1250", "cp1252"):
        return best.encoding if best else None
    western, central = (_SYMBOL_IN_WORD.findall(sample.decode(name, "replace")) for name in ("cp1252", "cp1250"))
    return "cp1250" if len(central) < len(western) else "cp1252"


def checked(text: str) -> str:
    """`text`. Raises UnreadableSource where its beginning holds what no text does."""
    head = text[:10_000]
    is_control = len(_CONTROL.findall(head)) > _MAX_CONTROL_SHARE * len(head)
    if is_control or head.count("\ufffd") > _MAX_BROKEN_SHARE * len(head) or "\0" in head:
        raise UnreadableSource(NOT_TEXT)
    return text
