"""How an operation of the API is described once, and becomes a method of both clients.

An operation is an attribute of dealdesk.client.api.Api, which both clients inherit. Read from a Client it is a
function that gives the result; read from an AsyncClient, one that gives a coroutine of it. The parameters are those of
the model that the API itself takes, so that names and types are checked before anything is sent.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from types import NoneType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload
from uuid import uuid4

from pydantic import BaseModel

from dealdesk.client.calls import Body, Call, Json, Progress, filled
from dealdesk.client.speaking import Speaks, SpeaksAsync

P = ParamSpec("P")
T = TypeVar("T")
Event = TypeVar("Event")


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
        self, args: Sequence[Any], kwargs: Mapping[str, Any], kinds: Mapping[str, type[Event]], last: Sequence[str]
    ) -> Call[Event]:
        """The same, where it is answered with events of these kinds, by their names."""

        def read(name: str, data: bytes) -> Event | None:
            return _parsed(kinds[name], data) if name in kinds else None

        return replace(self._call(args, kwargs, read), last=frozenset(last))

    def _call(
        self, args: Sequence[Any], kwargs: Mapping[str, Any], read: Callable[[str, bytes], Event | None]
    ) -> Call[Event]:
        if len(args) != len(self.names):
            raise TypeError(f"give {' and '.join(self.names) or 'no id'} first, then parameters by their names")
        if clash := self.fixed.keys() & kwargs.keys():
            raise TypeError(f"leave {', '.join(clash)} out: here it is always the same")
        wanted = self.takes(**kwargs, **self.fixed)
        special = wanted if isinstance(wanted, Sent) else Sent()
        body = special.body()
        in_query = body is not None or self.method in ("GET", "DELETE")
        if not in_query and self.takes is not Nothing:
            body = Json(wanted.model_dump_json(exclude_unset=True, by_alias=True))
        return Call(
            self.method,
            filled(self.path, args),
            read,
            query=wanted.model_dump(mode="json", exclude_unset=True, exclude_none=True, by_alias=True)
            if in_query
            else {},
            headers={**self.headers, **special.headers(), **({"Idempotency-Key": uuid4().hex} if self.keyed else {})},
            body=body,
            may_repeat=self.may_repeat,
            on_progress=special.progress(),
            taken=self.taken,
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
