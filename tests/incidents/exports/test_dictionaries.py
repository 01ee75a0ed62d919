"""What the columns of exports mean, by the dictionaries that they link to."""

import json

import jsonschema
import pytest
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem
from tests.incidents.exports.test_exports import text_of, told

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("query", ["", "?fields=reference,title,countries", "?expand=claims", "?omit=figures"])
def test_the_dictionary_names_the_columns_of_the_csv(anonymous: APIClient, query: str) -> None:
    fill(1)
    answer = anonymous.get(f"{ROOT}/incidents{query}{'&' if query else '?'}format=csv")
    [address] = [part.strip("<>") for part in answer["Link"].split(";")[:1]]
    columns = anonymous.get(address).json()["tableSchema"]["columns"]
    assert [one["name"] for one in columns] == text_of(answer).splitlines()[0].split(",")


def test_a_line_of_ndjson_is_valid_by_the_dictionary(anonymous: APIClient) -> None:
    told()
    answer = anonymous.get(f"{ROOT}/incidents?format=ndjson&expand=claims,proceedings")
    schema = anonymous.get(answer["Link"].partition(">")[0].strip("<")).json()
    for line in text_of(answer).splitlines():
        jsonschema.Draft202012Validator(schema).validate(json.loads(line))


def test_every_list_has_a_dictionary(curator: APIClient) -> None:
    for row in curator.get(f"{ROOT}/dictionaries").json()["lists"]:
        for form in ("csv", "ndjson"):
            assert curator.get(row[form]).status_code == 200, row
    problem(curator.get(f"{ROOT}/dictionaries/incidnt/csv"), 404)
    problem(curator.get(f"{ROOT}/dictionaries/incident/csv?columns=titel"), 400)
