"""Odder polls for events, odder writes of many at once, and what goes away."""

import datetime as dt
import threading
from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.api.events import Events
from incidents.api.incidents import Incidents
from incidents.models import Claim, Event, Incident, Review
from incidents.vocabulary import Visibility
from tests.api import ROOT, fill, problem
from tracker.foundation.rest import waiting
from tracker.foundation.rest.deprecation import Deprecated

pytestmark = pytest.mark.django_db
EVENTS = f"{ROOT}/events"


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is done while a request sleeps: each entry is called once."""
    planned: list[Any] = []

    def sleep(seconds: float) -> None:
        assert 0 < seconds <= waiting.PAUSE_SECONDS
        if planned:
            planned.pop(0)()

    monkeypatch.setattr(waiting.time, "sleep", sleep)
    monkeypatch.setattr(waiting, "SECOND", 0.002)
    return planned


def hide(incident: Incident) -> None:
    Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.INTERNAL)


def test_a_poll_waits_for_what_its_filters_let_through(anonymous: APIClient, naps: list[Any]) -> None:
    first, other = fill(1), fill(2)
    last = Event.objects.latest("sequence").sequence
    rows: list[tuple[str, int]] = [
        (f"after={last}", 0),
        (f"after={last}&type=figure.changed", 0),
        (f"after={last}&incident={first.reference}", 0),
        (f"incident={first.reference}&incident_after=999", 0),
        (f"after={last}&up_to={last}", 0),
        (f"after={last - 1}", 1),
        (f"after={last - 1}&page_size=1&count=true", 1),
        ("reference=EV-0000-0000", 0),
        ("cause=article:999", 0),
        ("occurred_after=2099-01-01T00:00:00Z", 0),
        (f"incident={other.reference}&after={last}&fields=sequence", 0),
        ("after=9223372036854775807", 0),
    ]
    for question, count in rows:
        answer = anonymous.get(f"{EVENTS}?{question}&wait=1")
        assert (answer.status_code, len(answer.json()["results"])) == (200, count), question
    last_page = anonymous.get(f"{EVENTS}?page_size=200").json()
    assert last_page["next"] is None
    cursor = anonymous.get(f"{EVENTS}?page_size=2").json()["next"]
    assert len(anonymous.get(f"{cursor}&wait=15").json()["results"]) == 2


@pytest.mark.parametrize(
    "question", ["wait=5&format=csv", "wait=5&format=ndjson", "wait=5&ordering=-sequence", "wait=1"]
)
def test_a_poll_that_finds_nothing_is_an_empty_list_in_every_form(
    anonymous: APIClient, naps: list[Any], question: str
) -> None:
    answer = anonymous.get(f"{EVENTS}?after=99999&{question}")
    body = answer.getvalue()
    assert answer.status_code == 200
    assert b"EV-" not in body


def test_what_is_hidden_ends_no_wait_and_a_bad_question_begins_none(
    anonymous: APIClient, curator: APIClient, naps: list[Any]
) -> None:
    incident = fill(1)
    hide(incident)
    Event.objects.update(public=False)
    asked: list[str] = []
    naps += [lambda: asked.append("slept")]
    assert anonymous.get(f"{EVENTS}?wait=2").json()["results"] == []
    assert asked == ["slept"]
    assert anonymous.get(f"{EVENTS}?wait=2&incident={incident.reference}").json()["results"] == []
    assert curator.get(f"{EVENTS}?wait=2").json()["results"] != []
    naps.append(lambda: pytest.fail("it waited"))
    for bad in (
        "wait=5&x=1",
        "wait=5&type=x",
        "wait=5&after=x",
        "wait=5&cursor=x",
        "wait=5&page_size=0",
        "wait=5&wait=6",
    ):
        assert anonymous.get(f"{EVENTS}?{bad}").status_code == 400, bad
    for other in ("incidents", "claims", f"incidents/{incident.reference}/timeline", "events/EV-0000-0000"):
        assert curator.get(f"{ROOT}/{other}?wait=5").status_code in (400, 404), other
    assert waiting._places.acquire(blocking=False)
    waiting._places.release()


def test_an_error_while_it_waits_gives_the_place_back(
    anonymous: APIClient, naps: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "_places", threading.BoundedSemaphore(1))

    def gone() -> None:
        raise BrokenPipeError

    anonymous.raise_request_exception = False
    for _ in range(3):
        naps.append(gone)
        assert anonymous.get(f"{EVENTS}?after=9999&wait=5").status_code == 500
    assert anonymous.get(f"{EVENTS}?after=9999&wait=5").status_code == 200


def case(number: int, **more: Any) -> dict[str, Any]:
    return {"title": f"Bulk case number {number}", **more}


HUNDRED = [case(number) for number in range(100)]
INCIDENTS: list[tuple[str, Any, int, list[str]]] = [
    ("none", [], 400, ["/incidents"]),
    ("no list", {"0": case(1)}, 400, ["/incidents"]),
    ("a hundred and one", [*HUNDRED, case(100)], 400, ["/incidents"]),
    ("the last is wrong", [*HUNDRED[:99], case(99, kind="x")], 400, ["/incidents/99/kind"]),
    ("first and last", [case(0, x=1), *HUNDRED[1:99], {}], 400, ["/incidents/0/x", "/incidents/99/title"]),
    ("null in it", [case(0), None], 400, ["/incidents/1"]),
    ("a list in it", [case(0), [case(1)]], 400, ["/incidents/1"]),
    ("one title twice", [case(0), case(0)], 400, ["/incidents/1/title"]),
    ("one slug twice", [case(0, slug="a-b"), case(1, slug="a-b")], 400, ["/incidents/1/slug"]),
    ("a slug in another case", [case(0, slug="a-b"), case(1, slug="A-B")], 400, ["/incidents/1/slug"]),
    ("a title and its slug", [case(0), case(1, slug="bulk-case-number-0")], 400, ["/incidents/1/slug"]),
    ("no such party", [case(0), case(1, involvements=[{"party": "PA-0000-0000", "role": "controller"}])], 400,
     ["/incidents/1/involvements/0/party"]),
    ("a day that is to come", [case(0), case(1, occurred_on="2099-01-01")], 400,
     ["/incidents/1/occurred_on"]),
    ("two faults in one", [case(0, kind="x", countries=["xx"])], 400,
     ["/incidents/0/countries/0", "/incidents/0/kind"]),
    ("controls in a title", [case(0), {"title": "a\u0001b"}], 400, ["/incidents/1/title"]),
]  # fmt: skip


def test_where_one_of_many_is_wrong_none_is_opened_and_each_is_pointed_to(curator: APIClient) -> None:
    wrong = []
    for name, items, status, pointers in INCIDENTS:
        before = Event.objects.count()
        answer = curator.post(f"{ROOT}/bulk/incidents", {"incidents": items})
        told = sorted(fault.get("pointer", "") for fault in answer.json().get("errors", []))
        if (answer.status_code, told) != (status, pointers) or (Incident.objects.count(), Event.objects.count()) != (
            0,
            before,
        ):
            wrong.append((name, answer.status_code, told, Incident.objects.count()))
    assert wrong == []
    for body in ({}, [], "x", {"incidents": [case(1)], "reviews": []}, {"Incidents": [case(1)]}):
        problem(curator.post(f"{ROOT}/bulk/incidents", body), 400)
    assert Incident.objects.count() == 0


def test_the_same_hundred_sent_again_with_a_key_are_opened_once(curator: APIClient) -> None:
    sent = {"incidents": HUNDRED[:5]}
    first, again = (
        curator.post(f"{ROOT}/bulk/incidents", sent, headers={"Idempotency-Key": "bulk-1"}) for _ in range(2)
    )
    assert first.json() == again.json()
    assert again["Idempotent-Replayed"]
    assert Incident.objects.count() == 5
    other = curator.post(f"{ROOT}/bulk/incidents", {"incidents": HUNDRED[:4]}, headers={"Idempotency-Key": "bulk-1"})
    assert other.status_code in (409, 422)
    assert Incident.objects.count() == 5


def test_where_one_of_many_judgments_is_wrong_none_is_made(curator: APIClient) -> None:
    claim, other = fill(1).claims.order_by("pk")
    good = {"claim": claim.reference, "decision": "accept", "reason": "So."}
    rows: list[tuple[dict[str, Any], str]] = [
        ({"claim": "CL-0000-0000"}, "claim"),
        ({"claim": "x y"}, "claim"),
        ({"claim": None}, "claim"),
        ({"claim": 5}, "claim"),
        ({"decision": "agree"}, "decision"),
        ({"decision": None}, "decision"),
        ({"reason": ""}, "reason"),
        ({"reason": "   "}, "reason"),
        ({"reason": "x" * 5000}, "reason"),
        ({"reason": None}, "reason"),
        ({"by": "mara"}, "by"),
    ]
    for change, field in rows:
        sent = [good, {**good, "claim": other.reference, **change}]
        refused = problem(curator.post(f"{ROOT}/bulk/reviews", {"reviews": sent}), 400)
        assert [fault["pointer"] for fault in refused["errors"]] == [f"/reviews/1/{field}"], change
    assert Review.objects.count() == 0
    assert Claim.objects.count() == 2
    problem(curator.post(f"{ROOT}/bulk/reviews", {"reviews": [good] * 101}), 400)


GOING = Deprecated(dt.date(2026, 2, 1), dt.date(2026, 9, 1), "Use `/api/v2`.")


def test_what_goes_away_says_so_whatever_it_answers(
    anonymous: APIClient, curator: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reference = fill(1).reference
    monkeypatch.setattr(Incidents, "deprecated", dict.fromkeys(("list", "retrieve", "partial_update", "create"), GOING))
    monkeypatch.setattr(Events, "deprecated", {"list": GOING})
    one, many = f"{ROOT}/incidents/{reference}", f"{ROOT}/incidents"
    tag = curator.get(one)["ETag"]
    told = [
        anonymous.get(many),
        anonymous.get(f"{many}?format=csv"),
        anonymous.get(f"{many}?format=ndjson"),
        anonymous.head(many),
        anonymous.get(f"{many}?x=1"),
        anonymous.get(many, headers={"Accept": "text/html"}),
        anonymous.get(one),
        anonymous.get(one, headers={"If-None-Match": tag}),
        anonymous.get(f"{one}?as_of=2031-05-05"),
        anonymous.get(f"{many}/PI-0000-0000"),
        anonymous.post(many, {}),
        curator.post(many, {}),
        curator.patch(one, {"title": "x"}, headers={"If-Match": '"0-0"'}),
        anonymous.get(f"{EVENTS}?after=1"),
    ]
    wrong = []
    for answer in told:
        answer.getvalue()
        said = (answer.get("Deprecation"), answer.get("Sunset"), 'rel="deprecation"' in answer.get("Link", ""))
        if said != ("@1769904000", "Tue, 01 Sep 2026 00:00:00 GMT", True):
            wrong.append((answer.status_code, answer.request["PATH_INFO"], said))
    assert wrong == []
    for other in (anonymous.get(f"{ROOT}/claims"), anonymous.get(f"{one}/figures"), anonymous.get(f"{ROOT}/nothing")):
        assert "Deprecation" not in other.headers
