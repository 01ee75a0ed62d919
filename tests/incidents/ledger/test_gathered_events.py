"""Events of several changes in one transaction: written together, at its end."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from incidents.ledger import IncidentDraft, gathered_events, merge_incidents, note_coverage, open_incident
from incidents.ledger.drafts import SYSTEM, Actor
from incidents.models import Event, EventType, Incident

pytestmark = pytest.mark.django_db


def told() -> list[tuple[str, str, int | None, str]]:
    rows = Event.objects.order_by("sequence").values_list("type", "incident__title", "incident_sequence", "cause")
    return list(rows)


def tell_of(incident: Incident, cause: str) -> None:
    note_coverage(incident.pk, article={"reference": "AR-1"}, cause=cause, actor=SYSTEM)


def test_gathered_events_keep_their_order_and_count_up_each_incident() -> None:
    with transaction.atomic(), gathered_events():
        one = open_incident(IncidentDraft("Northwind"), actor=SYSTEM, cause="a")
        other = open_incident(IncidentDraft("Quillon"), actor=SYSTEM, cause="a")
        tell_of(one, "b")
        tell_of(other, "a")
        tell_of(one, "a")
        assert not told()
    assert told() == [
        ("incident.created", "Northwind", 1, "a"),
        ("incident.created", "Quillon", 1, "a"),
        ("coverage.linked", "Northwind", 2, "b"),
        ("coverage.linked", "Quillon", 2, "a"),
        ("coverage.linked", "Northwind", 3, "a"),
    ]
    assert list(Event.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 2, 3, 4, 5]
    assert {row.title: row.version for row in Incident.objects.all()} == {"Northwind": 3, "Quillon": 2}


def test_events_of_one_cause_are_written_by_one_rise_of_the_counter(incident: Incident) -> None:
    with CaptureQueriesContext(connection) as asked, transaction.atomic(), gathered_events():
        for _ in range(5):
            tell_of(incident, "a")
    writes = [row["sql"] for row in asked.captured_queries]
    assert sum(sql.startswith('UPDATE "incidents_eventcounter"') for sql in writes) == 1
    assert sum(sql.startswith('UPDATE "incidents_incident"') for sql in writes) == 1
    assert sum(sql.startswith('INSERT INTO "incidents_event"') for sql in writes) == 1


def test_what_fails_inside_writes_no_event(incident: Incident) -> None:
    before = told()

    def fail_after_telling() -> None:
        with transaction.atomic(), gathered_events():
            tell_of(incident, "a")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_telling()
    tell_of(incident, "b")
    assert [row[3] for row in told()[len(before) :]] == ["b"]


def test_an_inner_gathering_waits_for_the_outer_one(incident: Incident) -> None:
    before = len(told())
    with transaction.atomic(), gathered_events():
        with gathered_events():
            tell_of(incident, "a")
        assert len(told()) == before
    assert len(told()) == before + 1


def test_a_merge_comes_after_what_was_told_before_it(incident: Incident, curator: Actor) -> None:
    other = open_incident(IncidentDraft("Northwind once more"), actor=curator)
    with transaction.atomic(), gathered_events():
        tell_of(other, "a")
        merge_incidents(keep=incident.pk, absorb=other.pk, reason="The same.", actor=curator)
        tell_of(incident, "b")
    kinds = [row[0] for row in told()]
    assert kinds[-3:] == [EventType.COVERAGE_LINKED, EventType.INCIDENT_MERGED, EventType.COVERAGE_LINKED]
