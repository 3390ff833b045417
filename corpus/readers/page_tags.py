"""What the tags of an HTML page say about its article: JSON-LD, meta tags, times and names near the headline.

Works on a parsed page as trafilatura gives it (an lxml tree).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from corpus.cleaning import clean_line, short_line
from corpus.dates import leading_date
from corpus.readers.linked_data import article_node, as_names, linked_data

_TITLES = "og:title twitter:title dc.title citation_title parsely-title".split()
_PUBLISHERS = "og:site_name dc.publisher citation_publisher publisher application-name".split()
_AUTHORS = "author article:author parsely-author dc.creator citation_author sailthru.author byl".split()
_DATES = (
    "article:published_time og:article:published_time og:published_time datepublished parsely-pub-date dc.date.issued "
    "dcterms.issued dcterms.created citation_publication_date sailthru.date publish-date publishdate publication_date "
    "pubdate article.published dc.date dcterms.date date"
).split()
_LANGUAGES = "inlanguage dc.language og:locale content-language".split()
_NOT_PEOPLE = re.compile(r"https?://|www\.|@|^(?:admin|editor|staff|webmaster)$", re.IGNORECASE)
_BYLINE = re.compile(r"byline|author(?!-?(?:box|bio))", re.IGNORECASE)
_CHANGED = re.compile(r"updat|modif|edited", re.IGNORECASE)
_BEFORE_HEADLINE, _AFTER_HEADLINE = 20, 60  # elements between a headline and a time that is its own
_SEPARATORS = (" | ", " - ", " – ", " — ", " · ", " :: ")
_SUFFIX = re.compile(r"\s+(?:[|·–—-]|::)\s+")


@dataclass(frozen=True)
class PageTags:
    """What the tags say; empty or None where they do not. url: the page's own name for itself, http(s) only."""

    title: str = ""
    headline: str = ""
    publisher: str | None = None
    published: date | None = None
    byline: str | None = None
    language: str | None = None
    url: str | None = None


def read_tags(page: Any) -> PageTags:
    """The tags of a page; headline is its first h1, as it is shown."""
    node = article_node(linked_data(page))
    meta = _meta(page)
    headline = short_line(_text_of(next(page.iter("h1"), None)))
    publisher = _first(
        as_names(node.get("publisher")), *(meta.get(name) for name in _PUBLISHERS), _beside_headline(page, headline)
    )
    byline = _byline(page, node, meta)
    return PageTags(
        title=_title(page, node, meta, headline, publisher),
        headline=headline,
        publisher=publisher,
        published=_published(page, node, meta),
        byline=None if byline == publisher else byline,
        language=language_code(_first(_language_name(node), page.get("lang"), *(meta.get(n) for n in _LANGUAGES))),
        url=_own_url(page, meta),
    )


def language_code(value: str | None) -> str | None:
    """ISO 639-1 of "en", "en-US" or "en_US"; None of anything else."""
    match = re.fullmatch(r"([A-Za-z]{2})(?:[-_][\w-]{1,20})?", (value or "").strip())
    return match[1].lower() if match else None


def site_of(url: str | None) -> str | None:
    """The host of an address, for a page that names no publisher."""
    try:
        host = urlsplit(url or "").hostname
    except ValueError:
        return None
    return short_line(host.removeprefix("www.")) if host else None


def _meta(page: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for tag in page.iter("meta"):
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv") or ""
        content = clean_line(html.unescape(tag.get("content") or ""))
        if content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(*values: str | None) -> str | None:
    return next((short_line(html.unescape(value)) for value in values if value and clean_line(value)), None)


def _title(page: Any, node: Mapping[str, Any], meta: Mapping[str, str], headline: str, publisher: str | None) -> str:
    stated = node.get("headline") or node.get("name")
    title = _first(stated if isinstance(stated, str) else None, *(meta.get(name) for name in _TITLES))
    title = title or headline or _first(_text_of(next(page.iter("title"), None))) or ""
    before, suffix = _SUFFIX.split(title, maxsplit=1)[0], _SUFFIX.split(title)[-1]
    if suffix != title and (before == headline or (publisher and suffix.casefold() == publisher.casefold())):
        return title[: title.rindex(suffix)].rstrip(" |·–—-:") if before != headline else headline
    return title


def _beside_headline(page: Any, headline: str) -> str | None:
    """The publisher in the page's own title: "Headline | Publisher", "Publisher - Headline"."""
    whole = _text_of(next(page.iter("title"), None))
    for separator in _SEPARATORS:
        for name in (whole.removeprefix(headline + separator), whole.removesuffix(separator + headline)):
            if headline and name != whole and len(name) <= 60:
                return name
    return None


def _published(page: Any, node: Mapping[str, Any], meta: Mapping[str, str]) -> date | None:
    stated = [node.get("datePublished"), *(meta.get(name) for name in _DATES)]
    return next((day for value in stated if (day := _day(value))), None) or _time_near_headline(page)


def _day(value: object) -> date | None:
    dated = leading_date(clean_line(value)) if isinstance(value, str) else None
    return dated[0] if dated else None


def _time_near_headline(page: Any) -> date | None:
    elements = list(page.iter("h1", "time", "p", "div", "span", "a", "header"))
    place = next((number for number, element in enumerate(elements) if element.tag == "h1"), None)
    times = [(number, element) for number, element in enumerate(elements) if element.tag == "time"]
    if place is not None:
        times = [(n, time) for n, time in times if place - _BEFORE_HEADLINE <= n <= place + _AFTER_HEADLINE]
        times.sort(key=lambda found: (found[0] < place, abs(found[0] - place)))
    for _, time in times:
        if not _is_of_a_change(time) and (day := _day(time.get("datetime") or _text_of(time))):
            return day
    return None


def _is_of_a_change(time: Any) -> bool:
    parent = time.getparent()
    said = [time.get("class"), time.get("itemprop"), _text_of(time), parent.get("class"), parent.text]
    previous = time.getprevious()
    return bool(_CHANGED.search(" ".join(filter(None, [*said, previous.tail if previous is not None else None]))))


def _byline(page: Any, node: Mapping[str, Any], meta: Mapping[str, str]) -> str | None:
    shown = [
        _text_of(element)
        for element in page.iter("a", "span", "p", "div", "address")
        if element.get("rel") == "author" or element.get("itemprop") == "author" or _BYLINE.search(_class(element))
    ]
    stated = [as_names(node.get("author")), *(meta.get(name) for name in _AUTHORS)]
    for value in [*stated, *shown[:3]]:
        name = re.sub(r"^by[:\s]\s*", "", clean_line(html.unescape(value or "")), flags=re.IGNORECASE)
        if name and (value in stated or len(name) <= 80) and not _NOT_PEOPLE.search(name):
            return short_line(name)
    return None


def _language_name(node: Mapping[str, Any]) -> str | None:
    stated = node.get("inLanguage")
    stated = stated.get("alternateName") if isinstance(stated, dict) else stated
    return stated if isinstance(stated, str) else None


def _own_url(page: Any, meta: Mapping[str, str]) -> str | None:
    stated = [link.get("href") for link in page.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    for url in (clean_line(value) for value in [*stated, meta.get("og:url")]):
        if re.match(r"https?://[^\s/]", url) and len(url) < 2_000:
            return url
    return None


def _class(element: Any) -> str:
    return element.get("class") or ""


def _text_of(element: Any) -> str:
    return clean_line("".join(_pieces(element))) if element is not None else ""


def _pieces(element: Any) -> Iterator[str]:
    return (piece for piece in element.itertext() if isinstance(piece, str))
