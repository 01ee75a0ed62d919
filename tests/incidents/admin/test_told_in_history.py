"""The history of an incident tells what other tables keep of it: notes of roles, merges, splits and moved claims."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from incidents import ledger
from incidents.ledger import SYSTEM, IncidentDraft, InvolvementDraft
from incidents.models import Incident
from tests.api import fill
from tests.incidents.admin.many_claims import claim_many

pytestmark = pytest.mark.django_db


def history(desk: Client, incident: Incident) -> str:
    page = desk.get(reverse("admin:incidents_incident_history", args=[incident.pk])).content.decode()
    return re.sub(r"<[^>]+>", " ", page)


def test_it_tells_the_old_and_the_new_note_of_a_role(desk: Client) -> None:
    incident = fill(1)
    row = incident.involvements.select_related("party")[0]
    for note in ("Ran the servers", "Rented the servers", ""):
        draft = InvolvementDraft(row.party, row.role, row.standing, note)
        ledger.add_involvement(incident.pk, draft, actor=SYSTEM)
    told = history(desk, incident)
    of = f"note of {row.party.name} ({row.get_role_display().lower()}):"
    assert f"{of} none → Ran the servers" in told
    assert f"{of} Ran the servers → Rented the servers" in told
    assert f"{of} Rented the servers → none" in told
    assert told.count("note of") == 3


def test_it_tells_merges_and_their_undoing_from_both_sides(desk: Client) -> None:
    kept, absorbed = fill(1), fill(2)
    merge = ledger.merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One event.", actor=SYSTEM)
    assert f"{absorbed.title} ({absorbed.reference}) became part of this incident" in history(desk, kept)
    assert f"became part of {kept.title} ({kept.reference})" in history(desk, absorbed)
    assert "One event." in history(desk, absorbed)
    ledger.undo_merge(merge.pk, reason="Two events.", actor=SYSTEM)
    assert f"the merge with {absorbed.title} ({absorbed.reference}) was undone" in history(desk, kept)
    assert f"the merge with {kept.title} ({kept.reference}) was undone" in history(desk, absorbed)


def test_it_tells_what_was_split_off_and_what_was_moved(desk: Client) -> None:
    incident, other = fill(1), fill(2)
    claim = incident.claims.all()[0].pk
    new = ledger.split_incident(incident.pk, [claim], IncidentDraft("Kite"), reason="Another day.", actor=SYSTEM)
    assert f"claims were split off to the new incident Kite ({new.reference})" in history(desk, incident)
    assert f"was split off from {incident.title} ({incident.reference})" in history(desk, new)
    ledger.move_claims(new.pk, [claim], target=other.pk, reason="It is theirs.", actor=SYSTEM)
    assert f"claims were moved to {other.title} ({other.reference})" in history(desk, new)
    told = history(desk, other)
    assert f"claims came from Kite ({new.reference})" in told
    assert "It is theirs." in told


def test_it_asks_as_often_however_much_was_split_off(desk: Client) -> None:
    incident = fill(1)
    claim_many(incident, 7)
    claims = [claim.pk for claim in incident.claims.order_by("pk")]
    asked_times = []
    for number, claim in enumerate(claims[:6]):
        draft = IncidentDraft(f"Kite {number}")
        new = ledger.split_incident(incident.pk, [claim], draft, reason="Another day.", actor=SYSTEM)
        with CaptureQueriesContext(connection) as asked:
            assert f"split off to the new incident {new.title}" in history(desk, incident)
        asked_times.append(len(asked))
    assert asked_times[-1] == asked_times[1]
