"""Disputes are resolved beside their quotes, one after the other; many claims and candidates at once, with quotes."""

import re
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    SpeakerDraft,
    open_incident,
    record_claims,
)
from incidents.models import Claim, Figure, Incident, TriageLease
from incidents.vocabulary import (
    Decision,
    FigureStatus,
    Hedge,
    IncidentStatus,
    Metric,
    SpeakerKind,
    Unit,
    Visibility,
)
from tests.incidents.admin.conftest import DAY
from tests.incidents.admin.forms import filled

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


def test_a_claim_about_another_incident_goes_there_or_to_a_new_one(desk: Client, disputed: Figure) -> None:
    other = open_incident(IncidentDraft("Osier Data licences"), actor=SYSTEM)
    denial, claim = said(87, "denied"), said(30)
    assert "or the title of a new one" in resolve(desk, disputed, f"move:{claim.pk}").content.decode()
    told = resolve(desk, disputed, f"move:{claim.pk}", other=other.reference).content.decode()
    claim.refresh_from_db()
    assert claim.incident == other
    assert f'belongs to <a href="{reverse("admin:incidents_incident_change", args=[other.pk])}' in told
    disputed.refresh_from_db()
    resolve(desk, disputed, f"move:{denial.pk}", title="A licence denied")
    denial.refresh_from_db()
    assert denial.incident.title == "A licence denied"
    disputed.refresh_from_db()
    assert disputed.status != FigureStatus.DISPUTED


def test_who_corrects_a_claim_of_a_dispute_comes_back_to_it_then_to_the_next(
    desk: Client, disputed: Figure, says: Any
) -> None:
    shown = desk.get(reverse(PAGE)).content.decode()
    address = f"{reverse('admin:incidents_claim_correct', args=[said(30).pk])}?dispute={disputed.pk}"
    assert f'href="{address}"' in shown
    answer = desk.post(address, filled(desk.get(address)) | {"value": "31 million"}, follow=True)
    assert answer.redirect_chain == [(f"{reverse(PAGE)}?figure={disputed.pk}", 302)]
    assert "31 million people" in answer.content.decode()
    Figure.objects.filter(pk=disputed.pk).update(status=FigureStatus.SETTLED)
    elsewhere = open_incident(IncidentDraft("Elsewhere"), actor=SYSTEM)
    says(7, "The Daily Example", into=elsewhere)
    Figure.objects.filter(incident=elsewhere).update(status=FigureStatus.DISPUTED)
    shown = desk.get(reverse(PAGE), {"figure": disputed.pk}).content.decode()
    assert "disputed no longer" in shown
    assert "Elsewhere" in shown


def test_each_choice_has_a_key_that_is_shown(desk: Client, disputed: Figure) -> None:
    shown = desk.get(reverse(PAGE)).content.decode()
    keys = re.findall(r'value="(\w+):\d+" data-key="(\d)"', shown)
    assert keys == list(zip([*["pin", "reject", "move"] * 2, "reject", "move"], "12345678", strict=True))
    assert "<kbd>8</kbd>" in shown


def test_records_against_people_are_not_called_one_count(desk: Client, incident: Incident, railway: Any) -> None:
    day = {"published_on": DAY, "headline": True}
    for number, unit, speaker in (
        (95_000, Unit.PEOPLE, SpeakerDraft(SpeakerKind.RESPONSIBLE_PARTY, railway, "")),
        (220_000, Unit.RECORDS, SpeakerDraft(SpeakerKind.RESEARCHER, None, "Ida Brandt")),
    ):
        evidence = EvidenceDraft(story=unit, url=f"https://daily.example/{unit}", quote=f"{number} {unit}.", **day)
        draft = ClaimDraft(Bucket(Metric.AFFECTED, unit), bounds(number, Hedge.EXACT), speaker, evidence=evidence)
        record_claims(incident.pk, [draft], source=f"wire:{unit}", cause="wire:first", actor=SYSTEM)
    figure = Figure.objects.get(incident=incident)
    assert figure.status == FigureStatus.DISPUTED
    assert "others count" in figure.sentence
    shown = desk.get(reverse(PAGE)).content.decode()
    assert shown.count("one may have several of the other, so both can be right") == 1
