"""Two incidents that are one, and one that is two, from the pages of the admin."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from incidents.admin.words import figure_words
from incidents.ledger import SYSTEM, IncidentDraft, known_party, merge_incidents, open_incident, update_incident
from incidents.models import Event, Figure, Incident, IncidentMerge
from incidents.vocabulary import FigureStatus, Polarity, SpeakerKind
from tests.incidents.admin.conftest import Says
from tests.incidents.admin.forms import errors_of


@pytest.fixture
def other(db: None) -> Incident:
    return open_incident(IncidentDraft("Rail passes of Halden"), actor=SYSTEM)


def merge_page(incident: Incident) -> str:
    return reverse("admin:incidents_incident_merge", args=[incident.pk])


def test_two_are_merged_into_the_one_that_is_kept(desk: Client, disputed: Figure, other: Incident) -> None:
    form = {"other": other.reference, "keep": "other", "reason": "One breach"}
    response = desk.post(merge_page(disputed.incident), form)
    assert response.status_code == 302
    merge = IncidentMerge.objects.get()
    assert (merge.kept, merge.absorbed, merge.actor, merge.reason) == (other, disputed.incident, "mara", "One breach")
    assert Figure.objects.get(incident=other).best == 87_000_000


def test_two_chosen_in_the_list_come_to_the_same_page(desk: Client, incident: Incident, other: Incident) -> None:
    post = {"action": "merge_two", "_selected_action": [incident.pk, other.pk]}
    response = desk.post(reverse("admin:incidents_incident_changelist"), post, follow=True)
    shown = response.content.decode()
    assert incident.reference in shown
    assert other.reference in shown
    alone = desk.post(
        reverse("admin:incidents_incident_changelist"),
        {"action": "merge_two", "_selected_action": [other.pk]},
        follow=True,
    )
    assert "Select exactly two" in alone.content.decode()


@pytest.mark.parametrize("becomes", [False, True], ids=["agreed", "disputed"])
def test_the_preview_tells_the_figures_that_the_merge_then_holds(
    desk: Client, incident: Incident, other: Incident, says: Says, becomes: bool
) -> None:
    if becomes:
        rail, kind = known_party("Halden Rail"), SpeakerKind.RESPONSIBLE_PARTY
        says(87, "Halden Rail", party=rail, kind=kind, days=3)
    else:
        says(60, "The Daily Example", days=3)
    broker, kind = known_party("Osier Data"), SpeakerKind.INVOLVED_PARTY
    says(30, "Osier Data", party=broker, kind=kind, days=4, into=other)
    if becomes:
        says(87, "Osier Data", party=broker, kind=kind, polarity=Polarity.DENIED, into=other)
    events = Event.objects.count()
    shown = desk.get(merge_page(incident), {"with": other.reference}).content.decode()
    table = shown.split("class='together stacked'")[1].split("</table>")[0]
    cells = re.findall(r"data-of='([^']+)'>(.*?)</td>", table)
    assert [of for of, _ in cells] == [incident.reference, other.reference, "As one"]
    assert ("Becomes disputed" in table) == becomes
    assert Event.objects.count() == events, "nothing is written"
    merge_incidents(keep=incident.pk, absorb=other.pk, reason="x", actor=SYSTEM)
    held = Figure.objects.get(incident=incident)
    assert figure_words(held) in cells[2][1]
    assert f"badge-{held.status}" in cells[2][1]
    assert (held.status == FigureStatus.DISPUTED) == becomes


def test_what_cannot_be_merged_is_told_on_the_page(desk: Client, incident: Incident, other: Incident) -> None:
    itself = desk.post(merge_page(incident), {"other": incident.slug, "keep": "this", "reason": "x"})
    assert "cannot be merged into itself" in errors_of(itself)
    nobody = desk.post(merge_page(incident), {"other": "PI-0000-0000", "keep": "this", "reason": "x"})
    assert "No incident has this reference" in errors_of(nobody)
    third = open_incident(IncidentDraft("Third"), actor=SYSTEM)
    merge_incidents(keep=third.pk, absorb=other.pk, reason="x", actor=SYSTEM)
    gone = desk.post(merge_page(incident), {"other": other.reference, "keep": "this", "reason": "x"})
    assert "was merged into" in errors_of(gone)


def test_a_merge_is_undone_once(desk: Client, disputed: Figure, other: Incident) -> None:
    merge = merge_incidents(keep=other.pk, absorb=disputed.incident_id, reason="x", actor=SYSTEM)
    address = reverse("admin:incidents_incident_unmerge", args=[merge.pk])
    assert desk.post(address, {"reason": "Two after all"}).status_code == 302
    disputed.refresh_from_db()
    assert disputed.best == 87_000_000
    assert disputed.incident.claims.count() == 4
    assert "undone already" in errors_of(desk.post(address, {"reason": "Again"}))


def test_claims_are_split_away_to_a_new_incident(desk: Client, disputed: Figure, says: object) -> None:
    away = disputed.incident.claims.get(value=50_000_000)
    address = reverse("admin:incidents_incident_split", args=[disputed.incident_id])
    assert "The Daily Example" in desk.get(address).content.decode()
    form = {"title": "An older breach", "kind": "exposure", "claims": [away.pk], "reason": "Another year"}
    assert desk.post(address, form).status_code == 302
    new = Incident.objects.get(title="An older breach")
    assert Figure.objects.get(incident=new).best == 50_000_000
    assert SpeakerKind(new.claims.get().speaker_kind) is SpeakerKind.PRESS
    nothing = desk.post(address, form | {"claims": []})
    assert "Choose one or more claims" in errors_of(nothing)


def test_what_is_split_from_an_internal_incident_is_internal(desk: Client, disputed: Figure) -> None:
    incident = disputed.incident
    update_incident(incident.pk, {"visibility": "internal"}, actor=SYSTEM)
    claim = incident.claims.order_by("pk")[0]
    form = {"title": "Another", "kind": "unknown", "claims": [str(claim.pk)], "reason": "Two breaches"}
    desk.post(reverse("admin:incidents_incident_split", args=[incident.pk]), form)
    assert Incident.objects.get(title="Another").visibility == "internal"
