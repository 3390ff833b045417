"""The examples of the OpenAPI document, sent to a real desk over the example corpus."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from jsonschema_rs import Draft202012Validator

from api import examples
from dealdesk.assembly import open_desk
from dealdesk.serving import build_app
from tests.api.client import DeclaredClient
from tests.api.example_server import read
from tests.dealdesk.console import EXAMPLES, settings_of
from tests.dealdesk.hashed_model import use_hashed_model

Operation = dict[str, Any]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeclaredClient]:
    settings = settings_of(tmp_path_factory.mktemp("examples") / "home", api_key="a-key")
    with open_desk(settings, "test") as desk:
        use_hashed_model(desk)
        with desk.arrivals.running():
            read(desk, EXAMPLES / "corpus")
        with DeclaredClient(build_app(desk, settings)) as client:
            client.headers["Authorization"] = "Bearer a-key"
            yield client


@pytest.fixture(scope="module")
def document(client: DeclaredClient) -> dict[str, Any]:
    return client.get("/openapi.json").json()  # type: ignore[no-any-return]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    """Method, path and description of each."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def contents(operation: Operation) -> dict[str, Any]:
    return operation.get("requestBody", {}).get("content", {})  # type: ignore[no-any-return]


def send(client: DeclaredClient, method: str, path: str, kind: str, value: Any) -> httpx2.Response:
    if kind == "application/json":
        return client.request(method, path, json=value)
    if kind == "multipart/form-data":
        fields = {name: text for name, text in value.items() if name != "files"}
        return client.request(method, path, data=fields, files=[("files", ("a.txt", text)) for text in value["files"]])
    return client.request(method, path, content=value, headers={"Content-Type": kind})


def conforms(document: dict[str, Any], schema: Any, value: Any) -> bool:
    whole = {"components": document["components"], **schema}
    return Draft202012Validator(whole).is_valid(value)


def test_every_body_has_an_example_that_is_accepted(client: DeclaredClient, document: dict[str, Any]) -> None:
    answer = client.post("/v1/ask", json={"question": "Who?"}).json()["id"]
    for method, path, operation in operations(document):
        name = operation["operationId"]
        ids = {"id": answer} if name == "rate_answer" else examples.PARAMETERS.get(name, {})
        for kind, content in contents(operation).items():
            assert content.get("examples"), f"{name} has a body and no example"
            for example in content["examples"].values():
                response = send(client, method, path.format(**ids), kind, example["value"])
                assert response.is_success, f"{name}: {response.text}"


def test_every_parameter_that_has_an_example_takes_it(client: DeclaredClient, document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        given = examples.PARAMETERS.get(operation["operationId"])
        if given and method == "GET":
            query = {name: value for name, value in given.items() if f"{{{name}}}" not in path}
            response = client.get(path.format(**given), params=query)
            assert response.is_success, f"{path}: {response.text}"


def test_every_example_has_the_shape_that_the_document_says(document: dict[str, Any]) -> None:
    seen = 0
    for _, path, operation in operations(document):
        answers = (each.get("content", {}) for each in operation["responses"].values())
        for content in (*contents(operation).values(), *(content for each in answers for content in each.values())):
            values = [each["value"] for each in content.get("examples", {}).values()]
            for value in [*values, *([content["example"]] if "example" in content else [])]:
                assert conforms(document, content.get("schema", {}), value), f"{path}: {value}"
                seen += 1
    assert seen > 25


def test_every_example_is_of_an_operation_that_there_is(document: dict[str, Any]) -> None:
    there = {operation["operationId"] for _, _, operation in operations(document)}
    assert {*examples.PARAMETERS, *examples.REQUESTS, *examples.RESPONSES} <= there


def test_operations_are_named_apart_and_told_of_in_a_line(document: dict[str, Any]) -> None:
    named = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(named)) == len(named)
    tags = {tag["name"] for tag in document["tags"]}
    for _, path, operation in operations(document):
        assert operation["description"].startswith(operation["summary"]), path
        assert set(operation["tags"]) <= tags, path
    assert document["info"]["license"]["identifier"] == "Apache-2.0"


def test_no_address_takes_a_null(document: dict[str, Any]) -> None:
    for _, path, operation in operations(document):
        for parameter in operation.get("parameters", []):
            assert "null" not in str(parameter["schema"]), f"{path}: {parameter['name']}"
