"""One request and its answer over a connection to an address that was checked, within one deadline and one size.

The only file that knows httpcore, which is what httpx sends its requests with: it opens connections where we say, and
follows no redirect, keeps no cookie, asks no proxy and unpacks nothing by itself.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpcore

from corpus.errors import FetchFailed
from corpus.fetching.addresses import Target, shown
from corpus.fetching.body import Unfit, read_body


@dataclass(frozen=True)
class Answer:
    """headers: names in lower case. data: unpacked; empty where it was not read."""

    status: int
    headers: Mapping[str, str]
    data: bytes = b""


class Deadline:
    """A moment that everything must be over by."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds, more than none. Raises TimeoutError when it is past."""
        seconds = self._at - time.monotonic()
        if seconds <= 0:
            raise TimeoutError("the time is over")
        return seconds


class Line:
    """Sends requests. tls: None for the certificates of certifi and of the system."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls

    def exchange(
        self,
        target: Target,
        addresses: Sequence[str],
        deadline: Deadline,
        max_bytes: int,
        headers: Mapping[str, str],
        body: bytes | None = None,
    ) -> Answer:
        """POST where there is a body, else GET. Only the data of a success is read, and none after a POST.

        Raises FetchFailed when nothing comes of it in time.
        """
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        lines = {"Host": target.authority, "Accept-Encoding": "gzip", "Connection": "close", **headers}
        try:
            with (
                httpcore.HTTPConnection(
                    url.origin,
                    ssl_context=self._context() if target.scheme == "https" else None,
                    network_backend=_Pinned(addresses, deadline),
                ) as connection,
                connection.stream(
                    "GET" if body is None else "POST", url, headers=list(lines.items()), content=body
                ) as response,
            ):
                got = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers}
                read = body is None and 200 <= response.status < 300
                data = read_body(response.iter_stream(), got, max_bytes) if read else b""
                return Answer(response.status, got, data)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise FetchFailed(f"{shown(target.url)} took too long: try again later") from error
        except httpcore.ConnectError as error:
            reason = f"cannot be reached ({_said(error)}): see that the address is right and its server up"
            raise FetchFailed(f"{shown(target.url)} {reason}") from error
        except (httpcore.NetworkError, httpcore.ProtocolError, Unfit) as error:
            raise FetchFailed(
                f"{shown(target.url)} cannot be read ({_said(error)}): see what its server sends"
            ) from error

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            context = httpcore.default_ssl_context()
            context.load_default_certs()  # those that this machine's administrator trusts besides
            self._tls = context
        return self._tls


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__


class _Pinned(httpcore.NetworkBackend):
    """Connects to the given addresses, whatever the name is that it is asked for."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
            for number, address in enumerate(self._addresses, start=1):
                tries_left = len(self._addresses) - number + 1
                try:
                    joined = socket.create_connection((address, port), self._deadline.left() / tries_left)
                except OSError:
                    if tries_left == 1:
                        raise
                else:
                    return _Stream(joined, self._deadline)
        raise httpcore.ConnectError("there is no address")


class _Stream(httpcore.NetworkStream):
    """A socket on which everything together ends by the deadline, however slowly the other side drips."""

    def __init__(self, joined: socket.socket, deadline: Deadline) -> None:
        self._socket = joined
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        with _told(httpcore.ReadTimeout, httpcore.ReadError):
            self._socket.settimeout(self._deadline.left())
            return self._socket.recv(max_bytes)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        with _told(httpcore.WriteTimeout, httpcore.WriteError):
            self._socket.settimeout(self._deadline.left())
            self._socket.sendall(buffer)

    def close(self) -> None:
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
            try:
                self._socket.settimeout(self._deadline.left())
                return _Stream(ssl_context.wrap_socket(self._socket, server_hostname=server_hostname), self._deadline)
            except BaseException:
                self.close()
                raise

    def get_extra_info(self, info: str) -> Any:
        return None  # asked for to learn of HTTP/2, which is never offered


@contextmanager
def _told(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """What sockets raise, as httpcore raises it."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error
