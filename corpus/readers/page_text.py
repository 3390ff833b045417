"""An HTML page as its reader sees it, and which of it is the article.

Works on a parsed page as trafilatura gives it (an lxml tree).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpus.furniture_lines import TAIL_HEADING

_UNSEEN = frozenset("script style noscript template head svg iframe object select datalist".split())
_BLOCKS = frozenset(
    "address article aside blockquote br button caption dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr label legend li main nav ol option p pre section summary table tbody tfoot thead tr "
    "ul".split()
)
_CELLS = frozenset(("td", "th"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_PARTS = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|newsletter|share|sharing|social|related|relation"
    r"|most-?(?:read|popular|viewed|discussed)|trending|ranking|recommend(?:ed|ations)?|recirc"
    r"|breadcrumbs?|comments?|disqus|author-?(?:box|bio)"
    r"|about-author|advert(?:isement)?s?|ads?|ad-slot|sponsored|promo|ticker|pagination|pager|app-?banner|teasers?|read-?more"
    r"|outbrain|taboola|credits?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PART_TAGS = frozenset("div section ul ol form aside p nav header footer span li table".split())
_ALWAYS_PARTS = frozenset("figcaption nav dialog button".split())
_ROLES = frozenset("navigation dialog alertdialog search menubar".split())
_IS_CONTENT = re.compile(r"(?:^|\s)(?:post|hentry|entry|article)(?:$|[\s_-])", re.IGNORECASE)
_LARGEST_PART = 0.3  # of the page's text: a larger one may be the article, filed under "newsletter"
_ANCHOR_CHARS = 25  # of a line's start tell it from others
_ABOVE = 25  # lines between a headline and the article's first paragraph


@dataclass(frozen=True)
class Line:
    """A line that the page shows. is_link: it is nothing but links. within: which element it stands in."""

    text: str
    is_link: bool = False
    within: int = 0


def visible_lines(page: Any) -> list[Line]:
    """All that the page shows, one line for each block and each row of a table, in the order of the page."""
    return _Walk().lines(page)


def drop_page_parts(page: Any) -> None:
    """Takes out of the page its menus, captions, boxes and lists that are marked as what they are."""
    most = _LARGEST_PART * len("".join(page.itertext()))
    for element in list(page.iter()):
        is_part = element.tag in _ALWAYS_PARTS or element.get("role") in _ROLES or _names_a_part(element)
        if is_part and element.getparent() is not None and len("".join(element.itertext())) <= most:
            element.drop_tree()


def article_lines(lines: Sequence[Line], extracted: str, titles: Sequence[str]) -> list[str]:
    """The lines from the headline to the last that was `extracted`, and what follows that beside it.

    An extractor finds where the article is, and loses short paragraphs and headings within; these are kept. A line
    that is only a link, and was not extracted, is none of it.
    """
    known = {" ".join(line.split()).lstrip("-*•| ") for line in extracted.split("\n")}
    starts = {line[:_ANCHOR_CHARS] for line in known if len(line) >= _ANCHOR_CHARS}
    anchors = {number for number, line in enumerate(lines) if line.text in known or line.text[:_ANCHOR_CHARS] in starts}
    if not anchors:
        return extracted.split("\n")
    first, last = min(anchors), max(anchors)
    above = [number for number in range(max(0, first - _ABOVE), first) if lines[number].text in titles]
    while last + 1 < len(lines) and lines[last + 1].within == lines[last].within:
        last += 1
    kept: list[str] = []
    for number in range(above[-1] if above else first, last + 1):
        if number in anchors or not lines[number].is_link:
            kept.append(lines[number].text)
        elif kept and TAIL_HEADING.fullmatch(kept[-1][:100]):
            kept.pop()  # the heading of a list of links
    return kept


def _names_a_part(element: Any) -> bool:
    named = f"{element.get('class') or ''} {element.get('id') or ''}" if element.tag in _PART_TAGS else ""
    return bool(_PARTS.search(named)) and not _IS_CONTENT.search(named)


class _Walk:
    """Goes through a page without recursion, as pages nest deeper than Python calls."""

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._pieces: list[str] = []
        self._is_link = True

    def lines(self, page: Any) -> list[Line]:
        waiting: list[tuple[Any, bool, Any]] = [(page, False, page)]
        while waiting:
            item, in_link, block = waiting.pop()
            if item is None:
                self._end_line(block)
            elif isinstance(item, str):
                self._add(item, in_link)
            elif isinstance(item.tag, str) and item.tag not in _UNSEEN and not _is_hidden(item):  # comments have none
                waiting += reversed(_parts(item, in_link, block))
        self._end_line(page)
        return self._lines

    def _add(self, text: str, in_link: bool) -> None:
        self._pieces.append(text)
        self._is_link = self._is_link and (in_link or not text.strip(" |,·•\n\t"))

    def _end_line(self, block: Any) -> None:
        text = " ".join("".join(self._pieces).split()).strip(" |") if self._pieces else ""
        if text:
            parent = block.getparent()
            self._lines.append(Line(text, self._is_link, id(parent if parent is not None else block)))
        self._pieces, self._is_link = [], True


def _parts(element: Any, in_link: bool, block: Any) -> list[tuple[Any, bool, Any]]:
    """What an element shows, in its order; None ends a line."""
    is_block, in_link = element.tag in _BLOCKS, in_link or element.tag == "a"
    is_cell = element.tag in _CELLS
    inner: list[tuple[Any, bool, Any]] = [(None, in_link, block)] if is_block else []
    block = element if is_block else block
    inner.append((element.text or "", in_link, block))
    for child in element:
        inner += [(child, in_link, block), (child.tail or "", in_link, block)]
    if is_cell:
        inner.append((" | ", in_link, block))
    return [*inner, (None, in_link, block)] if is_block else inner


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or bool(_HIDDEN.search(element.get("style") or ""))
