"""Which machines may be reached: public ones, and those that the settings name."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from queue import Empty, SimpleQueue
from threading import Thread

from corpus.errors import FetchFailed, FetchRefused
from corpus.fetching.addresses import Target, shown

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
Resolver = Callable[[str], Sequence[str]]
"""The addresses of a host name. Raises OSError where it has none."""

# Of each range the first that fits names it.
_NOT_PUBLIC: Sequence[tuple[str, str]] = (
    ("169.254.169.254", "where clouds keep their secrets"),
    ("168.63.129.16", "where clouds keep their secrets"),
    ("100.100.100.200", "where clouds keep their secrets"),
    ("fd00:ec2::254", "where clouds keep their secrets"),
    ("0.0.0.0/8", "no address of a server"),
    ("10.0.0.0/8", "private"),
    ("100.64.0.0/10", "within a carrier's network"),
    ("127.0.0.0/8", "this machine"),
    ("169.254.0.0/16", "link-local"),
    ("172.16.0.0/12", "private"),
    ("192.0.0.0/24", "reserved"),
    ("192.0.2.0/24", "for documentation"),
    ("192.88.99.0/24", "reserved"),
    ("192.168.0.0/16", "private"),
    ("198.18.0.0/15", "for benchmarks"),
    ("198.51.100.0/24", "for documentation"),
    ("203.0.113.0/24", "for documentation"),
    ("224.0.0.0/4", "multicast"),
    ("240.0.0.0/4", "reserved"),
    ("::/128", "no address of a server"),
    ("::1/128", "this machine"),
    ("fc00::/7", "private"),
    ("fe80::/10", "link-local"),
    ("ff00::/8", "multicast"),
    ("2001::/23", "reserved"),  # Teredo is in here, and carries an IPv4 address
    ("2001:db8::/32", "for documentation"),
    ("2002::/16", "6to4, which leads to an IPv4 address"),
    ("3fff::/20", "for documentation"),
    ("::/3", "reserved"),  # among them IPv4 addresses in the deprecated ways
    ("4000::/2", "reserved"),
    ("8000::/1", "reserved"),
)
_EMBEDDING = (ip_network("::ffff:0:0/96"), ip_network("64:ff9b::/96"))  # IPv4-mapped, and NAT64 of IPv6-only networks
_ISATAP = (0x0000_5EFE, 0x0200_5EFE)  # before an IPv4 address at the end of an IPv6 address of any network
_METADATA_NAMES = frozenset(
    "metadata metadata.google.internal metadata.goog metadata.azure.internal metadata.azure.com "
    "instance-data instance-data.ec2.internal metadata.packet.net metadata.oraclecloud.com".split()
)


class Places:
    """Where a target leads, checked. allow: networks ("10.1.0.0/16"), addresses and host names that may be reached
    although they are not public. Raises ValueError for anything else in `allow`.
    """

    def __init__(self, allow: Sequence[str] = (), resolver: Resolver | None = None) -> None:
        self._not_public = [(ip_network(text), kind) for text, kind in _NOT_PUBLIC]
        self._networks: list[Network] = []
        self._names: set[str] = set()
        self._resolver = resolver or system_resolver
        for entry in allow:
            self._admit(entry.strip().lower())

    def addresses(self, target: Target, seconds: float) -> list[str]:
        """The addresses to connect to, at least one; every one that the name has is checked, and any that may not be
        reached refuses them all. Raises FetchRefused, and FetchFailed when there are none within `seconds`.
        """
        literal = _address(target.host)
        if literal is None:
            self._check_name(target)
        found = [literal] if literal else self._resolve(target, seconds)
        if target.host not in self._names:
            for address in found:
                self._check(target, address)
        return [str(address) for address in found]

    def _admit(self, entry: str) -> None:
        try:
            self._networks.append(ip_network(entry))
        except ValueError as error:
            if "/" in entry or ":" in entry or not entry.strip("0123456789."):
                raise ValueError(
                    f"{entry!r} is neither a network, an address nor a host name: give such as 10.1.0.0/16 or "
                    "wiki.example.com"
                ) from error
            self._names.add(entry.removesuffix("."))

    def _check_name(self, target: Target) -> None:
        name = target.host
        if name in _METADATA_NAMES and name not in self._names:
            raise _refusal(target, "where clouds keep their secrets")

    def _resolve(self, target: Target, seconds: float) -> list[Address]:
        try:
            found = [_address(text) for text in _within(seconds, lambda: self._resolver(target.host))]
        except (OSError, UnicodeError) as error:
            reason = "took too long to look up" if isinstance(error, TimeoutError) else "is not known"
            raise FetchFailed(
                f"{shown(target.url)}: the name {target.host} {reason}: see that it is right, or try again later"
            ) from error
        if not found or None in found:
            raise _refusal(target, "no address of a server")
        return [address for address in found if address is not None]

    def _check(self, target: Target, address: Address) -> None:
        plain = _embedded(address)
        if any(plain in network for network in self._networks if network.version == plain.version):
            return
        for network, kind in self._not_public:
            if network.version == plain.version and plain in network:
                raise _refusal(target, kind)
        if isinstance(plain, IPv6Address) and (int(plain) >> 32) & 0xFFFF_FFFF in _ISATAP:
            raise _refusal(target, "a tunnel to an IPv4 address")


def system_resolver(host: str) -> list[str]:
    """What the system says."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return None if isinstance(address, IPv6Address) and address.scope_id else address


def _embedded(address: Address) -> Address:
    """The IPv4 address that is reached by way of an IPv6 one."""
    if isinstance(address, IPv6Address) and any(address in network for network in _EMBEDDING):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address


def _within(seconds: float, resolve: Callable[[], Sequence[str]]) -> Sequence[str]:
    """The system's resolver knows no deadline: it goes on in a thread of its own when it takes too long."""
    box: SimpleQueue[Sequence[str] | Exception] = SimpleQueue()

    def run() -> None:
        try:
            box.put(resolve())
        except Exception as error:
            box.put(error)

    Thread(target=run, name="resolve", daemon=True).start()
    try:
        found = box.get(timeout=max(seconds, 0.001))
    except Empty:
        raise TimeoutError("the name was not resolved in time") from None
    if isinstance(found, Exception):
        raise found
    return found


def _refusal(target: Target, kind: str) -> FetchRefused:
    return FetchRefused(
        f"{shown(target.url)} is not fetched: it leads to an address that is not public ({kind}): give a public "
        "address, or allow this one in DEALDESK_FETCH_ALLOW"
    )
