"""Claims go to another incident with what belongs to them by choice, and a merge shows beforehand what moves."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, IncidentMerged, merge_incidents, move_claims, open_incident
from incidents.models import Claim, Event, EventType, Figure, Incident, Involvement, Proceeding
from tests.incidents.admin.conftest import DAY
from tests.incidents.admin.forms import errors_of


@pytest.fixture
def other(db: None) -> Incident:
    return open_incident(IncidentDraft("Rail passes of Halden"), actor=SYSTEM)


def page(name: str, incident: Incident) -> str:
    return reverse(f"admin:incidents_incident_{name}", args=[incident.pk])


def test_claims_and_proceedings_move_to_a_known_incident(
    desk: Client, disputed: Figure, proceeding: Proceeding, other: Incident
) -> None:
    claim = Claim.objects.get(value=30_000_000)
    asked = desk.get(page("move", disputed.incident)).content.decode()
    assert "Osier Data spoke of 30 million passengers." in asked, "with the quote"
    form = {"other": other.title, "claims": [claim.pk], "proceedings": [proceeding.pk], "reason": "Its own case"}
    assert desk.post(page("move", disputed.incident), form).status_code == 302
    claim.refresh_from_db()
    proceeding.refresh_from_db()
    assert (claim.incident, proceeding.incident) == (other, other)
    assert Figure.objects.get(incident=other).best == 30_000_000
    told = Event.objects.get(type=EventType.INCIDENT_SPLIT)
    assert (told.incident, told.other, told.actor, told.data["reason"]) == (
        disputed.incident,
        other,
        "mara",
        "Its own case",
    )


def test_claims_that_do_not_count_are_marked_where_claims_are_chosen(desk: Client, disputed: Figure) -> None:
    withdrawn, rejected, *_ = Claim.objects.filter(incident=disputed.incident).order_by("pk")
    Claim.objects.filter(pk=withdrawn.pk).update(standing="withdrawn")
    Claim.objects.filter(pk=rejected.pk).update(decision="reject")
    offered = desk.get(page("move", disputed.incident)).context["form"].fields["claims"].choices
    marks = {int(key): [mark for mark in ("withdrawn", "rejected") if f"[{mark}]" in words] for key, words in offered}
    assert {pk: found for pk, found in marks.items() if found} == {
        withdrawn.pk: ["withdrawn"],
        rejected.pk: ["rejected"],
    }


@pytest.mark.parametrize("name", ["move", "merge"])
def test_an_incident_is_not_proposed_to_itself(desk: Client, disputed: Figure, other: Incident, name: str) -> None:
    box = desk.get(page(name, other)).context["form"].fields["other"].widget.attrs
    asked = {"q": "passes", "apart": box["data-apart"]}
    everything = desk.get(box["data-completes"], {"q": "passes"}).json()["incidents"]
    proposed = desk.get(box["data-completes"], asked).json()["incidents"]
    assert {row["reference"] for row in everything} - {row["reference"] for row in proposed} == {other.reference}


def test_what_cannot_move_is_told(desk: Client, disputed: Figure, other: Incident) -> None:
    claims = [Claim.objects.get(value=30_000_000).pk]
    form = {"other": disputed.incident.reference, "claims": claims, "reason": "x"}
    assert "name another one" in errors_of(desk.post(page("move", disputed.incident), form))
    nobody = desk.post(page("move", disputed.incident), form | {"other": "Nowhere"})
    assert "No incident has this reference" in errors_of(nobody)
    assert "Choose one or more claims" in errors_of(
        desk.post(page("move", disputed.incident), {"other": other.reference, "reason": "x"})
    )
    assert not Claim.objects.filter(incident=other).exists()


def test_the_ledger_moves_only_what_is_the_incidents_own(
    disputed: Figure, proceeding: Proceeding, other: Incident
) -> None:
    claims = [Claim.objects.get(value=30_000_000).pk]
    kwargs: dict[str, Any] = {"reason": "x", "actor": SYSTEM}
    with pytest.raises(ValidationError, match="claims of this incident"):
        move_claims(other.pk, claims, target=disputed.incident_id, **kwargs)
    with pytest.raises(ValidationError, match="proceedings of this incident"):
        move_claims(disputed.incident_id, claims, target=other.pk, proceedings=[proceeding.pk + 1], **kwargs)
    third = open_incident(IncidentDraft("Third"), actor=SYSTEM)
    merge_incidents(keep=third.pk, absorb=other.pk, **kwargs)
    with pytest.raises(IncidentMerged):
        move_claims(disputed.incident_id, claims, target=other.pk, **kwargs)


def test_a_split_brings_parties_days_and_proceedings_by_choice(
    desk: Client, disputed: Figure, proceeding: Proceeding
) -> None:
    recipient = Involvement.objects.get(party__name="Osier Data")
    form = {
        "title": "Osier licences",
        "kind": "unknown",
        "claims": [Claim.objects.get(value=30_000_000).pk],
        "parties": [recipient.pk],
        "dates": "on",
        "proceedings": [proceeding.pk],
        "reason": "Its own case",
    }
    assert desk.post(page("split", disputed.incident), form).status_code == 302
    new = Incident.objects.get(title="Osier licences")
    assert (new.disclosed_on, [row.country for row in new.countries.all()]) == (DAY, ["GB"])
    assert [(row.party.name, row.role) for row in new.involvements.all()] == [("Osier Data", "recipient")]
    assert recipient in disputed.incident.involvements.all(), "the old one keeps its own"
    proceeding.refresh_from_db()
    assert proceeding.incident == new


def test_without_a_choice_a_split_brings_the_claims_alone(desk: Client, disputed: Figure) -> None:
    claims = [Claim.objects.get(value=30_000_000).pk]
    form = {"title": "Osier licences", "kind": "unknown", "claims": claims, "reason": "x"}
    desk.post(page("split", disputed.incident), form)
    new = Incident.objects.get(title="Osier licences")
    assert (new.disclosed_on, new.involvements.count()) == (None, 0)


def test_a_merge_shows_what_each_of_the_two_has(desk: Client, disputed: Figure, other: Incident) -> None:
    shown = desk.get(page("merge", other), {"with": disputed.incident.reference}).content.decode()
    assert "4 claims, 2 parties, 0 proceedings" in shown
    assert "87 million (30 million to 87 million)" in shown
    assert "Osier Data spoke of 30 million passengers." in shown
    assert 'data-previews="with"' in shown
