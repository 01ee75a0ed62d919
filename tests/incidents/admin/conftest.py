"""A curator at work on one case: a railway, the one that received its data, a newspaper, and what each says."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.test import Client

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    SYSTEM,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    SpeakerDraft,
    add_stage,
    known_party,
    open_incident,
    open_proceeding,
    record_claims,
)
from incidents.models import Claim, Figure, Incident, Party, Proceeding, Regulator
from incidents.vocabulary import (
    Hedge,
    Metric,
    Polarity,
    ProceedingKind,
    RegulatorKind,
    Role,
    SpeakerKind,
    StageKind,
    Unit,
)
from tracker.foundation.access.curators import ensure_curators_group

DAY = dt.date(2031, 3, 17)
PEOPLE = Bucket(Metric.AFFECTED, Unit.PEOPLE)


@pytest.fixture
def curator(db: None) -> User:
    user = User.objects.create_user("mara", password="unused", is_staff=True)
    user.groups.add(ensure_curators_group())
    return user


@pytest.fixture
def desk(curator: User, client: Client) -> Client:
    """A browser in which the curator is signed in."""
    client.force_login(curator)
    return client


@pytest.fixture
def railway(db: None) -> Party:
    return known_party("Halden Rail")


@pytest.fixture
def broker(db: None) -> Party:
    return known_party("Osier Data")


@pytest.fixture
def incident(railway: Party, broker: Party) -> Incident:
    involved = [InvolvementDraft(railway, Role.CONTROLLER), InvolvementDraft(broker, Role.RECIPIENT)]
    draft = IncidentDraft("Halden Rail passes", disclosed_on=DAY, countries=["GB"], involvements=involved)
    return open_incident(draft, actor=SYSTEM)


Says = Callable[..., Claim]


@pytest.fixture
def says(incident: Incident) -> Says:
    """Records one claim: `says(87, "Halden Rail", hedge=Hedge.UP_TO, party=railway, days=18)`, in millions."""

    def record(
        millions: int,
        speaker: str,
        *,
        party: Party | None = None,
        kind: SpeakerKind = SpeakerKind.PRESS,
        hedge: Hedge = Hedge.EXACT,
        polarity: Polarity = Polarity.ASSERTED,
        days: int = 0,
        counts: Bucket = PEOPLE,
        into: Incident | None = None,
    ) -> Claim:
        key = f"{speaker}:{millions}:{polarity}".lower()
        evidence = EvidenceDraft(
            story=f"story:{key}",
            url="https://daily.example/a",
            publisher="The Daily Example",
            quote=f"{speaker} spoke of {millions} million passengers.",
            published_on=DAY + dt.timedelta(days=days),
        )
        draft = ClaimDraft(
            counts,
            bounds(millions * 1_000_000, hedge),
            SpeakerDraft(kind, party, "" if party else speaker),
            polarity=polarity,
            printed=f"{millions} million",
            evidence=evidence,
        )
        target = into or incident
        recorded = record_claims(target.pk, [draft], source=f"wire:{key}", cause=f"wire:{key}", actor=SYSTEM)
        return recorded.claims[0]

    return record


@pytest.fixture
def disputed(says: Says, incident: Incident, railway: Party, broker: Party) -> Figure:
    """50 million, then up to 87 million, which the recipient denies and says 30 million."""
    says(50, "The Daily Example")
    says(87, "Halden Rail", party=railway, kind=SpeakerKind.RESPONSIBLE_PARTY, hedge=Hedge.UP_TO, days=18)
    says(30, "Osier Data", party=broker, kind=SpeakerKind.INVOLVED_PARTY, days=19)
    says(87, "Osier Data", party=broker, kind=SpeakerKind.INVOLVED_PARTY, polarity=Polarity.DENIED, days=19)
    return Figure.objects.get(incident=incident)


@pytest.fixture
def proceeding(incident: Incident, railway: Party) -> Proceeding:
    regulator = Regulator.objects.create(
        slug="xx-office", name="Office for Data", acronym="OFD", kind=RegulatorKind.DATA_PROTECTION_AUTHORITY
    )
    opened = open_proceeding(
        incident.pk, regulator=regulator, respondent=railway, kind=ProceedingKind.ENFORCEMENT, actor=SYSTEM
    )
    for kind, days, pounds in ((StageKind.NOTICE_OF_INTENT, 90, 183), (StageKind.DECISION, 200, 20)):
        add_stage(
            opened.pk,
            kind=kind,
            happened_on=DAY + dt.timedelta(days=days),
            amount_minor=pounds * 100_000_000,
            currency="GBP",
            actor=SYSTEM,
        )
    return opened
