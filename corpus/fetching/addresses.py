"""A URL taken apart, once and strictly: what is read here is what is resolved, connected to and asked for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urljoin, urlsplit

from corpus.errors import FetchRefused

MAX_URL_CHARS = 2_000
_PORTS = {"http": 80, "https": 443}
_AUTHORITY = re.compile(r"(?:\[(?P<six>[^\]]*)\]|(?P<name>[^:\[\]]*))(?::(?P<port>[0-9]{0,5}))?")
_NAME = re.compile(r"(?!.{254})[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*")
_ENDS_IN_A_NUMBER = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")
_TRACKING = re.compile(
    r"(?:utm_\w+|mtm_\w+|pk_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_hsenc|_hsmi|"
    r"mkt_tok|cmpid|ref_src|ref_url|at_medium|at_campaign)(?:=.*)?",
    re.IGNORECASE,
)
_KEPT = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Target:
    """Where a URL leads. host: a name in ASCII, lower case, or an IP address without brackets. path: with the query."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def authority(self) -> str:
        """Host and port as a Host header gives them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.path


def parse_target(url: str) -> Target:
    """Raises FetchRefused for what is no plain http or https URL."""
    url = url.strip(" \t\r\n")
    if len(url) > MAX_URL_CHARS:
        raise _refused(url, f"it is longer than {MAX_URL_CHARS} characters")
    if not url.isprintable() or "\\" in url:
        raise _refused(url, "it holds invisible characters or a backslash")
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise _refused(url, "it is not written as URLs are") from error
    if parts.scheme not in _PORTS:
        raise _refused(url, "only http:// and https:// are fetched")
    if "@" in parts.netloc:
        raise _refused(url, "it carries a user name or password, and those are not sent")
    authority = _AUTHORITY.fullmatch(parts.netloc)
    if not authority:
        raise _refused(url, "its host and port cannot be told apart")
    port = int(authority["port"] or _PORTS[parts.scheme])
    if not 0 < port < 65_536:
        raise _refused(url, "there is no such port")
    host = _literal_six(url, authority["six"]) if authority["name"] is None else _name(url, authority["name"])
    path = quote(parts.path or "/", safe=_KEPT) + ("?" + quote(parts.query, safe=_KEPT + "?") if parts.query else "")
    return Target(parts.scheme, host, port, path)


def join_target(base: Target, location: str) -> Target:
    """Where a redirect from `base` leads. Raises FetchRefused, also when it leaves https."""
    try:
        joined = urljoin(base.url, location.strip(" \t\r\n"))
    except ValueError as error:
        raise _refused(location, "a redirect leads there, and it is not written as URLs are") from error
    target = parse_target(joined)
    if base.scheme == "https" and target.scheme != "https":
        raise _refused(target.url, "a redirect leads there from an https address: give the http address itself")
    return target


def page_address(link: str, base: str | None = None) -> str:
    """`link` absolute and in one spelling, without fragment and without what only tells where a reader came from.

    Raises FetchRefused for what is no http or https address.
    """
    try:
        url = urljoin(base, link.strip()) if base else link
    except ValueError:
        url = link
    target = parse_target(url)
    path, _, query = target.path.partition("?")
    kept = "&".join(part for part in query.split("&") if part and not _TRACKING.fullmatch(part))
    return target.origin + path + (f"?{kept}" if kept else "")


def _literal_six(url: str, text: str) -> str:
    try:
        if "%" in text:
            raise ValueError("a zone")
        return str(IPv6Address(text))
    except ValueError as error:
        raise _refused(url, "what stands in its brackets is no IPv6 address") from error


def _name(url: str, text: str) -> str:
    """A host name in ASCII; full-width letters and digits, and other dots than the full stop, become what they mean."""
    try:
        name = (text if text.isascii() else text.encode("idna").decode("ascii")).lower().removesuffix(".")
    except UnicodeError as error:
        raise _refused(url, "its host is no name that exists") from error
    if not _NAME.fullmatch(name):
        raise _refused(url, "its host is no name that exists")
    if _ENDS_IN_A_NUMBER.fullmatch(name):  # octal, hexadecimal and short spellings are read differently everywhere
        try:
            return str(IPv4Address(name))
        except ValueError as error:
            raise _refused(url, "its host is a number: write an IPv4 address as four decimal numbers") from error
    return name


def _refused(url: str, reason: str) -> FetchRefused:
    return FetchRefused(f"{shown(url)} is not fetched: {reason}")


def shown(url: str) -> str:
    """`url` for a message: one line without what nobody sees, of bounded length, and without a password."""
    line = "".join(character if character.isprintable() else "?" for character in url)
    line = re.sub(r"(?<=//)[^/?#]*@", "", line)
    return line if len(line) <= 200 else line[:197] + "..."
