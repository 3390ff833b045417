"""Both clients as one, so that a test is written once for both."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

from dealdesk.client import AsyncClient, Client

KINDS = ["Client", "AsyncClient"]


class Waiting:
    """A Client whose results are to be awaited."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.client = Client(*args, **kwargs)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self.client, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            if name == "ask_stream" or name.startswith(("all_", "follow_")):
                return _later(method(*args, **kwargs))
            return _result(method, args, kwargs)

        return call

    async def __aenter__(self) -> Waiting:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.client.close()


async def _result(method: Any, args: Any, kwargs: Any) -> Any:
    return method(*args, **kwargs)


async def _later(items: Iterator[Any]) -> AsyncIterator[Any]:
    for item in items:
        yield item


def speaking(kind: str, url: str, api_key: str | None = None, **more: Any) -> Any:
    """A client of this kind, for an `async with` block."""
    return Waiting(url, api_key, **more) if kind == "Client" else AsyncClient(url, api_key, **more)
