"""What generators of clients need of the OpenAPI document."""

import re
from pathlib import Path
from typing import Any

from tests.tracker.foundation.rest.test_openapi import operations, schemas

ROOT_FOLDER = Path(__file__).resolve().parents[4]


def test_every_operation_has_a_name_of_its_own_that_code_can_have(document: Any) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    names += [item["post"]["operationId"] for item in document["webhooks"].values()]
    assert len({name.lower() for name in names}) == len(names)
    assert all(re.fullmatch(r"whoami|stats|dictionaries|[a-z]+(_[a-z]+)+", name) for name in names)
    wanted = {"incidents_list", "articles_create", "claims_accept", "webhooks_endpoints_create", "incidents_update"}
    assert wanted <= set(names)
    assert not any(re.search(r"(accept|merge|status|test|explain)_(create|retrieve)$", name) for name in names)


def test_ci_uses_clients_that_generators_made() -> None:
    steps = (ROOT_FOLDER / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    assert '"$python" -m tests.clients || failed=1' in [step.strip() for step in steps]


def test_messages_share_no_tag_with_the_resources(document: Any) -> None:
    """Generators write one class for each tag; that of the messages would be written over that of the endpoints."""
    ours = {tag for _, _, operation in operations(document) for tag in operation["tags"]}
    theirs = {tag for item in document["webhooks"].values() for tag in item["post"]["tags"]}
    assert theirs == {"messages"}
    assert "webhooks" in ours
    assert not ours & theirs


def test_null_is_an_alternative_to_references_alone(document: Any) -> None:
    """A union of an inline schema with a bare null stops generators, and `anyOf` one even where it is a reference."""
    wrong = []
    for at, schema in schemas(document):
        others = [each for each in schema.get("oneOf", []) if each != {"type": "null"}]
        if "anyOf" in schema or any("$ref" not in each for each in others):
            wrong.append(at)
    assert wrong == []


def test_nothing_is_said_that_means_nothing_to_clients(document: Any) -> None:
    assert "x-spec-enum-id" not in str(document)
    assert "The base of every serializer" not in str(document)
