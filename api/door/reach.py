"""The collections that a request names, as far as its caller reaches."""

from __future__ import annotations

from starlette.exceptions import HTTPException

from api.door.callers import Caller
from corpus.article import PUBLIC

_SHOWN = 20


def target(caller: Caller, named: str | None) -> str:
    """The collection that what is sent goes into: the one that is named, else the public one.

    Raises HTTPException 404 for one that is not there for the caller, 422 where one must be named.
    """
    name = PUBLIC if named is None else named
    if caller.reaches(name):
        return name
    if named is None:
        theirs = caller.collections or ()
        shown = ", ".join(theirs[:_SHOWN]) + (" or another of yours" if len(theirs) > _SHOWN else "")
        raise HTTPException(422, f"it is not said which collection this goes into: give collection, one of {shown}")
    raise no_such_collection(name)


def no_such_collection(name: str) -> HTTPException:
    """What is said of a collection that is beyond the caller, or that was never made."""
    return HTTPException(404, f"there is no collection {name[:60]!r}: GET /v1/collections lists those there are")
