"""A typed client of the HTTP API: `Client` waits, `AsyncClient` runs on an event loop.

    with Client("http://127.0.0.1:8000", api_key="...") as client:
        answer = client.ask(question="Who runs the plant in Portsmouth, Ohio?")
        for statement in answer.statements:
            print(statement.text, statement.citations)

Every operation of the API is a method: see dealdesk.client.api. Results are the models of api.schema.
"""

from dealdesk.client.api import AskEvent
from dealdesk.client.calls import FileToSend, Progress
from dealdesk.client.clients import AsyncClient, Client
from dealdesk.client.errors import (
    ApiError,
    BadRequest,
    ChangedMeanwhile,
    ClientError,
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    ServerTrouble,
    TimedOut,
    TookTooLong,
    TooLarge,
    Unauthorised,
    Unavailable,
    Unreachable,
    Unreadable,
)

__all__ = [
    "ApiError",
    "AskEvent",
    "AsyncClient",
    "BadRequest",
    "ChangedMeanwhile",
    "Client",
    "ClientError",
    "Conflict",
    "FileToSend",
    "Forbidden",
    "Invalid",
    "NotFound",
    "Progress",
    "RateLimited",
    "ServerTrouble",
    "TimedOut",
    "TooLarge",
    "TookTooLong",
    "Unauthorised",
    "Unavailable",
    "Unreachable",
    "Unreadable",
]
