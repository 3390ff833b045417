"""Operations that give one thing after another: events as they come, and lists page by page."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from typing import Any, Generic, ParamSpec, TypeVar, overload

from pydantic import BaseModel

from dealdesk.client.operations import Operation
from dealdesk.client.speaking import Speaks, SpeaksAsync

P = ParamSpec("P")
T = TypeVar("T")
Page = TypeVar("Page", bound=BaseModel)


class Events(Generic[P, T]):
    """An operation that is answered with events. kinds: by their names; last: those after which nothing comes."""

    def __init__(self, of: Operation[P, Any], kinds: Mapping[str, type[T]], last: Sequence[str]) -> None:
        self.of = of
        self.kinds = kinds
        self.last = last

    @overload
    def __get__(self, client: Speaks, owner: object) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: SpeaksAsync, owner: object) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, client: None, owner: object) -> Events[P, T]: ...

    def __get__(self, client: Speaks | SpeaksAsync | None, owner: object) -> Any:
        if client is None:
            return self

        def method(*args: Any, **kwargs: Any) -> Any:
            return client.follow(self.of.events(args, kwargs, self.kinds, self.last))

        return self.of.described(method)


class Items(Generic[P, Page, T]):
    """What an operation lists page by page, one after another. behind: the parameter that takes a page's `next`."""

    def __init__(self, of: Operation[P, Page], items: Callable[[Page], Sequence[T]], behind: str = "cursor") -> None:
        self.of = of
        self.items = items
        self.behind = behind

    @overload
    def __get__(self, client: Speaks, owner: object) -> Callable[P, Iterator[T]]: ...
    @overload
    def __get__(self, client: SpeaksAsync, owner: object) -> Callable[P, AsyncIterator[T]]: ...
    @overload
    def __get__(self, client: None, owner: object) -> Items[P, Page, T]: ...

    def __get__(self, client: Speaks | SpeaksAsync | None, owner: object) -> Any:
        if client is None:
            return self
        each = self._each if isinstance(client, Speaks) else self._each_async

        def method(*args: Any, **kwargs: Any) -> Any:
            return each(client, args, kwargs)  # type: ignore[arg-type]

        return self.of.described(method)

    def _each(self, client: Speaks, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[T]:
        while True:
            page = client.do(self.of.call(*args, **kwargs))
            yield from self.items(page)
            if not self._turn(page, kwargs):
                return

    async def _each_async(self, client: SpeaksAsync, args: Sequence[Any], kwargs: dict[str, Any]) -> AsyncIterator[T]:
        while True:
            page = await client.do(self.of.call(*args, **kwargs))
            for item in self.items(page):
                yield item
            if not self._turn(page, kwargs):
                return

    def _turn(self, page: Page, kwargs: dict[str, Any]) -> bool:
        kwargs[self.behind] = getattr(page, "next")  # noqa: B009 - every list has it
        return kwargs[self.behind] is not None
