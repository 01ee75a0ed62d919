"""Many writes in one request: all or none, and each that stands against it is named."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents.models import Claim, Event, EventType, Incident, Review
from tests.api import ROOT, fill, problem

pytestmark = pytest.mark.django_db
INCIDENTS, REVIEWS = f"{ROOT}/bulk/incidents", f"{ROOT}/bulk/reviews"


def review(claim: Claim, decision: str = "accept", reason: str = "Read it.") -> dict[str, Any]:
    return {"claim": claim.reference, "decision": decision, "reason": reason}


def test_incidents_are_opened_in_order_with_their_parts_and_events(curator: APIClient) -> None:
    party = fill(1).involvements.get().party.reference
    sent = [
        {"title": "Same"},
        {
            "title": "Same",
            "confirm": True,
            "countries": ["GB"],
            "involvements": [{"party": party, "role": "controller"}],
        },
        {"title": "Other", "slug": "other-one"},
    ]
    answer = curator.post(INCIDENTS, {"incidents": sent})
    assert answer.status_code == 201, answer.content
    opened = answer.json()["incidents"]
    rows = [curator.get(f"{ROOT}/incidents/{each['reference']}").json() for each in opened]
    assert [row["slug"] for row in rows] == ["same", "same-2", "other-one"]
    assert rows[1]["countries"] == ["GB"]
    assert len(rows[1]["involvements"]) == 1
    assert [each["version"] for each in opened] == [row["version"] for row in rows] == [1, 1, 1]
    events = Event.objects.filter(type=EventType.INCIDENT_CREATED).order_by("sequence")
    assert [event.incident.reference for event in events][1:] == [each["reference"] for each in opened]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("items", "status", "pointers"),
    [
        ([{"title": "A"}, {}], 400, ["/incidents/1/title"]),
        (
            [{"title": ""}, {"title": "B"}, {"title": "C", "kind": "x"}],
            400,
            ["/incidents/0/title", "/incidents/2/kind"],
        ),
        ([{"title": "A", "slug": "one"}, {"title": "B", "slug": "ONE"}], 400, ["/incidents/1/slug"]),
        (
            [{"title": "A", "slug": "pi-0000-0000"}, {"title": "B", "slug": "taken"}],
            400,
            ["/incidents/0/slug", "/incidents/1/slug"],
        ),
        ([{"title": "A"}, {"title": "B", "countries": ["gb"]}], 400, ["/incidents/1/countries/0"]),
        ([{"title": "A"}, 1], 400, ["/incidents/1"]),
        ([{"title": "A", "x": 1}], 400, ["/incidents/0/x"]),
        ([], 400, ["/incidents"]),
        ([{"title": "A"}] * 101, 400, ["/incidents"]),
        ("A", 400, ["/incidents"]),
    ],
)
def test_one_wrong_incident_opens_none(curator: APIClient, items: Any, status: int, pointers: list[str]) -> None:
    curator.post(f"{ROOT}/incidents", {"title": "Taken", "slug": "taken"})
    before = Event.objects.count()
    refusal = problem(curator.post(INCIDENTS, {"incidents": items}), status)
    assert [fault["pointer"] for fault in refusal["errors"]] == pointers
    assert (Incident.objects.count(), Event.objects.count()) == (1, before)


@pytest.mark.parametrize(
    ("titles", "place"),
    [
        (["Harbour quiz harvest", "Harbour quiz harvest"], 0),
        (["Harbour quiz harvest", "HARBOUR QUIZ HARVEST"], 0),
        (["Harbour quiz harvest", "Harbour  quiz-harvest"], 0),
        (["Harbour quiz harvest!", "Harbour quiz harvest"], 0),
        (["Lost laptop", "Harbour quiz harvest", "Harbour quiz harvest."], 1),
        (["Ärger lost", "Arger lost"], 0),
        (["Harbour quiz harvest", "Lost laptop", "Hárbour quiz harvest"], 0),
        (["Lost laptop", "lost laptop"], 0),
        (["U.M. Haulage leak", "UM Haulage leak"], 0),
        (["Harbour quiz harvest", "Lost laptop", "Lost laptop!"], 1),
    ],
)
def test_an_incident_of_the_request_that_is_taken_back_is_named_by_its_place(
    curator: APIClient, titles: list[str], place: int
) -> None:
    refusal = problem(curator.post(INCIDENTS, {"incidents": [{"title": title} for title in titles]}), 400)
    [fault] = refusal["errors"]
    assert fault["pointer"] == f"/incidents/{len(titles) - 1}/title"
    assert "PI-" not in fault["detail"]
    assert f"item {place} of this request" in fault["detail"]
    assert not Incident.objects.exists()


def test_an_incident_that_was_there_before_the_request_is_named_by_its_reference(curator: APIClient) -> None:
    there = curator.post(f"{ROOT}/incidents", {"title": "Harbour quiz harvest"}).json()["reference"]
    refusal = problem(curator.post(INCIDENTS, {"incidents": [{"title": "Harbour quiz harvest"}]}), 400)
    assert there in refusal["errors"][0]["detail"]


def test_a_hundred_are_taken(curator: APIClient) -> None:
    answer = curator.post(INCIDENTS, {"incidents": [{"title": f"No {number}"} for number in range(100)]})
    assert len(answer.json()["incidents"]) == Incident.objects.count() == 100


def test_claims_are_judged_and_figures_follow_once(curator: APIClient) -> None:
    claims = [claim for number in (1, 2) for claim in fill(number).claims.order_by("pk")]
    sent = [review(claims[0], "reject"), review(claims[1], "pin"), review(claims[2]), review(claims[3], "reject")]
    with CaptureQueriesContext(connection) as queries:
        answer = curator.post(REVIEWS, {"reviews": sent})
    assert answer.status_code == 200, answer.content
    assert [row["decision"] for row in answer.json()["reviews"]] == ["reject", "pin", "accept", "reject"]
    assert [row["claim"] for row in answer.json()["reviews"]] == [claim.reference for claim in claims]
    one_by_one = [curator.get(f"{ROOT}/claims/{claim.reference}").json() for claim in claims]
    assert [row["standing"] for row in answer.json()["reviews"]] == [row["standing"] for row in one_by_one]
    assert Event.objects.filter(type=EventType.CLAIM_REVIEWED).count() == 4
    best = [
        figure.best for number in (1, 2) for figure in Incident.objects.get(title__endswith=f"{number}").figures.all()
    ]
    assert best == [5000, 2000]
    assert (
        len([query for query in queries if query["sql"].startswith("UPDATE") and "incidents_figure" in query["sql"]])
        <= 2
    )


TWICE: list[tuple[list[tuple[int, str, str]], list[int]]] = [
    ([(0, "accept", "So."), (0, "accept", "So.")], [1]),
    ([(0, "accept", "So."), (0, "accept", "Another reason.")], [1]),
    ([(0, "pin", "So."), (0, "unpin", "Not so.")], [1]),
    ([(0, "accept", "So."), (0, "reject", "Not so.")], [1]),
    ([(0, "accept", "So."), (1, "accept", "So."), (0, "accept", "So.")], [2]),
    ([(0, "accept", "So."), (1, "accept", "So."), (1, "accept", "So."), (0, "reject", "No.")], [2, 3]),
    ([(0, "accept", "So.")] * 3, [1, 2]),
    ([(0, "accept", "So.")] * 100, list(range(1, 100))),
    ([(1, "reject", "No."), (1, "out_of_scope", "No.")], [1]),
    ([(1, "accept", "So."), (1, "pin", "So."), (0, "accept", "So.")], [1]),
]


@pytest.mark.parametrize(("reviews", "refused"), TWICE)
def test_a_claim_that_is_judged_twice_in_a_request_is_pointed_to(
    curator: APIClient, reviews: list[tuple[int, str, str]], refused: list[int]
) -> None:
    claims = list(fill(1).claims.order_by("pk"))
    sent = [review(claims[at], decision, reason) for at, decision, reason in reviews]
    refusal = problem(curator.post(REVIEWS, {"reviews": sent}), 400)
    assert [fault["pointer"] for fault in refusal["errors"]] == [f"/reviews/{place}/claim" for place in refused]
    assert "name each once" in refusal["errors"][0]["detail"]
    assert not Review.objects.exists()


def test_what_stands_against_one_review_is_told_of_each_and_none_is_made(curator: APIClient) -> None:
    first, second = fill(1).claims.order_by("pk")
    merged = fill(2)
    gone = merged.claims.order_by("pk")[0]
    Incident.objects.filter(pk=merged.pk).update(merged_into=first.incident)
    before = Event.objects.count()
    sent = [review(first), review(second, "unpin"), review(gone)]
    refusal = problem(curator.post(REVIEWS, {"reviews": sent}), 409)
    assert [fault["pointer"] for fault in refusal["errors"]] == ["/reviews/1", "/reviews/2"]
    assert "2 of 3" in refusal["detail"]
    assert "no pin" in refusal["errors"][0]["detail"]
    assert "was merged into" in refusal["errors"][1]["detail"]
    blank = problem(curator.post(REVIEWS, {"reviews": [review(first), review(second, reason=" ")]}), 400)
    assert [fault["pointer"] for fault in blank["errors"]] == ["/reviews/1/reason"]
    unknown = problem(
        curator.post(REVIEWS, {"reviews": [review(first), {**review(second), "claim": "CL-0000-0000"}]}), 400
    )
    assert [fault["pointer"] for fault in unknown["errors"]] == ["/reviews/1/claim"]
    assert (Review.objects.count(), Event.objects.count()) == (0, before)


def test_a_repeated_key_repeats_the_answer_and_not_the_work(curator: APIClient) -> None:
    asked = {"incidents": [{"title": "Once"}]}
    first, again = (curator.post(INCIDENTS, asked, headers={"Idempotency-Key": "k"}) for _ in range(2))
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"] == "true"
    assert Incident.objects.count() == 1
    assert "Once" not in str(first.content)  # a redaction need not look in the stored answer


def test_only_curators_write_in_bulk(reader: APIClient, anonymous: APIClient) -> None:
    for address in (INCIDENTS, REVIEWS):
        problem(reader.post(address, {}), 403)
        problem(anonymous.post(address, {}), 401)
