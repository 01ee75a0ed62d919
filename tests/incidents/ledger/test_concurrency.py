"""Many writers at once, on real connections: threads with a database connection each."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from incidents.ledger import (
    SYSTEM,
    Actor,
    IncidentDraft,
    VersionConflict,
    merge_incidents,
    open_incident,
    record_claims,
    update_incident,
)
from incidents.ledger.locks import locked
from incidents.models import Claim, Event, EventType, Figure, FigureRevision, Incident, IncidentCountry
from incidents.vocabulary import SpeakerKind
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Callable[[int], Any], times: int) -> list[Any]:
    """The results of running `work` in so many threads; each closes its own connection."""

    def run(number: int) -> Any:
        try:
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(run, range(times)))


def assert_no_gaps() -> None:
    sequences = list(Event.objects.values_list("sequence", flat=True))
    assert sequences == list(range(sequences[0], sequences[0] + len(sequences)))


def test_events_of_concurrent_writers_have_no_gaps(curator: Actor, says: Maker) -> None:
    cases = [open_incident(IncidentDraft(f"Case {number}"), actor=curator) for number in range(4)]

    def write(number: int) -> None:
        for turn in range(5):
            source = f"article:{number}-{turn}"
            draft = says(number + turn + 1, words=f"voice {number}")
            record_claims(cases[number % 4].pk, [draft], source=source, cause=source, actor=SYSTEM)

    at_once(write, 8)
    assert_no_gaps()
    assert Claim.objects.count() == 40
    for case in cases:
        versions = list(case.events.order_by("sequence").values_list("incident_sequence", flat=True))
        assert versions == list(range(1, len(versions) + 1))


def test_a_rollback_gives_its_numbers_back(curator: Actor) -> None:
    open_incident(IncidentDraft("One"), actor=curator)
    with transaction.atomic():
        open_incident(IncidentDraft("Two"), actor=curator)
        transaction.set_rollback(True)
    open_incident(IncidentDraft("Three"), actor=curator)
    assert_no_gaps()
    assert Event.objects.count() == 2


def test_two_workers_on_one_incident_make_one_figure(incident: Incident, says: Maker) -> None:
    draft = says(50, words="The Daily Pillar", kind=SpeakerKind.PRESS)

    def work(number: int) -> None:
        record_claims(incident.pk, [draft], source="article:1", cause="article:1", actor=SYSTEM)

    at_once(work, 6)
    assert Claim.objects.count() == 1
    assert Figure.objects.get().revision == 1
    assert FigureRevision.objects.count() == 1
    assert Event.objects.filter(type=EventType.FIGURE_CHANGED).count() == 1


def test_of_two_curators_saving_at_once_one_is_told(incident: Incident, curator: Actor) -> None:
    incident.refresh_from_db()
    read = incident.version

    def save(number: int) -> str:
        try:
            update_incident(incident.pk, {"title": f"Title {number}"}, actor=SYSTEM, expected_version=read)
        except VersionConflict:
            return "told"
        return "saved"

    assert sorted(at_once(save, 2)) == ["saved", "told"]
    assert Event.objects.filter(type=EventType.INCIDENT_UPDATED).count() == 1


def test_two_merges_into_each_other_leave_one(curator: Actor) -> None:
    first = open_incident(IncidentDraft("First"), actor=curator)
    second = open_incident(IncidentDraft("Second"), actor=curator)

    def merge(number: int) -> str:
        keep, absorb = (first, second) if number else (second, first)
        try:
            merge_incidents(keep=keep.pk, absorb=absorb.pk, reason="The same.", actor=SYSTEM)
        except Exception as error:  # noqa: BLE001 - the test names what it may be
            return type(error).__name__
        return "merged"

    assert sorted(at_once(merge, 2)) == ["IncidentMerged", "merged"]
    assert Incident.objects.current().count() == 1


def test_a_broker_that_is_down_does_not_turn_a_save_into_an_error(incident: Incident, says: Maker) -> None:
    # The suite's REDIS_URL names a socket on which nothing listens.
    record_claims(incident.pk, [says(50)], source="article:1", cause="article:1", actor=SYSTEM)
    assert Figure.objects.get().best == 50_000_000
    assert Event.objects.filter(type=EventType.FIGURE_CHANGED).exists()


def test_two_that_hold_an_incident_each_may_point_to_the_others(curator: Actor) -> None:
    """A key is checked at the commit: were the row locked against that, each would wait for the other for ever."""
    cases = [open_incident(IncidentDraft(f"Case {number}"), actor=curator) for number in range(2)]
    both = Barrier(2)

    def point(number: int) -> None:
        with locked(cases[number].pk):
            IncidentCountry.objects.create(incident=cases[1 - number], country="NO")
            if connection.vendor == "postgresql":  # on SQLite there is one writer at a time
                both.wait(30)

    at_once(point, 2)
    assert IncidentCountry.objects.filter(country="NO").count() == 2
