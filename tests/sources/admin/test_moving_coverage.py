"""Articles go with claims to another incident by choice."""

from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Claim, Figure
from sources.models import Coverage, CoverageState
from sources.pipeline import confirm_coverage


def test_an_article_goes_with_its_claims_and_counts_there(desk: Client, suggested: Coverage, curator: object) -> None:
    confirm_coverage(suggested.pk, user=curator, note="Same case")
    other = open_incident(IncidentDraft("Osier licences"), actor=SYSTEM)
    address = reverse("admin:incidents_incident_move", args=[suggested.incident_id])
    assert "Osier contradicts the railway (confirmed)" in desk.get(address).content.decode()
    claims = [claim.pk for claim in Claim.objects.filter(incident=suggested.incident)]
    form = {"other": other.reference, "claims": claims, "coverage": [suggested.pk], "reason": "Its own case"}
    assert desk.post(address, form).status_code == 302
    suggested.refresh_from_db()
    assert suggested.state == CoverageState.REJECTED
    assert Coverage.objects.get(incident=other).state == CoverageState.CONFIRMED
    assert Figure.objects.get(incident=other).best == 30_000_000
    assert {claim.incident for claim in Claim.objects.exclude(standing="withdrawn")} == {other}
