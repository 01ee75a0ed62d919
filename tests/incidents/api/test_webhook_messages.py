"""The messages' documentation, as it is served."""

from typing import Any

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from jsonschema import Draft202012Validator

from incidents.webhooks.examples import example_of
from incidents.webhooks.messages import MESSAGES

TYPES = sorted(str(name) for name in MESSAGES)


@pytest.fixture(scope="module")
def document() -> Any:
    return SchemaGenerator(api_version=None).get_schema(request=None, public=True)


def test_each_type_has_its_schema_at_an_address_of_its_own(client: Client) -> None:
    listed = client.get("/api/webhooks/messages/").json()
    assert sorted(each["type"] for each in listed) == TYPES
    for each in listed:
        answer = client.get(each["schema"].removeprefix("http://127.0.0.1:8000"))
        assert answer["Content-Type"] == "application/schema+json"
        schema = answer.json()
        assert schema["$id"] == each["schema"]
        [example] = schema["examples"]
        Draft202012Validator(schema).validate(example)


def test_a_type_that_is_none_is_a_problem(client: Client) -> None:
    answer = client.get("/api/webhooks/messages/figure.exploded")
    assert answer.status_code == 404
    assert answer.json()["detail"] == "There is no message of type `figure.exploded`."


def test_the_openapi_document_holds_every_message(document: Any) -> None:
    assert sorted(document["webhooks"]) == TYPES
    for name, item in document["webhooks"].items():
        operation = item["post"]
        assert operation["summary"]
        assert {each["name"] for each in operation["parameters"]} == {
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
        }
        content = operation["requestBody"]["content"]["application/json"]
        assert content["example"] == example_of(name)
        Draft202012Validator({**content["schema"], "components": document["components"]}).validate(content["example"])


def test_its_operation_ids_are_nobody_elses(document: Any) -> None:
    own = {item["post"]["operationId"] for item in document["webhooks"].values()}
    others = {each["operationId"] for path in document["paths"].values() for each in path.values()}
    assert len(own) == len(TYPES)
    assert not own & others


def test_the_page_for_receivers_names_this_tracker(client: Client, settings: Any) -> None:
    settings.PUBLIC_URL = "https://incidents.example"
    page = client.get("/api/webhooks/receivers")
    assert page["Content-Type"] == "text/markdown; charset=utf-8"
    text = page.content.decode()
    assert text.startswith("# Receiving webhooks")
    assert "https://incidents.example/api/v1/webhooks/endpoints" in text
    assert "tracker.example" not in text
    assert client.post("/api/webhooks/receivers").status_code == 405
