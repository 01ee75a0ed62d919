"""One organisation's share of what was taken from several."""

import pytest

from incidents import ledger
from incidents.models import Claim, Figure, Incident
from incidents.vocabulary import FigureStatus, Role, Scope
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


def test_what_belongs_to_an_affiliate_is_a_part_called_by_its_name(incident: Incident, tell: Tell) -> None:
    dental = ledger.InvolvementDraft(ledger.known_party("Brightwater Dental Care"), Role.OTHER)
    ledger.add_involvement(incident.pk, dental, actor=ledger.SYSTEM)
    tell("Brightwater said that data of 900,000 patients was stolen.")
    tell("Brightwater said that data of 80,000 Brightwater Dental Care patients was stolen as well.", day=1)
    figures = Figure.objects.filter(incident=incident).order_by("-best")
    assert [(one.scope, one.scope_label, one.best) for one in figures] == [
        (Scope.TOTAL, "", 900_000),
        (Scope.SUBSET, "brightwater dental care", 80_000),
    ]
    assert figures[0].status != FigureStatus.DISPUTED


@pytest.mark.parametrize(
    ("whose", "label"),
    [("belonging to Fennel Bank customers", "belonging to fennel bank"), ("belonging to Brightwater patients", "")],
)
def test_what_belongs_to_somebody_else_is_a_part(incident: Incident, tell: Tell, whose: str, label: str) -> None:
    tell(f"Brightwater said that 80,000 payment cards {whose} were stolen in the breach.")
    assert Claim.objects.get(incident=incident, value=80_000).scope_label == label


def test_one_of_several_shares_may_be_told_in_a_clause(incident: Incident, tell: Tell) -> None:
    tell("He took data of more than 900,000 patients in all, over 650,000 of them from Brightwater, prosecutors said.")
    assert best(incident) == 650_000


def test_what_belongs_to_the_organisation_itself_is_the_whole(incident: Incident, tell: Tell) -> None:
    tell("Thieves stole data of 80,000 Brightwater patients.")
    assert best(incident) == 80_000
