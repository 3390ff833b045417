"""The client beside the OpenAPI document: it can do all that the API can, and nothing that it cannot."""

from __future__ import annotations

import inspect
import subprocess
import sys
from typing import Any

import pytest
from pydantic import BaseModel

from dealdesk.client import Client
from dealdesk.client.api import operations
from dealdesk.client.operations import Nothing, Operation
from tests.api.client import declared_paths

OF_OPENAI = {("POST", "/v1/chat/completions"), ("GET", "/v1/models"), ("GET", "/v1/models/{id}")}
OF_FORMS = {("POST", "/v1/uploads")}
BY_OTHER_NAMES = {
    "If-Match": "if_version",
    "If-None-Match": "only_new",
    "Idempotency-Key": "",  # sent without asking
    "Prefer": "",  # put_article_later
    "Dealdesk-Owner": "",  # headers of the client
}
NAMES = sorted(operations())


def declared(operation: Operation[..., Any]) -> dict[str, Any]:
    found = declared_paths().get(operation.path, {}).get(operation.method.lower())
    assert found, f"there is no {operation.method} {operation.path}"
    return found  # type: ignore[no-any-return]


def sent_names(operation: Operation[..., Any]) -> set[str]:
    """The fields of the query or the JSON, as they are called there."""
    fields: dict[str, Any] = operation.takes.model_fields  # type: ignore[attr-defined]
    return {field.serialization_alias or name for name, field in fields.items() if not field.exclude}


def test_every_operation_of_the_api_has_a_method() -> None:
    document = {
        (method.upper(), path)
        for path, methods in declared_paths().items()
        for method in methods
        if path.startswith("/v1/")
    }
    known = {(operation.method, operation.path) for operation in operations().values()}
    assert document - known == OF_OPENAI, "describe the new operations in dealdesk/client/api.py"


@pytest.mark.parametrize("name", NAMES)
def test_its_parameters_are_those_of_the_document(name: str) -> None:
    operation = operations()[name]
    parameters = declared(operation).get("parameters", [])
    in_query = {each["name"] for each in parameters if each["in"] == "query"}
    if operation.method in ("GET", "DELETE") or operation.path == "/v1/articles":
        assert sent_names(operation) == in_query
    else:
        assert in_query == set()
    assert operation.names == [each["name"] for each in parameters if each["in"] == "path"]
    headers = {each["name"] for each in parameters if each["in"] == "header"}
    assert headers <= BY_OTHER_NAMES.keys(), "say in BY_OTHER_NAMES how the client sends it"
    assert operation.keyed == ("Idempotency-Key" in headers)


@pytest.mark.parametrize("name", NAMES)
def test_its_body_has_the_fields_of_the_document(name: str) -> None:
    operation = operations()[name]
    content = declared(operation).get("requestBody", {}).get("content", {})
    if "application/json" in content:
        reference = content["application/json"]["schema"]["$ref"].rpartition("/")[2]
        takes: Any = operation.takes
        assert any(kind.__name__ == reference for kind in takes.__mro__), f"it takes {reference}"
    elif "multipart/form-data" in content:
        fields = content["multipart/form-data"]["schema"]["properties"]
        assert set(operation.takes.model_fields) - {"on_progress"} == set(fields)  # type: ignore[attr-defined]
    elif operation.method != "GET":
        assert content or not sent_names(operation) or operation.method == "DELETE"


@pytest.mark.parametrize("name", NAMES)
def test_it_gives_what_the_document_says(name: str) -> None:
    operation = operations()[name]
    good = {status: each for status, each in declared(operation)["responses"].items() if status.startswith("2")}
    if operation.gives is type(None):
        assert list(good) == ["204"]
        return
    contents = [each.get("content", {}) for each in good.values()]
    if operation.gives is str:
        assert any(kind.startswith("text/") for content in contents for kind in content)
        return
    schemas = [content["application/json"]["schema"] for content in contents if "application/json" in content]
    names = {schema["$ref"].rpartition("/")[2] for schema in schemas if "$ref" in schema}
    streams = any("text/event-stream" in content for content in contents)
    assert operation.gives.__name__ in names or streams


def test_every_path_has_as_many_names_as_its_method_takes() -> None:
    for name, operation in operations().items():
        assert operation.path.count("{") == len(operation.names) <= 2, name
        assert issubclass(operation.takes, BaseModel) or operation.takes is Nothing  # type: ignore[arg-type]


def test_the_methods_say_what_they_take() -> None:
    with Client() as client:
        said = {name: list(inspect.signature(getattr(client, name)).parameters) for name in operations()}
        assert client.ask.__doc__ == "POST /v1/ask: AnswerBody"
    assert said["ask"] == [
        "as_of",
        "collections",
        "published_from",
        "published_to",
        "top_k",
        "question",
        "history",
        "conversation",
    ]
    assert said["get_version"] == ["id", "version"]
    assert said["ask_stream"] == said["ask"]


def test_importing_the_client_loads_no_model_no_store_and_no_framework() -> None:
    heavy = ("torch", "chromadb", "fastapi", "api.app", "sqlalchemy", "langchain_core", "typer", "dbos")
    told = "import sys, dealdesk.client; print([name for name in sys.argv[1:] if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told, *heavy], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
