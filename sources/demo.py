"""The demo: an incident as a curator would open it, and the sample articles about it (and two about other things)."""

import datetime as dt
from pathlib import Path

from django.db import transaction

from incidents import ledger
from incidents.models import Incident
from incidents.vocabulary import (
    DataClass,
    DatePrecision,
    IncidentKind,
    IncidentStatus,
    InvolvementStanding,
    PartyKind,
    Role,
)

SAMPLES = Path(__file__).parent / "samples" / "facebook-cambridge-analytica.jsonl"
SLUG = "facebook-cambridge-analytica"
_PARTIES: tuple[tuple[str, PartyKind, Role, InvolvementStanding, tuple[str, ...], str, str], ...] = (
    (
        "Facebook",
        PartyKind.ORGANISATION,
        Role.CONTROLLER,
        InvolvementStanding.FOUND,
        ("Facebook, Inc.", "Mark Zuckerberg", "Zuckerberg", "Mike Schroepfer", "Schroepfer"),
        "US",
        "Let apps read the profiles of their users' friends.",
    ),
    (
        "Cambridge Analytica",
        PartyKind.ORGANISATION,
        Role.RECIPIENT,
        InvolvementStanding.ALLEGED,
        ("CA Political", "Alexander Nix"),
        "GB",
        "Licensed the data for political campaigns.",
    ),
    (
        "Global Science Research",
        PartyKind.ORGANISATION,
        Role.OTHER,
        InvolvementStanding.ALLEGED,
        ("GSR",),
        "GB",
        "Collected the data through a personality quiz.",
    ),
    (
        "Aleksandr Kogan",
        PartyKind.PERSON,
        Role.OTHER,
        InvolvementStanding.ALLEGED,
        ("Kogan",),
        "",
        "Wrote the quiz.",
    ),
    (
        "Christopher Wylie",
        PartyKind.PERSON,
        Role.DISCOVERER,
        InvolvementStanding.ADMITTED,
        ("Wylie",),
        "",
        "Told the newspapers.",
    ),
    (
        "SCL Group",
        PartyKind.ORGANISATION,
        Role.OTHER,
        InvolvementStanding.ALLEGED,
        ("SCL Elections", "SCL"),
        "GB",
        "Parent of the recipient.",
    ),
)


def open_demo_incident() -> tuple[Incident, bool]:
    """(the incident, whether it is new). It says nothing of figures: these come from the articles."""
    known = Incident.objects.filter(slug=SLUG).first()
    if known is not None:
        return known, False
    with transaction.atomic():
        involvements = [
            ledger.InvolvementDraft(
                ledger.known_party(name, kind=kind, aliases=aliases, country=country), role, standing, note
            )
            for name, kind, role, standing, aliases, country, note in _PARTIES
        ]
        draft = ledger.IncidentDraft(
            title="Facebook and Cambridge Analytica",
            slug=SLUG,
            summary=(
                "A personality quiz on Facebook also collected the profiles of the friends of those who took it. "
                "Its maker passed the data on to Cambridge Analytica, which worked for political campaigns."
            ),
            kind=IncidentKind.MISUSE,
            status=IncidentStatus.CONFIRMED,
            occurred_on=dt.date(2014, 1, 1),
            occurred_precision=DatePrecision.YEAR,
            discovered_on=dt.date(2015, 12, 1),
            discovered_precision=DatePrecision.MONTH,
            disclosed_on=dt.date(2018, 3, 17),
            countries=("US", "GB"),
            data_classes=(DataClass.NAMES, DataClass.SOCIAL, DataClass.LOCATION, DataClass.BEHAVIOUR),
            involvements=involvements,
        )
        return ledger.open_incident(draft, actor=ledger.Actor("demo"), cause="demo"), True
