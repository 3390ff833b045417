"""The only way to other people's servers: by http or https, to public addresses, in bounded time and size."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from corpus.errors import FetchFailed
from corpus.fetching.addresses import Target, join_target, parse_target, shown
from corpus.fetching.exchange import Answer, Deadline, Line
from corpus.fetching.places import Places, Resolver

USER_AGENT = "dealdesk"
NOT_MODIFIED = 304
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = {404: "is not there", 410: "was taken away"}
_KEPT_BACK = frozenset({401, 402, 403, 407, 451})
_LONGEST_RETRY_SECONDS = 86_400.0
_CHECK_SECONDS = 2.0
_LONGEST_VALIDATOR_CHARS = 1_000

Hop = Callable[[Target], None]


@dataclass(frozen=True)
class Fetched:
    """What a server gave. url: where it was in the end. status: a success, or 304 when it is as it was.

    media_type: as declared, with its parameters. etag, last_modified: to ask with the next time.
    """

    url: str
    status: int
    media_type: str | None = None
    data: bytes = b""
    etag: str | None = None
    last_modified: str | None = None

    @property
    def unchanged(self) -> bool:
        return self.status == NOT_MODIFIED


class Fetcher:
    """Fetches and posts. Thread-safe; it keeps no connection open.

    allow: networks, addresses and host names that may be reached although they are not public (ValueError for anything
    else). max_bytes: of the data, unpacked. resolver: for tests; so is tls, which None leaves to the usual authorities.
    """

    def __init__(
        self,
        allow: Sequence[str] = (),
        user_agent: str = USER_AGENT,
        timeout_seconds: float = 10.0,
        max_bytes: int = 10_000_000,
        max_redirects: int = 3,
        resolver: Resolver | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._places = Places(allow, resolver)
        self._line = Line(tls)
        self._user_agent = user_agent
        self._timeout_seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._max_redirects = max_redirects

    def check(self, url: str) -> None:
        """Refuse what would be refused, and ask nobody but the resolver. A name that is not known now may be later.

        Raises FetchRefused.
        """
        target = parse_target(url)
        with suppress(FetchFailed):
            self._places.addresses(target, _CHECK_SECONDS)

    def fetch(
        self, url: str, etag: str | None = None, last_modified: str | None = None, before: Hop | None = None
    ) -> Fetched:
        """GET. before: told of each hop before anything of it is resolved; what it raises ends the fetch, and its time
        is not counted. Raises FetchRefused, FetchFailed.
        """
        target = parse_target(url)
        headers = {"User-Agent": self._user_agent, "Accept": "*/*"}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"If-Modified-Since": last_modified} if last_modified else {}
        left = self._timeout_seconds
        for _ in range(self._max_redirects + 1):
            if before:
                before(target)
            deadline = Deadline(left)
            answer = self._ask(target, deadline, headers)
            if answer.status == NOT_MODIFIED and not (etag or last_modified):
                raise FetchFailed(f"{shown(url)} says that nothing changed, but was not asked that: try again later")
            if answer.status not in _REDIRECTS or "location" not in answer.headers:
                return _fetched(target, answer)
            left = _time_left(target, deadline)
            target = join_target(target, answer.headers["location"])
        raise FetchFailed(
            f"{shown(url)} leads on more than {self._max_redirects} times: give the address that it leads to in the end"
        )

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Fetched:
        """POST, which follows no redirect; what is answered is not read. Raises FetchRefused, FetchFailed."""
        target = parse_target(url)
        answer = self._ask(target, Deadline(self._timeout_seconds), {"User-Agent": self._user_agent, **headers}, body)
        if answer.status in _REDIRECTS:
            raise FetchFailed(f"{shown(url)} leads elsewhere: give the address that it leads to", answer.status)
        return _fetched(target, answer)

    def _ask(self, target: Target, deadline: Deadline, headers: Mapping[str, str], body: bytes | None = None) -> Answer:
        addresses = self._places.addresses(target, _time_left(target, deadline))
        return self._line.exchange(target, addresses, deadline, self._max_bytes, headers, body)


def _time_left(target: Target, deadline: Deadline) -> float:
    try:
        return deadline.left()
    except TimeoutError as error:
        raise FetchFailed(f"{shown(target.url)} took too long: try again later") from error


def _fetched(target: Target, answer: Answer) -> Fetched:
    if answer.status != NOT_MODIFIED and not 200 <= answer.status < 300:
        retry_after = _seconds(answer.headers.get("retry-after", ""))
        raise FetchFailed(_why(target, answer.status, retry_after), answer.status, retry_after)
    headers = answer.headers
    return Fetched(
        url=target.url,
        status=answer.status,
        media_type=headers.get("content-type"),
        data=answer.data,
        etag=_validator(headers.get("etag")),
        last_modified=_validator(headers.get("last-modified")),
    )


def _why(target: Target, status: int, retry_after_seconds: float | None) -> str:
    url = shown(target.url)
    if status in _GONE:
        return f"{url} {_GONE[status]} ({status}): correct the address, or remove it"
    if status in _KEPT_BACK:
        return f"{url} is not given to programs ({status}): save the page and upload it"
    if status == 429:
        wait = f"in {retry_after_seconds:.0f} seconds" if retry_after_seconds is not None else "later"
        return f"{url} was asked for too often ({status}): it is tried again {wait}"
    if status >= 500:
        return f"{url} failed at its server ({status}): try again later"
    return f"{url} was answered with {status}: see in a browser what it gives"


def _seconds(retry_after: str) -> float | None:
    """A Retry-After header, in seconds from now, at most a day; None for what is neither a number nor a date."""
    text = retry_after.strip()
    if text.isdecimal():
        return min(float(text[:9]), _LONGEST_RETRY_SECONDS)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max((moment - datetime.now(UTC)).total_seconds(), 0.0), _LONGEST_RETRY_SECONDS)


def _validator(value: str | None) -> str | None:
    """Only what can be sent back as it is."""
    return value if value and value.isprintable() and len(value) <= _LONGEST_VALIDATOR_CHARS else None
