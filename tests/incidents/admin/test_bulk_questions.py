"""Many rows at once: each with its quote and a box, one reason for all, and what was done counted."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import Decision, IncidentStatus, Visibility
from tests.incidents.admin.forms import filled

CLAIMS = reverse("admin:incidents_claim_changelist")
INCIDENTS = reverse("admin:incidents_incident_changelist")


def asked(desk: Client, page: str, action: str, rows: list[Any], **more: Any) -> tuple[dict[str, Any], str]:
    """(what a browser sends back, what it shows)."""
    post = {"action": action, "_selected_action": [row.pk for row in rows]} | more
    return post | {"answered": "1", "boxes": "shown"}, desk.post(page, post, follow=True).content.decode()


def test_each_claim_has_a_box_beside_its_quote_and_one_is_left_out(desk: Client, disputed: Figure) -> None:
    claims = list(disputed.incident.claims.order_by("pk"))
    answer, shown = asked(desk, CLAIMS, "accept_claims", claims)
    boxes = re.findall(r'<input type="checkbox" name="chosen" value="(\d+)" checked>', shown)
    assert sorted(map(int, boxes)) == [claim.pk for claim in claims]
    for claim in claims:
        assert claim.evidence.get().quote in shown
    assert re.search(r"<textarea[^>]* autofocus", shown), "where one types next"
    kept = [claim.pk for claim in claims[1:]]
    told = desk.post(CLAIMS, answer | {"chosen": kept, "reason": "Read"}, follow=True).content.decode()
    assert f"{len(kept)} of {len(claims)} claims accepted; 1 left out." in told
    assert set(Claim.objects.filter(decision=Decision.ACCEPT).values_list("pk", flat=True)) == set(kept)


def test_what_was_unticked_stays_so_when_the_reason_was_forgotten(desk: Client, disputed: Figure) -> None:
    claims = list(disputed.incident.claims.order_by("pk"))
    answer, _ = asked(desk, CLAIMS, "accept_claims", claims)
    shown = desk.post(CLAIMS, answer | {"chosen": [claims[0].pk], "reason": ""}).content.decode()
    assert re.findall(r'name="chosen" value="(\d+)" checked', shown) == [str(claims[0].pk)]
    none = desk.post(CLAIMS, answer | {"reason": "Typed"}).content.decode()
    assert "Tick one at least, or cancel." in none
    assert "Typed</textarea>" in none
    assert not Claim.objects.exclude(decision="").exists()


@pytest.mark.parametrize(
    ("action", "status", "words"),
    [
        ("open_candidates", IncidentStatus.OPEN, "1 of 2 candidates opened; 1 left out."),
        ("dismiss_candidates", IncidentStatus.REJECTED, "1 of 2 candidates dismissed; 1 left out."),
    ],
)
def test_candidates_without_claims_have_boxes_too(
    desk: Client, disputed: Figure, action: str, status: IncidentStatus, words: str
) -> None:
    told = Incident.objects.get(pk=disputed.incident_id)
    Incident.objects.filter(pk=told.pk).update(status=IncidentStatus.CANDIDATE)
    silent = open_incident(
        IncidentDraft("Larkspur Dental", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL), actor=SYSTEM
    )
    answer, shown = asked(desk, INCIDENTS, action, [told, silent])
    assert len(re.findall(r'name="chosen" value="\d+" checked', shown)) == 2
    assert "passengers." in shown, "the quotes of its newest claims"
    assert words in desk.post(INCIDENTS, answer | {"chosen": [silent.pk], "reason": "x"}, follow=True).content.decode()
    assert set(Incident.objects.filter(status=status)) == {silent}


def test_the_first_page_tells_what_was_before_and_after_each_action(desk: Client, disputed: Figure) -> None:
    claims = list(disputed.incident.claims.order_by("pk"))
    answer, _ = asked(desk, CLAIMS, "accept_claims", claims[:1])
    desk.post(CLAIMS, answer | {"chosen": [claims[0].pk], "reason": "Read"})
    desk.post(reverse("admin:incidents_claim_review", args=[claims[0].pk]), {"decision": "reject", "reason": "Misread"})
    page = reverse("admin:incidents_incident_change", args=[disputed.incident_id])
    form = filled(desk.get(page)) | {"title": "Season passes", "status": "closed", "change_reason": "Told apart"}
    assert desk.post(page, form).status_code == 302
    overrule = reverse("admin:incidents_figure_overrule", args=[disputed.pk])
    desk.post(overrule, {"low": "", "best": "60 million", "high": "", "reason": "Counted by the court"})
    shown = desk.get(reverse("admin:index")).content.decode()
    for words in (
        "not reviewed → accepted: Read",
        "accepted → rejected: Misread",
        "Title: Halden Rail passes → Season passes; Status: open → closed. Told apart.",
        "→ 60 million, decided by a curator: Counted by the court",
    ):
        assert words in shown, words
