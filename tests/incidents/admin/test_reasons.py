"""What the forms say of a reason before it is given: whether readers see it."""

import pytest
from django.test import Client
from django.urls import reverse

from incidents.admin.base import READERS_SEE
from incidents.models import Claim, Figure, Incident

PAGES = {
    "incident": ("admin:incidents_incident_change", True),
    "merge": ("admin:incidents_incident_merge", True),
    "redact": ("admin:incidents_incident_redact", True),
    "claim": ("admin:incidents_claim_change", True),
    "correction": ("admin:incidents_claim_correct", True),
    "figure": ("admin:incidents_figure_overrule", True),
    "party": ("admin:incidents_party_change", False),
}


@pytest.mark.parametrize("what", PAGES)
def test_a_form_says_that_readers_see_its_reason_where_they_do(
    what: str, desk: Client, incident: Incident, disputed: Figure
) -> None:
    name, seen = PAGES[what]
    keys = {"figure": disputed.pk, "party": incident.involvements.all()[0].party_id}
    claim = Claim.objects.all()[0]
    key = keys.get(what, claim.pk if what in ("claim", "correction") else incident.pk)
    text = desk.get(reverse(name, args=[key])).content.decode()
    assert (READERS_SEE in text) is seen


def test_the_cursor_is_in_the_reason_when_a_question_opens(desk: Client, incident: Incident, disputed: Figure) -> None:
    merge = desk.get(reverse("admin:incidents_incident_merge", args=[incident.pk])).content.decode()
    assert merge.count("autofocus") == 1, "on the other incident, which is asked for first"
    assert "autofocus" not in merge.split('name="reason"')[1].split(">")[0]
    claim = desk.get(reverse("admin:incidents_claim_change", args=[Claim.objects.all()[0].pk])).content.decode()
    assert "autofocus" not in claim, "its form stands far below what the page begins with"
