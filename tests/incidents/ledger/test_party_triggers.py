"""Whichever way a row is written, a party is public exactly while an incident that everybody may see shows it."""

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import connection, transaction

from incidents.ledger import SYSTEM, IncidentDraft, InvolvementDraft, known_party, open_incident, party_triggers
from incidents.ledger.listed import drifted_parties
from incidents.models import Incident, Involvement, Party
from incidents.vocabulary import IncidentStatus, Role, Visibility
from tests.incidents.ledger.test_concurrency import at_once

HIDING = (
    {"visibility": Visibility.INTERNAL},
    {"status": IncidentStatus.CANDIDATE},
    {"status": IncidentStatus.REJECTED},
    {"withheld": True},
)


def opened(title: str, *names: str) -> Incident:
    roles = [InvolvementDraft(known_party(name), Role.CONTROLLER) for name in names]
    return open_incident(IncidentDraft(title, involvements=roles), actor=SYSTEM)


def shown() -> list[str]:
    party_triggers.follow(connection)
    return sorted(Party.objects.public().values_list("name", flat=True))


def by_sql(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.django_db
@pytest.mark.parametrize("change", HIDING, ids=str)
def test_an_update_of_the_incident_alone_hides_its_parties_and_shows_them_again(change: dict[str, object]) -> None:
    first, second = opened("One", "Northwind", "Quillon"), opened("Two", "Northwind")
    before = Incident.objects.filter(pk=first.pk).values(*change).get()
    Incident.objects.filter(pk=first.pk).update(**change)
    assert shown() == ["Northwind"]
    Incident.objects.filter(pk=second.pk).update(**change)
    assert shown() == []
    Incident.objects.filter(pk=first.pk).update(**before)
    assert shown() == ["Northwind", "Quillon"]


WRITES: dict[str, tuple[Callable[[Incident, Incident, Party], object], list[str]]] = {
    "a role is deleted": (lambda one, two, party: one.involvements.all().delete(), ["Other"]),
    "a role is deleted by SQL": (lambda one, two, party: by_sql("DELETE FROM incidents_involvement"), []),
    "a role moves to what is hidden": (lambda one, two, party: one.involvements.update(incident=two), ["Other"]),
    "a role goes to another party": (lambda one, two, party: one.involvements.update(party=party), ["Newly", "Other"]),
    "a role is added": (
        lambda one, two, party: Involvement.objects.bulk_create(
            [Involvement(incident=one, party=party, role="source")]
        ),
        ["Newly", "Northwind", "Other"],
    ),
    "a role in what is hidden is added": (
        lambda one, two, party: Involvement.objects.create(incident=two, party=party, role="source"),
        ["Northwind", "Other"],
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", WRITES)
def test_a_role_that_is_written_past_the_ledger_is_followed(name: str) -> None:
    one, hidden = opened("One", "Northwind"), opened("Hidden")
    opened("Another", "Other")
    Incident.objects.filter(pk=hidden.pk).update(visibility=Visibility.INTERNAL)
    write, expected = WRITES[name]
    write(one, hidden, known_party("Newly"))
    assert shown() == expected


@pytest.mark.django_db(transaction=True)
def test_two_that_hide_the_incidents_of_one_party_at_once_hide_the_party() -> None:
    incidents = [opened(title, "Northwind") for title in ("One", "Two", "Three")]
    ready = Barrier(len(incidents))

    def hide(number: int) -> None:
        connection.ensure_connection()
        ready.wait(30)
        with transaction.atomic():
            Incident.objects.filter(pk=incidents[number].pk).update(visibility=Visibility.INTERNAL)

    at_once(hide, len(incidents))
    assert shown() == []
    assert not drifted_parties(0, Party.objects.latest("pk").pk).exists()


@pytest.mark.django_db
def test_triggers_that_went_with_their_table_are_made_again() -> None:
    incident = opened("One", "Northwind")
    if connection.vendor == "sqlite":  # the other makes no table anew
        by_sql("DROP TRIGGER party_seen_by_incident_changed")
    party_triggers.restore(connection)
    Incident.objects.filter(pk=incident.pk).update(visibility=Visibility.INTERNAL)
    assert shown() == []
