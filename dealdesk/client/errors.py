"""What can go wrong with a request to a server.

ServerFailed (dealdesk.errors)
└── ClientError
    ├── Unreachable           no answer came: nobody listens there, or the connection broke
    │   └── TimedOut          none came in time
    ├── Unreadable            something answered, but not as a dealdesk server does
    └── ApiError              the server says what is wrong: status, title, detail, errors
        ├── BadRequest        400
        ├── Unauthorised      401  the key is missing, wrong, revoked or expired
        ├── Forbidden         403  the key's role is not enough
        ├── NotFound          404  there is no such thing, or not for this key
        ├── Conflict          409
        ├── ChangedMeanwhile  412  the article is not the version that was named
        ├── TooLarge          413
        ├── Invalid           422  errors names the fields
        ├── RateLimited       429  retry_after: seconds to wait, where the server says
        └── ServerTrouble     5xx
            ├── Unavailable   503  retry_after
            └── TookTooLong   504
"""

from __future__ import annotations

from collections.abc import Sequence

from dealdesk.errors import ServerFailed


class ClientError(ServerFailed):
    """Any trouble with a request; the message names the remedy."""


class Unreachable(ClientError):
    """No answer came. What was asked for may have been done all the same, unless it can be asked for again."""


class TimedOut(Unreachable):
    """No answer came in time."""


class Unreadable(ClientError):
    """What answered does not speak as a dealdesk server of this version does."""


class ApiError(ClientError):
    """The server says what is wrong (RFC 9457). errors: for 422, the fields concerned, each with its remedy.

    retry_after: the seconds after which it may go better, where the server says so.
    """

    def __init__(
        self,
        said: str,
        status: int,
        title: str,
        detail: str,
        errors: Sequence[tuple[str, str]] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__("; ".join([said, *(f"{field}: {remedy}" for field, remedy in errors)]))
        self.status = status
        self.title = title
        self.detail = detail
        self.errors = tuple(errors)
        self.retry_after = retry_after


class BadRequest(ApiError):
    """400: the request cannot be read."""


class Unauthorised(ApiError):
    """401: the key is missing, wrong, revoked or expired."""


class Forbidden(ApiError):
    """403: the key's role is not enough, or the thing is not the caller's to change."""


class NotFound(ApiError):
    """404: there is no such thing, or none for this key."""


class Conflict(ApiError):
    """409: the same request still runs."""


class ChangedMeanwhile(ApiError):
    """412: the article is not the version that was named."""


class TooLarge(ApiError):
    """413: the server takes nothing so large."""


class Invalid(ApiError):
    """422: fields that cannot be used."""


class RateLimited(ApiError):
    """429: this key asked too often."""


class ServerTrouble(ApiError):
    """5xx: the fault is the server's."""


class Unavailable(ServerTrouble):
    """503: too much at once, starting, stopping, or something it needs is broken."""


class TookTooLong(ServerTrouble):
    """504: the answer was not there in time."""


_OF_STATUS: dict[int, type[ApiError]] = {
    400: BadRequest,
    401: Unauthorised,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    412: ChangedMeanwhile,
    413: TooLarge,
    422: Invalid,
    429: RateLimited,
    503: Unavailable,
    504: TookTooLong,
}


def error_of(status: int) -> type[ApiError]:
    """The error that tells of an HTTP status."""
    return _OF_STATUS.get(status, ServerTrouble if status >= 500 else ApiError)
