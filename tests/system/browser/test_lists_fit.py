"""A list of the curators shows all of its columns without scrolling sideways."""

import pytest
from django.urls import reverse

from incidents.ledger import SYSTEM, record_claims
from incidents.models import Incident
from incidents.vocabulary import Metric, SpeakerKind, Unit
from tests.api import says
from tests.system.browser.conftest import Sits
from tests.system.browser.newsroom import morning

WIDER = (
    "(() => { const box = document.querySelector('#changelist .results'); return box.scrollWidth - box.clientWidth })()"
)


def long_claims(incident: Incident) -> None:
    """Claims with long words in each column."""
    drafts = [
        says(
            87_123_456_00 + number,
            "The Commissioner for the Protection of Information of Halden",
            kind=SpeakerKind.RESPONSIBLE_PARTY,
            metric=Metric.MARKET_VALUE_LOSS,
            unit=Unit.MONEY,
            currency="EUR",
        )
        for number in range(3)
    ]
    record_claims(incident.pk, drafts, source="article:901", cause="article", actor=SYSTEM)


@pytest.mark.parametrize("width", [1366, 1920])
def test_the_list_of_claims_fits_into_its_box(sits_down: Sits, width: int) -> None:
    long_claims(morning(suggestions=1)[0])
    with sits_down(width=width) as hand:
        hand.open(reverse("admin:incidents_claim_changelist"))
        assert hand.page.evaluate(WIDER) <= 0
