"""What sends requests: the two clients, as the operations know them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Iterator
from typing import TypeVar

from dealdesk.client.calls import Call

T = TypeVar("T")


class Speaks(ABC):
    """Sends requests and waits for what comes. Raises ClientError."""

    @abstractmethod
    def do(self, call: Call[T]) -> T:
        """The answer to a request."""

    @abstractmethod
    def follow(self, call: Call[T]) -> Iterator[T]:
        """The events that answer a request, as they come in."""


class SpeaksAsync(ABC):
    """The same on an event loop."""

    @abstractmethod
    async def do(self, call: Call[T]) -> T: ...

    @abstractmethod
    def follow(self, call: Call[T]) -> AsyncIterator[T]: ...
