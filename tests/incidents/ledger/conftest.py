"""A small case: a company, the one that received its data, a newspaper, and claims as sources would hand them in."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    Actor,
    ClaimDraft,
    EvidenceDraft,
    IncidentDraft,
    InvolvementDraft,
    SpeakerDraft,
    known_party,
    open_incident,
)
from incidents.models import Incident, Party
from incidents.vocabulary import Hedge, Metric, Polarity, Role, Scope, SpeakerKind, Unit

DAY = dt.date(2031, 5, 4)


@pytest.fixture
def curator(db: None) -> Actor:
    return Actor.of(User.objects.create_user("mara"))


@pytest.fixture
def company(db: None) -> Party:
    return known_party("Northwind Mail", aliases=["Northwind"])


@pytest.fixture
def broker(db: None) -> Party:
    return known_party("Quillon Analytics")


@pytest.fixture
def incident(curator: Actor, company: Party, broker: Party) -> Incident:
    involved = [InvolvementDraft(company, Role.CONTROLLER), InvolvementDraft(broker, Role.RECIPIENT)]
    draft = IncidentDraft("Northwind address books", disclosed_on=DAY, countries=["GB"], involvements=involved)
    return open_incident(draft, actor=curator)


Maker = Callable[..., ClaimDraft]


@pytest.fixture
def says(company: Party) -> Maker:
    """Makes the draft of a claim: `says(90, hedge=Hedge.UP_TO, party=company, source=...)`, numbers in millions."""

    def make(
        millions: float,
        *,
        hedge: Hedge = Hedge.EXACT,
        party: Party | None = company,
        kind: SpeakerKind = SpeakerKind.RESPONSIBLE_PARTY,
        words: str = "",
        on: dt.date = DAY,
        story: str = "story:1",
        polarity: Polarity = Polarity.ASSERTED,
        unit: Unit = Unit.PEOPLE,
        scope: Scope = Scope.TOTAL,
        **more: Any,
    ) -> ClaimDraft:
        return ClaimDraft(
            Bucket(Metric.AFFECTED, unit, scope=scope),
            bounds(int(millions * 1_000_000), hedge),
            SpeakerDraft(kind, None if words else party, words),
            polarity=polarity,
            printed=f"{millions} million",
            evidence=EvidenceDraft(story, "v1:0-9", quote=f"It was {millions} million.", published_on=on),
            **more,
        )

    return make
