"""The days and countries of an incident that a person enters are judged, over REST by the name of the field."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Incident
from tests.api import ROOT, fill, problem

pytestmark = pytest.mark.django_db

REFUSED = [
    ({"occurred_on": "0001-01-01"}, "occurred_on"),
    ({"disclosed_on": "2099-01-01"}, "disclosed_on"),
    ({"discovered_on": "1989-12-31"}, "discovered_on"),
    ({"notified_on": "2033-01-03"}, "notified_on"),
    ({"occurred_on": "2031-05-04", "disclosed_on": "2031-05-03"}, "disclosed_on"),
    ({"occurred_on": "2031-05-04", "discovered_on": "2031-05-03"}, "discovered_on"),
    ({"occurred_on": "2031-05-04", "notified_on": "2030-05-04"}, "notified_on"),
    (
        {
            "occurred_on": "2031-05-04",
            "disclosed_on": "2031-04-01",
            "disclosed_precision": "month",
        },
        "disclosed_on",
    ),
    ({"occurred_on": "2031-05-01", "occurred_precision": "month", "disclosed_on": "2031-04-30"}, "disclosed_on"),
    ({"occurred_on": "2031-01-01", "occurred_precision": "year", "disclosed_on": "2030-12-31"}, "disclosed_on"),
    *(
        ({"countries": ["GB", code]}, "countries")
        for code in ["UK", "EU", "XX", "ZZ", "AA", "EN", "UN", "QQ", "SU", "OO"]
    ),
]
KEPT: list[dict[str, Any]] = [
    {"occurred_on": "2031-05-04", "disclosed_on": "2031-05-04"},
    {"occurred_on": "2031-05-14", "occurred_precision": "month", "disclosed_on": "2031-05-02"},
    {"occurred_on": "2031-05-14", "disclosed_on": "2031-01-01", "disclosed_precision": "year"},
    {"occurred_on": "1990-01-01", "disclosed_on": "2033-01-02"},
    {"countries": ["GB", "XK", "TW"]},
]


@pytest.mark.parametrize(("values", "field"), REFUSED)
def test_an_incident_that_cannot_be_is_refused_when_opened_and_when_changed(
    curator: APIClient, values: dict[str, Any], field: str
) -> None:
    refusals = [curator.post(f"{ROOT}/incidents", {"title": "Northwind", **values})]
    address = f"{ROOT}/incidents/{fill(1).reference}"
    refusals.append(curator.patch(address, values, headers={"If-Match": "*"}))
    for refusal in refusals:
        assert any(fault["pointer"].startswith(f"/{field}") for fault in problem(refusal, 400)["errors"])


@pytest.mark.parametrize("values", KEPT)
def test_days_that_may_be_so_are_kept(curator: APIClient, values: dict[str, Any]) -> None:
    assert curator.post(f"{ROOT}/incidents", {"title": "Northwind", **values}).status_code == 201


SAME = [
    "Northwind address books 1",
    "NORTHWIND ADDRESS BOOKS 1",
    " Northwind  address books 1 ",
    "Northwind address-books 1",
    "Northwind: address books 1",
    "Northwind \u201caddress books\u201d 1",
    "Northw\u00ednd address books 1",
    "Northwind address books\u00a01",
    "Northwind address books \uff11",
    "Northwind, address books 1.",
]


@pytest.mark.parametrize("title", SAME)
def test_a_title_that_another_incident_has_is_asked_about(curator: APIClient, title: str) -> None:
    known, other = fill(1), fill(2)
    address = f"{ROOT}/incidents/{other.reference}"
    for refusal in (
        curator.post(f"{ROOT}/incidents", {"title": title}),
        curator.patch(address, {"title": title}, headers={"If-Match": "*"}),
        curator.post(f"{ROOT}/bulk/incidents", {"incidents": [{"title": title}]}),
    ):
        [fault] = problem(refusal, 400)["errors"]
        assert fault["pointer"].endswith("/title")
        assert known.reference in fault["detail"]
        assert "confirm" in fault["detail"]
    assert Incident.objects.count() == 2
    assert curator.post(f"{ROOT}/incidents", {"title": title, "confirm": True}).status_code == 201
    changed = curator.patch(address, {"title": title, "confirm": True}, headers={"If-Match": "*"})
    assert changed.status_code == 200


@pytest.mark.parametrize("title", ["Northwind address books 3", "Northwind address book 1", "Address books 1", "Osier"])
def test_another_title_is_kept_unasked(curator: APIClient, title: str) -> None:
    fill(1)
    assert curator.post(f"{ROOT}/incidents", {"title": title}).status_code == 201


def test_the_title_that_an_incident_has_itself_is_not_asked_about(curator: APIClient) -> None:
    incident = fill(1)
    address = f"{ROOT}/incidents/{incident.reference}"
    for title in ("Northwind address books 1", "Northwind Address Books 1"):
        assert curator.patch(address, {"title": title}, headers={"If-Match": "*"}).status_code == 200


def test_two_of_one_title_in_one_request_are_asked_about(curator: APIClient) -> None:
    refusal = curator.post(f"{ROOT}/bulk/incidents", {"incidents": [{"title": "Osier"}, {"title": "OSIER"}]})
    assert [fault["pointer"] for fault in problem(refusal, 400)["errors"]] == ["/incidents/1/title"]
    assert not Incident.objects.exists()
    twins = {"incidents": [{"title": "Osier"}, {"title": "OSIER", "confirm": True}]}
    assert curator.post(f"{ROOT}/bulk/incidents", twins).status_code == 201
