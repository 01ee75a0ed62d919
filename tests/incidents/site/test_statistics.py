"""Each number of the statistics is that of the list it leads to; units are never added up."""

import datetime as dt
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents import statistics
from incidents.ledger import (
    IncidentDraft,
    InvolvementDraft,
    add_stage,
    merge_incidents,
    open_incident,
    open_proceeding,
    record_claims,
    remove_stage,
    update_incident,
)
from incidents.models import Incident, KeptStatistics, Party, Regulator, Stage
from incidents.site import tasks
from incidents.vocabulary import IncidentKind, ProceedingKind, Role, StageKind, Unit
from tests.api import actor, anonymous, fill, says
from tests.incidents.site.conftest import Reads

__all__ = ["anonymous"]  # the fixture

pytestmark = pytest.mark.django_db
COUNTED = ("months", "kinds", "countries", "sectors", "regulators")


def some_incidents(number: int = 12) -> None:
    """Incidents that differ in all that is counted."""
    chance, apart, who = random.Random(7), random.Random(8), actor()
    offices = [
        Regulator.objects.create(slug=f"x-{name}", name=f"Office {name}", acronym=name, kind="other") for name in "AB"
    ]
    trades = [
        Party.objects.create(name=f"Trader {place}", sector=sector)
        for place, sector in enumerate(("62", "62", "52", ""))
    ]
    for place in range(number):
        roles = [Role.CONTROLLER, Role.PROCESSOR, Role.THREAT_ACTOR]
        involved = [InvolvementDraft(apart.choice(trades), role) for role in apart.sample(roles, 2)]
        draft = IncidentDraft(
            f"Incident {place}",
            kind=chance.choice(list(IncidentKind)),
            disclosed_on=dt.date(2031, chance.randint(1, 4), 3) if place % 5 else None,
            countries=chance.sample(["GB", "FR", "DE"], chance.randint(0, 2)),
            involvements=involved,
        )
        incident = open_incident(draft, actor=who)
        unit = chance.choice([Unit.PEOPLE, Unit.PEOPLE, Unit.DEVICES])
        if place % 4:
            claim = says(1000 * place + 7, "Them", unit=unit)
            record_claims(incident.pk, [claim], source=f"article:{place}", cause="article", actor=who)
        for office in chance.sample(offices, chance.randint(0, 2)):
            for _ in range(2):
                case = open_proceeding(incident.pk, regulator=office, kind=ProceedingKind.INQUIRY, actor=who)
            for kind, amount in ((StageKind.NOTICE_OF_INTENT, 900), (StageKind.DECISION, 500), (StageKind.REDUCED, 20)):
                day = dt.date(2031, 5, 1 + list(StageKind).index(kind))
                currency = chance.choice(["EUR", "GBP"]) if kind == StageKind.NOTICE_OF_INTENT else "EUR"
                add_stage(case.pk, kind=kind, happened_on=day, amount_minor=amount, currency=currency, actor=who)


def listed(client: APIClient, address: str) -> list[dict[str, Any]]:
    """The records of the list that a number leads to."""
    parts = urlsplit(address)
    answer = client.get(f"{parts.path}?{parts.query}&page_size=200" if parts.query else f"{parts.path}?page_size=200")
    assert answer.status_code == 200, answer.content
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def leading(record: dict[str, Any], unit: str) -> int:
    return max(one["best"] for one in record["figures"] if one["unit"] == unit and one["metric"] == "affected")


def test_each_number_is_that_of_the_list_it_leads_to(anonymous: APIClient) -> None:
    some_incidents()
    data = anonymous.get("/api/v1/stats").json()
    assert data["incidents"] == len(listed(anonymous, data["list"])) == 12
    groups = [group for name in COUNTED for group in data[name]]
    assert len(groups) > 12
    for group in groups:
        assert group["incidents"] == len(listed(anonymous, group["list"])), group
    sums = [*data["affected"], *(one for group in groups for one in group["affected"])]
    assert {one["unit"] for one in sums} == {"people", "devices"}
    for one in sums:
        records = listed(anonymous, one["list"])
        assert one["incidents"] == len(records)
        assert one["number"] == sum(leading(record, one["unit"]) for record in records)
    for step in data["steps"]:
        assert step["incidents"] == len(listed(anonymous, step["list"]))
    for largest in data["largest"]:
        shown = [record["reference"] for record in listed(anonymous, largest["list"])][:10]
        assert [one["reference"] for one in largest["incidents"]] == shown


def test_the_page_leads_to_lists_of_the_same_size(read: Reads, anonymous: APIClient) -> None:
    some_incidents()
    data = anonymous.get("/api/v1/stats").json()
    page = read("/stats").content.decode()
    for name in COUNTED:
        for group in data[name]:
            address = group["list"].removeprefix("http://127.0.0.1:8000/api/v1")
            assert f'href="{address.replace("&", "&amp;")}"' in page
            number = group["incidents"]
            assert f"{number} incident{'s' if number != 1 else ''}" in read(address).content.decode()


def test_an_intended_fine_is_counted_apart_and_owed_is_the_latest_in_effect(anonymous: APIClient) -> None:
    incident = fill(1)
    case = incident.proceedings.get()
    add_stage(
        case.pk,
        kind=StageKind.NOTICE_OF_INTENT,
        happened_on=dt.date(2031, 1, 1),
        amount_minor=183_000_000_00,
        currency="GBP",
        actor=actor(),
    )
    data = anonymous.get("/api/v1/stats").json()
    assert {(one["step"], one["amount_minor"]) for one in data["steps"]} == {
        ("notice_of_intent", 183_000_000_00),
        ("decision", 50_000_00),
    }
    assert data["owed"] == [{"currency": "GBP", "proceedings": 1, "amount_minor": 50_000_00}]
    remove_stage(Stage.objects.get(kind=StageKind.DECISION).pk, actor=actor(), reason="It never happened.")
    data = anonymous.get("/api/v1/stats").json()
    assert [one["step"] for one in data["steps"]] == ["notice_of_intent"]
    assert data["owed"] == []
    assert listed(anonymous, "/api/v1/incidents?proceeding_stage=decision") == []


def test_sums_beyond_what_a_big_integer_holds_are_right(anonymous: APIClient) -> None:
    most = 2**63 - 1
    for number in (1, 2, 3):
        fill(number)
    Incident.objects.update(affected=most, affected_unit="people")
    assert anonymous.get("/api/v1/stats").json()["affected"][0]["number"] == 3 * most


def test_what_was_merged_counts_once(anonymous: APIClient) -> None:
    keep, absorb = fill(1), fill(2)
    merge_incidents(keep=keep.pk, absorb=absorb.pk, reason="The same.", actor=actor())
    data = anonymous.get("/api/v1/stats").json()
    assert (data["incidents"], data["countries"][0]["incidents"]) == (1, 1)


def test_a_large_database_is_counted_by_a_task_and_read_from_a_row(
    anonymous: APIClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    some_incidents(4)
    monkeypatch.setattr(statistics, "SMALL", 0)
    tasks.work_out_statistics()
    kept = KeptStatistics.objects.get()
    tasks.work_out_statistics()
    assert KeptStatistics.objects.get().worked_out_at == kept.worked_out_at, "nothing has changed"
    with CaptureQueriesContext(connection) as asked:
        data = anonymous.get("/api/v1/stats").json()
    assert data["incidents"] == 4
    assert not [each for each in asked.captured_queries if "SUM(" in each["sql"] or "COUNT(" in each["sql"]]
    fill(1)
    assert anonymous.get("/api/v1/stats").json()["incidents"] == 4
    largest = Incident.objects.get(reference=data["largest"][0]["incidents"][0]["reference"])
    update_incident(largest.pk, {"visibility": "internal"}, actor=actor(), reason="A mistake.")
    assert largest.title not in anonymous.get("/api/v1/stats").content.decode(), "words are read anew"
    update_incident(largest.pk, {"visibility": "public"}, actor=actor(), reason="None.")
    tasks.work_out_statistics()
    assert anonymous.get("/api/v1/stats").json()["incidents"] == 5


def test_a_small_database_keeps_no_row(shown: Incident) -> None:
    tasks.work_out_statistics()
    assert not KeptStatistics.objects.exists()
    assert statistics.statistics()[0]["incidents"] == 1


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """A database that is too large to be counted per request; how often it was counted."""
    monkeypatch.setattr(statistics, "SMALL", 0)
    counted, count = [], statistics.count

    def counting() -> Any:
        counted.append(1)
        return count()

    monkeypatch.setattr(statistics, "count", counting)
    cache.delete(statistics.COUNTING)
    yield counted
    cache.delete(statistics.COUNTING)


def test_before_the_task_a_large_database_is_counted_once(anonymous: APIClient, large: list[int]) -> None:
    some_incidents(4)
    for _ in range(5):
        for address in ("/api/v1/stats", "/stats"):
            assert anonymous.get(address).status_code == 200
    assert large == [1]
    assert anonymous.get("/api/v1/stats").json()["worked_out_at"]
    tasks.work_out_statistics()
    assert large == [1], "nothing has changed since"


@pytest.mark.parametrize("address", ["/api/v1/stats", "/stats"])
def test_while_somebody_counts_it_others_are_told_to_come_back(
    anonymous: APIClient, large: list[int], address: str
) -> None:
    fill(1)
    cache.add(statistics.COUNTING, True, 60)
    answer = anonymous.get(address)
    assert (answer.status_code, answer["Retry-After"], large) == (503, "10", [])
    tasks.work_out_statistics()
    assert (anonymous.get(address).status_code, large) == (200, [1])


@pytest.mark.django_db(transaction=True)
def test_of_ten_who_ask_at_once_one_counts(large: list[int]) -> None:
    fill(1)
    start = Barrier(10)

    def ask(_: int) -> int:
        try:
            start.wait(timeout=30)
            return APIClient().get("/api/v1/stats").status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(ask, range(10)))
    assert set(statuses) <= {200, 503}
    assert 200 in statuses
    assert large == [1]
