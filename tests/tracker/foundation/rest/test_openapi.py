"""What the OpenAPI document promises, held against the service: who is let in, what is taken, what generators need."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from rest_framework.exceptions import ValidationError
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.bodies import YEARS, DayField
from tracker.foundation.rest.field_schemas import ADDRESS, DAY
from tracker.foundation.rest.limits import MOST_VALUES
from tracker.foundation.rest.pages import MAXIMUM_SIZE
from tracker.foundation.rest.served_schema import build

FORMATS = Draft202012Validator.FORMAT_CHECKER


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def schemas(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Everything in the document that is a schema, with where it stands."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from schemas(item, f"{at}/{number}")
    if isinstance(node, dict):
        parent = at.rpartition("/")[2]
        if parent != "properties" and ({"type", "$ref", "oneOf", "anyOf", "allOf", "enum", "const"} & node.keys()):
            yield at, node
        for key, value in node.items():
            if key not in {"example", "examples", "default", "enum", "const"}:
                yield from schemas(value, f"{at}/{key}")


# --- Who is let in


def test_there_are_two_ways_to_be_let_in(document: Any, settings: Any) -> None:
    schemes = document["components"]["securitySchemes"]
    assert schemes.keys() == {"bearer", "session"}
    assert (schemes["bearer"]["type"], schemes["bearer"]["scheme"]) == ("http", "bearer")
    assert (schemes["session"]["type"], schemes["session"]["in"]) == ("apiKey", "cookie")
    assert schemes["session"]["name"] == settings.SESSION_COOKIE_NAME
    for _, _, operation in operations(document):
        assert {name for way in operation["security"] for name in way} == schemes.keys()


def test_the_cookie_has_the_name_that_it_has_in_production(settings: Any) -> None:
    settings.SESSION_COOKIE_NAME = "__Host-tracker_session"
    assert build()["components"]["securitySchemes"]["session"]["name"] == "__Host-tracker_session"


def test_every_operation_names_the_scope_that_it_needs(settings: Any) -> None:
    for anonymous_read in (True, False):
        settings.ANONYMOUS_READ = anonymous_read
        for method, path, operation in operations(build()):
            scopes = re.findall(r"Needs the scope `(\w+)`\.$", operation["description"])
            is_open = {} in operation["security"]
            assert is_open == operation["description"].endswith("Open to everybody; no token is needed."), path
            any_token = operation["description"].endswith("Needs a token of any scope, or a session.")
            assert (scopes == []) == (is_open or any_token), f"{method} {path}"
            assert not is_open or anonymous_read
            assert set(scopes) <= set(TokenScope.values)


@pytest.mark.parametrize("anonymous_read", [True, False])
def test_nobody_in_particular_is_let_in_where_the_document_says_so(
    anonymous: APIClient, settings: Any, anonymous_read: bool
) -> None:
    settings.ANONYMOUS_READ = anonymous_read
    settings.THROTTLE_ANONYMOUS = "100000/hour"
    reference = fill(1).reference
    wrong = []
    for method, path, operation in operations(build()):
        address = re.sub(r"{id}", "1", path.replace("{incident}", reference))
        status = getattr(anonymous, method)(re.sub(r"{\w+}", "XX-0000-0000", address)).status_code
        if (status == 401) == ({} in operation["security"]):
            wrong.append(f"{method} {path}: {status}")
    assert wrong == []


def test_refusals_say_how_to_go_on(document: Any) -> None:
    for _, path, operation in operations(document):
        answers = operation["responses"]
        assert "second factor" in answers["403"]["description"], path
        assert "The address holds a token" in answers["400"]["description"], path
        assert "WWW-Authenticate" in answers["401"]["headers"], path
        assert "Retry-After" in answers["429"]["headers"], path


# --- What is taken


def test_every_default_and_example_is_valid_by_its_own_schema(document: Any) -> None:
    wrong, seen = [], 0
    for at, schema in schemas(document):
        validator = Draft202012Validator({**schema, "components": document["components"]}, format_checker=FORMATS)
        values = [schema[key] for key in ("default", "example") if key in schema] + schema.get("examples", [])
        seen += len(values)
        wrong += [f"{at}: {value!r}" for value in values if not validator.is_valid(value)]
    for at, holder in holders(document):
        values = [holder["example"]] if "example" in holder else []
        values += [each["value"] for each in holder.get("examples", {}).values()]
        schema = {**holder["schema"], "components": document["components"]}
        seen += len(values)
        validator = Draft202012Validator(schema, format_checker=FORMATS)
        wrong += [f"{at}: {value!r}" for value in values if not validator.is_valid(value)]
    assert wrong == []
    assert seen > 60


def holders(node: Any, at: str = "") -> Iterator[tuple[str, Any]]:
    """Parameters, and contents of a media type: what has a schema and may have examples beside it."""
    if isinstance(node, list):
        for number, item in enumerate(node):
            yield from holders(item, f"{at}/{number}")
    if isinstance(node, dict):
        if isinstance(node.get("schema"), dict):
            yield at, node
        for key, value in node.items():
            if key not in {"example", "examples"}:
                yield from holders(value, f"{at}/{key}")


def unbounded(schema: Any, at: str) -> list[str]:
    """What in the schema of something that is sent may be as long or as large as one likes."""
    kinds = schema.get("type", [])
    kinds = {kinds} if isinstance(kinds, str) else set(kinds)
    if "enum" in schema or "$ref" in schema or "allOf" in schema or kinds == {"boolean"}:
        return []
    if "array" in kinds:
        return ([] if "maxItems" in schema else [f"{at}: maxItems"]) + unbounded(schema["items"], f"{at}[]")
    if kinds & {"integer", "number"}:
        return [f"{at}: {bound}" for bound in ("minimum", "maximum") if bound not in schema]
    if "object" in kinds and "properties" in schema:
        assert schema["additionalProperties"] is False, at
        return [place for name, inner in schema["properties"].items() for place in unbounded(inner, f"{at}.{name}")]
    enough = {"maxProperties"} if "object" in kinds else {"pattern", "maxLength"}
    if schema.get("format") == "date-time":
        return []
    return [] if enough & schema.keys() else [f"{at}: {' or '.join(sorted(enough))}"]


def test_everything_that_is_sent_has_its_bounds(document: Any) -> None:
    wrong = []
    for method, path, operation in operations(document):
        for each in operation.get("parameters", ()):
            wrong += unbounded(each["schema"], f"{method} {path} {each['name']}")
    for name, schema in document["components"]["schemas"].items():
        if name.endswith("Request"):
            wrong += unbounded(schema, name)
    assert wrong == []


def test_names_in_paths_pages_and_references_have_the_bounds_that_are_enforced(document: Any) -> None:
    for _, path, operation in operations(document):
        parameters = {(each["in"], each["name"]): each["schema"] for each in operation.get("parameters", ())}
        for name in re.findall(r"{(\w+)}", path):
            dots = "." if path.startswith("/api/v1/snapshots/") else ""  # the names of files
            expected = r"^[0-9]{1,18}$" if name == "id" else rf"^[A-Za-z0-9_{dots}-]{{1,120}}$"
            assert parameters["path", name]["pattern"] == expected, path
        if size := parameters.get(("query", "page_size")):
            assert (size["minimum"], size["maximum"]) == (1, MAXIMUM_SIZE)
    bodies = document["components"]["schemas"]
    assert bodies["MergeBodyRequest"]["properties"]["absorb"]["pattern"] == r"^[A-Za-z0-9_-]{1,120}$"
    assert bodies["SplitBodyRequest"]["properties"]["claims"]["items"]["pattern"] == r"^[A-Za-z0-9_-]{1,120}$"
    assert bodies["IncidentBodyRequest"]["properties"]["involvements"]["maxItems"] == 200
    for name in ("ClaimBodyRequest", "StageBodyRequest", "OverruleBodyRequest"):
        assert bodies[name]["properties"]["currency"]["pattern"] == "^$|^[A-Z]{3}$"


@pytest.mark.parametrize(
    "day",
    [
        "1899-12-31",
        "1900-01-01",
        "1999-12-31",
        "2000-02-29",
        "2099-12-31",
        "2100-12-31",
        "2101-01-01",
        "0001-01-01",
        "2018-4-4",
        "20180404",
        "2018-W14-3",
        "2018-13-01",
        "2018-00-10",
        "2018-01-32",
        "2018-04-04T00:00:00Z",
        "x",
    ],
)
def test_a_body_takes_the_days_that_its_schema_takes(day: str) -> None:
    try:
        taken = YEARS[0] <= DayField().run_validation(day).year <= YEARS[1]
    except ValidationError as refused:
        taken, sentence = False, str(refused)
        assert "Give a day from 1900-01-01 to 2100-12-31." in sentence or "YYYY-MM-DD" in sentence
    assert taken == bool(re.search(DAY, day))


def test_a_day_that_no_month_has_is_refused_though_a_pattern_cannot_say_so() -> None:
    assert re.search(DAY, "2018-02-30")
    with pytest.raises(ValidationError, match="YYYY-MM-DD"):
        DayField().run_validation("2018-02-30")
    assert DayField().run_validation("2018-02-28") == dt.date(2018, 2, 28)


@pytest.mark.parametrize("day", ["2018-4-4", "20180404", "2018-W14-3", "٢٠١٨-٠٤-٠٤", "2018-02-30", "0000-01-01"])
def test_a_parameter_takes_a_day_in_one_way_of_writing(curator: APIClient, day: str) -> None:
    reference = fill(1).reference
    for address in ("incidents?occurred_from=", "incidents?as_of=", f"incidents/{reference}/figures?as_of="):
        refusal = problem(curator.get(f"{ROOT}/{address}{day}"), 400)
        assert refusal["errors"][0]["name"] == address.rpartition("?")[2].rstrip("="), address


def test_a_parameter_takes_any_day_that_there_is(anonymous: APIClient) -> None:
    for day in ("0001-01-01", "1899-12-31", "2018-04-04", "9999-12-31"):
        for name in ("occurred_from", "as_of"):
            assert anonymous.get(f"{ROOT}/incidents?{name}={day}").status_code == 200, (name, day)


@pytest.mark.parametrize(
    ("address", "taken"),
    [("", True), ("https://a.example/1", True), ("FTP://a.example", True), ("mailto:a@b.example", False), ("a", False)],
)
def test_an_address_that_may_be_empty_has_one_pattern(document: Any, address: str, taken: bool) -> None:
    schema = document["components"]["schemas"]["ClaimBodyRequest"]["properties"]["url"]
    assert schema["pattern"] == f"^$|{ADDRESS}"
    assert Draft202012Validator(schema).is_valid(address) == taken


def test_list_parameters_are_written_as_most_clients_write_them(document: Any, anonymous: APIClient) -> None:
    """And as the document says, which was checked against the service name by name: several times, or with commas."""
    fill(1)
    seen = 0
    for method, path, operation in operations(document):
        for each in operation.get("parameters", ()):
            if each["schema"].get("type") != "array":
                continue
            assert (each["style"], each["explode"]) == ("form", True), f"{method} {path} {each['name']}"
            assert (each["schema"]["minItems"], each["schema"]["maxItems"]) == (1, MOST_VALUES)
            words = each["schema"]["items"].get("enum", ["GB", "FR"])[:2]
            if path == f"{ROOT}/incidents":
                repeated = "&".join(f"{each['name']}={word}" for word in words)
                for written in (repeated, f"{each['name']}={','.join(words)}"):
                    assert anonymous.get(f"{path}?{written}").status_code == 200, written
                seen += 1
    assert seen > 10
