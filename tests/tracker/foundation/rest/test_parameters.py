"""Query parameters are taken literally."""

import pytest
from rest_framework.test import APIClient

from tests.api import ROOT, fill, problem

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("query", "name", "remedy"),
    [
        ("incidents?contry=GB", "contry", "`country`"),
        ("incidents?affected=5", "affected", "`affected_m"),
        ("incidents?page=2", "page", "`page_size`"),
        ("events?afterwards=1", "afterwards", "`after`"),
        ("regulators?country=GB&x=1", "x", "Use one of"),
    ],
)
def test_an_unknown_parameter_is_a_400_that_names_the_nearest(
    anonymous: APIClient, query: str, name: str, remedy: str
) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/{query}"), 400)
    assert refusal["type"] == "/api/problems/unknown-parameter"
    [fault] = refusal["errors"]
    assert fault["name"] == name
    assert remedy in fault["remedy"]


def test_a_record_and_a_write_know_fewer_parameters(anonymous: APIClient, curator: APIClient) -> None:
    incident = fill(1)
    problem(anonymous.get(f"{ROOT}/incidents/{incident.reference}?country=GB"), 400)
    problem(curator.post(f"{ROOT}/incidents?country=GB", {"title": "A"}), 400)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("disputed=true&disputed=true", "disputed"),
        ("status=opened", "status"),
        ("affected_min=many", "affected_min"),
        ("affected_min=-1", "affected_min"),
        ("affected_min=9223372036854775808", "affected_min"),
        ("affected_min=1.5", "affected_min"),
        ("disputed=yes", "disputed"),
        ("disclosed_from=2018", "disclosed_from"),
        ("disclosed_from=2018-02-30", "disclosed_from"),
        ("updated_after=yesterday", "updated_after"),
        ("updated_after=0001-01-01T00:00:00%2B05:00", "updated_after"),
        ("q=" + "a" * 201, "q"),
        ("q=a%00b", "q"),
        ("page_size=0", "page_size"),
        ("page_size=201", "page_size"),
        ("page_size=%D9%A3", "page_size"),
        ("page_size=99999999999999999999", "page_size"),
        ("ordering=size", "ordering"),
        ("ordering=", "ordering"),
        ("fields=titel", "fields"),
        ("fields=", "fields"),
        ("expand=title", "expand"),
        ("omit=nothing", "omit"),
        ("format=xml", "format"),
        ("as_of=today", "as_of"),
    ],
)
def test_a_value_that_cannot_be_read_is_a_400_that_names_the_parameter(
    anonymous: APIClient, query: str, name: str
) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents?{query}"), 400)
    assert refusal["type"] == "/api/problems/invalid-parameter"
    assert refusal["errors"][0]["name"] == name


def test_a_word_that_is_nearly_right_is_told(anonymous: APIClient) -> None:
    refusal = problem(anonymous.get(f"{ROOT}/incidents?status=opn"), 400)
    assert "`open`" in refusal["detail"]


def test_a_moment_may_have_any_offset(anonymous: APIClient) -> None:
    for moment in ("2031-05-04T10:00:00Z", "2031-05-04T10:00:00", "0931-09-12T00:39:09-16:43", "2031-05-04"):
        assert anonymous.get(f"{ROOT}/incidents?updated_after={moment}").status_code in {200, 400}
    assert anonymous.get(f"{ROOT}/incidents?updated_after=0931-09-12T00:39:09-16:43").status_code == 200
