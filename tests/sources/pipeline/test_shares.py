"""One organisation's share of what was taken from several."""

import pytest

from incidents.figures.vocabulary import Scope
from incidents.models import Claim, Figure, Incident
from tests.sources.pipeline.conftest import Tell

pytestmark = pytest.mark.django_db

POSTED = "A stranger has posted more than 900,000 stolen passwords, an expert of Gatewatch said. "


def best(incident: Incident) -> int | None:
    return Figure.objects.get(incident=incident, scope=Scope.TOTAL).best


@pytest.mark.parametrize(
    "shares",
    [
        "Of these, 650,000 passwords are from Brightwater and another 250,000 perhaps from the florist Rosalind.",
        "Of these, 650,000 passwords belong to Brightwater, the expert said.",
        "Among them, 650,000 hashed passwords were stolen from the Brightwater clinics, the expert said.",
    ],
)
def test_its_share_is_the_whole_of_its_incident(incident: Incident, tell: Tell, shares: str) -> None:
    tell(POSTED + shares)
    assert best(incident) == 650_000
    assert Claim.objects.get(incident=incident, value=900_000).scope == Scope.AGGREGATE


@pytest.mark.parametrize(
    "shares",
    [
        "Of these, 650,000 passwords are from the florist Rosalind, the expert said.",
        "Of these, 650,000 passwords are from the last two years, the expert said.",
        "Of these, 650,000 passwords were cracked, the expert said.",
    ],
)
def test_a_part_that_is_not_said_to_be_its_own_stays_a_part(incident: Incident, tell: Tell, shares: str) -> None:
    tell(POSTED + shares)
    assert best(incident) == 900_000
