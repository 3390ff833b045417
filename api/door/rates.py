"""How many requests a caller may send, and how many wrong keys may come from one place."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import time
from collections import OrderedDict
from zlib import crc32

from limits import RateLimitItemPerSecond
from limits.aio.storage.memory import MemoryStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from starlette.exceptions import HTTPException

from api.door.callers import Caller

_MINUTE_SECONDS = 60


class Rates:
    """Counts every caller's requests over the last minute. For one event loop."""

    def __init__(self, per_minute: int = 0, window_seconds: int = _MINUTE_SECONDS) -> None:
        """per_minute: for callers without a limit of their own; 0: none. window_seconds: what counts as a minute."""
        self._per_minute = per_minute
        self._window_seconds = window_seconds
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())

    async def count(self, caller: Caller) -> dict[str, str]:
        """Count one request: the headers that tell the caller what is left, as draft-ietf-httpapi-ratelimit-headers
        has them. Raises HTTPException 429 for one too many, which does not count.
        """
        own = caller.requests_per_minute
        allowed = self._per_minute if own is None else own
        if not allowed:
            return {}
        quota = RateLimitItemPerSecond(allowed, self._window_seconds)
        admitted = await self._limiter.hit(quota, caller.id)
        stats = await self._limiter.get_window_stats(quota, caller.id)
        seconds = _seconds_until(stats.reset_time)
        headers = {
            "RateLimit-Policy": f'"default";q={allowed};w={self._window_seconds}',
            "RateLimit": f'"default";r={stats.remaining if admitted else 0};t={seconds}',
        }
        if not admitted:
            raise HTTPException(
                429,
                f"this key may send {allowed} requests a minute: send the next one in {seconds} seconds",
                {**headers, "Retry-After": str(seconds)},
            )
        return headers


class Guesses:
    """Makes guessing a key slow. For one event loop, in bounded memory.

    From one address so many wrong keys a minute are looked up, and then none for a while but those that were right
    before: whoever works with a key is not held up by somebody beside them who guesses. A wrong key that comes again
    and again, as from a client whose key was revoked, is no guess and counts once.
    """

    def __init__(self, per_minute: int = 100) -> None:
        self._quota = RateLimitItemPerSecond(per_minute, _MINUTE_SECONDS)
        self._limiter = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._right, self._wrong = _Lately(10_000), _Lately(1_000)

    async def check(self, address: str, token: bytes) -> None:
        """Raises HTTPException 429 for a key that is not to be looked up now."""
        if token in self._right or await self._limiter.test(self._quota, _place(address)):
            return
        stats = await self._limiter.get_window_stats(self._quota, _place(address))
        seconds = _seconds_until(stats.reset_time)
        raise HTTPException(
            429,
            f"too many wrong keys came from this address: try yours again in {seconds} seconds",
            {"Retry-After": str(seconds)},
        )

    def right(self, token: bytes) -> None:
        """It is in force."""
        self._right.add(token)

    async def wrong(self, address: str, token: bytes) -> None:
        """It is not."""
        if token not in self._wrong:
            self._wrong.add(token)
            await self._limiter.hit(self._quota, _place(address))


class _Lately:
    """The tokens that came last, by their digests."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._digests: OrderedDict[bytes, None] = OrderedDict()

    def __contains__(self, token: bytes) -> bool:
        return hashlib.sha256(token).digest() in self._digests

    def add(self, token: bytes) -> None:
        digest = hashlib.sha256(token).digest()
        self._digests[digest] = None
        self._digests.move_to_end(digest)
        if len(self._digests) > self._size:
            self._digests.popitem(last=False)


def _seconds_until(moment: float) -> int:
    return max(1, math.ceil(moment - time.time()))


def _place(address: str) -> str:
    """One of a few thousand, so that many addresses take no more memory than some; a network of IPv6 is one place."""
    try:
        ip = ipaddress.ip_address(address)
        network = ip.packed[:8] if ip.version == 6 else ip.packed
    except ValueError:
        network = address.encode()
    return str(crc32(network) % 4096)
