"""Disputes are resolved beside their quotes, one after the other; many claims and candidates at once, with quotes."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Claim, Figure, Incident, TriageLease
from incidents.vocabulary import Decision, FigureStatus, IncidentStatus, Visibility

PAGE = "admin:incidents_figure_disputes"


def resolve(desk: Client, figure: Figure, choice: str, **fields: Any) -> Any:
    form = {"figure": figure.pk, "revision": figure.revision, "choice": choice, **fields}
    return desk.post(reverse(PAGE), form, follow=True)


def said(value: int, polarity: str = "asserted") -> Claim:
    return Claim.objects.get(value=value * 1_000_000, polarity=polarity)


def test_both_sides_stand_beside_their_quotes(desk: Client, disputed: Figure) -> None:
    shown = desk.get(reverse(PAGE)).content.decode()
    rests, disputes = shown.split("<h3>It is disputed by")
    assert "Halden Rail spoke of 87 million passengers." in rests
    assert "Osier Data spoke of 30 million passengers." in disputes
    assert f'value="pin:{said(87).pk}"' in rests
    assert f'value="pin:{said(87, "denied").pk}"' not in shown, "a denial gives no figure"


def test_a_chosen_claim_gives_the_figure_and_the_next_dispute_is_shown(desk: Client, disputed: Figure) -> None:
    answer = resolve(desk, disputed, f"pin:{said(87).pk}")
    assert "No dispute waits here" in answer.content.decode()
    disputed.refresh_from_db()
    assert disputed.status != FigureStatus.DISPUTED
    assert said(87).reviews.get().reason, "a reason is kept where none was given"


def test_a_claim_that_is_wrong_is_rejected(desk: Client, disputed: Figure) -> None:
    answer = resolve(desk, disputed, f"reject:{said(87, 'denied').pk}", reason="A misreading").content.decode()
    assert said(87, "denied").decision == Decision.REJECT
    assert "still disputed" in answer, "the 30 million are left"


def test_what_has_changed_since_it_was_shown_is_not_decided(desk: Client, disputed: Figure, says: Any) -> None:
    elsewhere = open_incident(IncidentDraft("Elsewhere"), actor=SYSTEM)
    foreign = says(7, "The Daily Example", into=elsewhere)
    earlier = disputed.revision - 1
    assert "Look again" in resolve(desk, disputed, f"pin:{said(87).pk}", revision=earlier).content.decode()
    assert "no part of the dispute" in resolve(desk, disputed, f"pin:{foreign.pk}").content.decode()
    assert "Choose a claim" in resolve(desk, disputed, "").content.decode()
    assert not Claim.objects.exclude(decision="").exists()


def test_a_dispute_is_handed_to_one_curator_at_a_time(desk: Client, disputed: Figure, client: Client) -> None:
    desk.get(reverse(PAGE))
    other = Client()
    other.force_login(User.objects.create_user("nora", is_staff=True, is_superuser=True))
    assert "No dispute waits here" in other.get(reverse(PAGE)).content.decode()
    assert "mara looks at this" in other.get(reverse(PAGE), {"figure": disputed.pk}).content.decode()


def test_who_may_only_look_decides_nothing(client: Client, disputed: Figure) -> None:
    user = User.objects.create_user("lena", is_staff=True)
    client.force_login(user)
    assert client.get(reverse(PAGE)).status_code == 403
    names = ("view_figure", "view_claim", "view_incident")
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    assert 'name="choice"' not in client.get(reverse(PAGE)).content.decode()
    assert client.post(reverse(PAGE), {"figure": disputed.pk, "choice": "pin:1"}).status_code == 403
    assert not TriageLease.objects.exists()


def test_many_claims_are_accepted_beside_their_quotes(desk: Client, disputed: Figure) -> None:
    chosen = {"action": "accept_claims", "_selected_action": [row.pk for row in Claim.objects.all()]}
    address = reverse("admin:incidents_claim_changelist")
    assert "Osier Data spoke of 30 million passengers." in desk.get(address).content.decode()
    assert desk.post(address, chosen).content.decode().count("million passengers.") == Claim.objects.count()
    desk.post(address, chosen | {"answered": "1", "reason": "Read"})
    assert set(Claim.objects.values_list("decision", flat=True)) == {Decision.ACCEPT}


@pytest.mark.parametrize(
    ("action", "status"),
    [("open_candidates", IncidentStatus.OPEN), ("dismiss_candidates", IncidentStatus.REJECTED)],
)
def test_many_candidates_are_ruled_on_at_once_and_others_left_alone(
    desk: Client, incident: Incident, action: str, status: str
) -> None:
    draft = {"status": IncidentStatus.CANDIDATE, "visibility": Visibility.INTERNAL}
    found = [open_incident(IncidentDraft(title, **draft), actor=SYSTEM) for title in ("Harbour", "Ferry")]  # type: ignore[arg-type]
    chosen = {"action": action, "_selected_action": [row.pk for row in (*found, incident)]}
    address = reverse("admin:incidents_incident_changelist")
    assert "Reason" in desk.post(address, chosen).content.decode()
    told = desk.post(address, chosen | {"answered": "1", "reason": "Read"}, follow=True).content.decode()
    assert {Incident.objects.get(pk=row.pk).status for row in found} == {status}
    assert "It is no candidate" in told
    incident.refresh_from_db()
    assert incident.status == IncidentStatus.OPEN
