"""How an operation of the API is described once, and becomes a method of both clients.

Each kind here is an attribute of dealdesk.client.api.Api, which both clients inherit. Read from a Client it is a
function that gives the result; read from an AsyncClient, one that gives a coroutine of it. The parameters are those of
the model that the API itself takes, so that names and types are checked before anything is sent.
"""

from __future__ import annotations

import inspect
import re
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Mapping, Sequence
from functools import cached_property
from types import NoneType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload
from uuid import uuid4

from pydantic import BaseModel

from dealdesk.client.calls import Body, Call, Json, Progress, filled

P = ParamSpec("P")
T = TypeVar("T")
I = TypeVar("I")  # noqa: E741 - of items
Page = TypeVar("Page", bound=BaseModel)


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


class Sent(BaseModel):
    """Parameters that do not all go where those of the method go: into the query of a GET, the JSON of a POST."""

    def headers(self) -> Mapping[str, str]:
        return {}

    def body(self) -> Body | None:
        """Instead of JSON; what is left of the parameters is then the query."""
        return None

    def progress(self) -> Progress | None:
        return None


class Nothing(BaseModel):
    """No parameters."""


class Operation(Generic[P, T]):
    """takes: the model whose fields are the parameters; the values for {names} in the path come before them.
    gives: a model, str or None. headers: of each request. fixed: fields with one value only. keyed: whether it takes
    an Idempotency-Key, so that it is done once however often it is sent. may_repeat: whether that makes no difference.
    taken: statuses that are no success, and an answer all the same.
    """

    def __init__(
        self,
        method: str,
        path: str,
        takes: Callable[..., BaseModel],
        gives: type[T],
        *,
        headers: Mapping[str, str] | None = None,
        fixed: Mapping[str, Any] | None = None,
        keyed: bool = False,
        may_repeat: bool = False,
        taken: Sequence[int] = (),
    ) -> None:
        self.method = method
        self.path = path
        self.takes = takes
        self.gives = gives
        self.headers = headers or {}
        self.fixed = fixed or {}
        self.keyed = keyed
        self.may_repeat = may_repeat or keyed or method == "GET"
        self.taken = frozenset(taken)

    def call(self, *args: P.args, **kwargs: P.kwargs) -> Call[T]:
        """The request for these parameters. Raises pydantic.ValidationError for what the API would refuse."""
        return self._call(args, kwargs, self._read)

    def events(
        self, args: Sequence[Any], kwargs: Mapping[str, Any], kinds: Mapping[str, type[I]], last: Sequence[str]
    ) -> Call[I]:
        """The same, where it is answered with events of these kinds, by their names."""

        def read(name: str, data: bytes) -> I | None:
            return _parsed(kinds[name], data) if name in kinds else None

        return self._call(args, kwargs, read, frozenset(last))

    def _call(
        self,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        read: Callable[[str, bytes], I | None],
        last: frozenset[str] = frozenset(),
    ) -> Call[I]:
        if len(args) != len(self.names):
            raise TypeError(f"give {' and '.join(self.names) or 'names'} first, then parameters by their names")
        if clash := self.fixed.keys() & kwargs.keys():
            raise TypeError(f"leave {', '.join(clash)} out: here it is always the same")
        wanted = self.takes(**kwargs, **self.fixed)
        special = wanted if isinstance(wanted, Sent) else Sent()
        body = special.body()
        in_query = body is not None or self.method in ("GET", "DELETE")
        if not in_query and self.takes is not Nothing:
            body = Json(wanted.model_dump_json(exclude_unset=True, by_alias=True))
        query = wanted.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)
        return Call(
            self.method,
            filled(self.path, args),
            read,
            query if in_query else {},
            {**self.headers, **special.headers(), **({"Idempotency-Key": uuid4().hex} if self.keyed else {})},
            body,
            last,
            self.may_repeat,
            special.progress(),
            self.taken,
        )

    @property
    def names(self) -> list[str]:
        """What stands in the path."""
        return re.findall(r"{(\w+)}", self.path)

    def _read(self, _: str, data: bytes) -> T:
        return _parsed(self.gives, data)

    @overload
    def __get__(self, client: Speaks, owner: object) -> Callable[P, T]: ...
    @overload
    def __get__(self, client: SpeaksAsync, owner: object) -> Callable[P, Coroutine[Any, Any, T]]: ...
    @overload
    def __get__(self, client: None, owner: object) -> Operation[P, T]: ...

    def __get__(self, client: Speaks | SpeaksAsync | None, owner: object) -> Any:
        if client is None:
            return self

        def method(*args: Any, **kwargs: Any) -> Any:
            return client.do(self.call(*args, **kwargs))

        return self.described(method)

    def described(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """For help() and editors."""
        method.__signature__ = self._signature  # type: ignore[attr-defined]
        method.__doc__ = f"{self.method} {self.path}: {self.gives.__name__}"
        return method

    @cached_property
    def _signature(self) -> inspect.Signature:
        before = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY, annotation=str) for name in self.names]
        after = inspect.signature(self.takes).parameters.values()
        return inspect.Signature([*before, *(each for each in after if each.name not in {*self.names, *self.fixed})])


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


class Items(Generic[P, Page, I]):
    """What an operation lists page by page, one after another. behind: the parameter that takes a page's `next`."""

    def __init__(self, of: Operation[P, Page], items: Callable[[Page], Sequence[I]], behind: str = "cursor") -> None:
        self.of = of
        self.items = items
        self.behind = behind

    @overload
    def __get__(self, client: Speaks, owner: object) -> Callable[P, Iterator[I]]: ...
    @overload
    def __get__(self, client: SpeaksAsync, owner: object) -> Callable[P, AsyncIterator[I]]: ...
    @overload
    def __get__(self, client: None, owner: object) -> Items[P, Page, I]: ...

    def __get__(self, client: Speaks | SpeaksAsync | None, owner: object) -> Any:
        if client is None:
            return self
        each = self._each if isinstance(client, Speaks) else self._each_async

        def method(*args: Any, **kwargs: Any) -> Any:
            return each(client, args, kwargs)  # type: ignore[arg-type]

        return self.of.described(method)

    def _each(self, client: Speaks, args: Sequence[Any], kwargs: dict[str, Any]) -> Iterator[I]:
        while True:
            page = client.do(self.of.call(*args, **kwargs))
            yield from self.items(page)
            if not self._turn(page, kwargs):
                return

    async def _each_async(self, client: SpeaksAsync, args: Sequence[Any], kwargs: dict[str, Any]) -> AsyncIterator[I]:
        while True:
            page = await client.do(self.of.call(*args, **kwargs))
            for item in self.items(page):
                yield item
            if not self._turn(page, kwargs):
                return

    def _turn(self, page: Page, kwargs: dict[str, Any]) -> bool:
        kwargs[self.behind] = getattr(page, "next")  # noqa: B009 - every list has it
        return kwargs[self.behind] is not None


def _parsed(kind: type[T], data: bytes) -> T:
    """Raises ValueError for what is none."""
    if issubclass(kind, BaseModel):
        return kind.model_validate_json(data)
    return None if kind is NoneType else data.decode()  # type: ignore[return-value]


def operation(method: str, path: str, takes: Callable[P, BaseModel], gives: type[T], **more: Any) -> Operation[P, T]:
    """One without a name in its path."""
    return Operation(method, path, takes, gives, **more)


def operation_on(
    method: str, path: str, takes: Callable[P, BaseModel], gives: type[T], **more: Any
) -> Operation[Concatenate[str, P], T]:
    """One on something whose id stands in the path."""
    return Operation(method, path, takes, gives, **more)


def operation_on_two(
    method: str, path: str, takes: Callable[P, BaseModel], gives: type[T], **more: Any
) -> Operation[Concatenate[str, str, P], T]:
    """One with two names in its path."""
    return Operation(method, path, takes, gives, **more)
