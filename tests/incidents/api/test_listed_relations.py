"""What is fetched with the incidents of a list, as plain lists, is asked for no second time."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.api import ROOT, fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["json", "ndjson"])
def test_a_list_of_incidents_takes_as_many_queries_for_one_as_for_many(anonymous: APIClient, form: str) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            answer = anonymous.get(f"{ROOT}/incidents?format={form}")
            assert answer.status_code == 200
            if answer.streaming:
                b"".join(answer.streaming_content)
        return len(queries)

    fill(1)
    one = asked()
    for number in (2, 3, 4):
        fill(number)
    assert asked() == one


def test_a_single_incident_shows_the_relations_that_a_list_shows(anonymous: APIClient) -> None:
    incident = fill(1)
    single = anonymous.get(f"{ROOT}/incidents/{incident.reference}").json()
    [listed] = anonymous.get(f"{ROOT}/incidents").json()["results"]
    assert single == listed
    assert all(listed[name] for name in ("countries", "data_classes", "figures", "involvements"))
