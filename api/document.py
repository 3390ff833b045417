"""What the OpenAPI document says beyond what the framework reads off the endpoints."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from api import examples
from api.door import problems

Node = dict[str, Any]

DESCRIPTION = (
    "Answers questions over deal documents, and proves every statement with the words of the documents themselves. "
    "Offsets count Unicode code points of the stored text. Errors are problem details (RFC 9457) that say what to do. "
    "Each operation states in `x-role` the role that it takes; a collection beyond a key's is as if it never was."
)
LICENSE = {"name": "Apache License 2.0", "identifier": "Apache-2.0"}
TAGS = [
    {"name": "questions", "description": "Ask, search, and see figures and timelines."},
    {"name": "conversations", "description": "Questions that lean on those before them."},
    {"name": "answers", "description": "What was answered, and what people think of it."},
    {"name": "chat", "description": "The same for OpenAI's clients."},
    {"name": "watches", "description": "Questions whose answers are watched for changes."},
    {"name": "articles", "description": "What answers are made from, with its versions."},
    {"name": "sources", "description": "Folders, feeds and pages that are kept current."},
    {"name": "jobs", "description": "Work that goes on after its request."},
    {"name": "keys", "description": "Who may ask, and who did what."},
    {"name": "models", "description": "The embedding model of the index."},
    {"name": "health", "description": "For whoever watches over the server."},
]

_RATE = ("RateLimit", "RateLimit-Policy")
_HEADERS = {
    "RateLimit": "What is left of the caller's requests, where they are limited: draft-ietf-httpapi-ratelimit-headers.",
    "RateLimit-Policy": "How many requests the caller may send in how many seconds, where they are limited.",
    "Retry-After": "After how many seconds to ask again.",
    "WWW-Authenticate": "How to show a key.",
    "Idempotency-Replayed": "true: this was answered before, to a request with the same Idempotency-Key.",
    "X-Request-Id": "Of this request, as the server's log has it.",
}
_OF_STATUS = {"401": ("WWW-Authenticate",), "429": ("Retry-After", *_RATE), "503": ("Retry-After",)}
_ITS_ID = "$response.body#/id"
_FIRST = {"id": "$response.body#/articles/0/id"}
_VERSION = "$response.body#/versions/0/version"
_LINKS: dict[str, dict[str, dict[str, str]]] = {
    "list_articles": {"get_article": _FIRST, "get_text": _FIRST, "list_versions": _FIRST},
    "list_versions": {
        "get_version": {"id": "$request.path.id", "version": _VERSION},
        "compare": {"id": "$request.path.id", "from": _VERSION, "to": _VERSION},
    },
    "add_source": {name: {"id": _ITS_ID} for name in ("get_source", "refresh_source", "remove_source")},
    "create_key": {"revoke_key": {"id": _ITS_ID}},
}
"""What an answer gives to ask for next: by operation, and by the one that it leads to."""


def completed(document: Node) -> Node:
    """The same with the schemas of errors, with headers, summaries and examples, and without nulls in addresses."""
    document = deepcopy(document)
    components = document["components"]
    components["schemas"].update(problems.schemas())
    components["headers"] = {
        name: {"description": told, "schema": {"type": "string"}} for name, told in _HEADERS.items()
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            _complete(operation)
    return document


def without_null(schema: Any) -> Any:
    """A schema of text that comes in an address or a form, where there is no null."""
    if isinstance(schema, list):
        return [without_null(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: without_null(value) for name, value in schema.items() if (name, value) != ("default", None)}
    choices = [each for each in kept.pop("anyOf", []) if each != {"type": "null"}]
    return {**choices[0], **kept} if len(choices) == 1 else {**kept, **({"anyOf": choices} if choices else {})}


def _complete(operation: Node) -> None:
    told = operation.get("description", "")
    operation["summary"] = told.partition(".")[0].replace("\n", " ") or operation["summary"]
    for parameter in operation.get("parameters", []):
        parameter["schema"] = without_null(parameter["schema"])
    for status, response in operation["responses"].items():
        if named := _headers(operation, status):
            refs = {name: {"$ref": f"#/components/headers/{name}"} for name in named}
            response["headers"] = {**response.get("headers", {}), **refs}
        if status in ("200", "201") and (links := _LINKS.get(operation["operationId"])):
            response["links"] = {
                name: {"operationId": name, "parameters": parameters} for name, parameters in links.items()
            }
    examples.add(operation)


def _headers(operation: Node, status: str) -> list[str]:
    named = list(_OF_STATUS.get(status, ()))
    if status.startswith("2"):
        takes_key = any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", []))
        named += [*(_RATE if "x-role" in operation else ()), *(["Idempotency-Replayed"] if takes_key else ())]
    return [*named, "X-Request-Id"]
