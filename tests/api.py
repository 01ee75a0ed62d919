"""A client for the REST tests, and a record that is filled through the ledger, as everything is."""

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import (
    Actor,
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
from incidents.models import Incident, Regulator
from incidents.vocabulary import (
    DataClass,
    Hedge,
    Metric,
    Polarity,
    ProceedingKind,
    Role,
    Scope,
    SpeakerKind,
    StageKind,
    Unit,
)
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token

DAY = dt.date(2031, 5, 4)
ROOT = "/api/v1"


def grant(user: User, scopes: Iterable[TokenScope]) -> None:
    """Give an account what it needs to hold these scopes."""
    names = [f"scope_{TokenScope(scope).value}" for scope in scopes]
    user.user_permissions.add(*Permission.objects.filter(content_type__app_label="access", codename__in=names))


def client_with(scopes: Iterable[TokenScope], name: str = "mara") -> APIClient:
    """A client that sends a token with these scopes, whose owner holds them."""
    scopes = list(scopes)
    owner, _ = User.objects.get_or_create(username=name)
    grant(owner, scopes)
    issued = create_token(owner=owner, name="test", scopes=scopes)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {issued.secret}")
    return client


@pytest.fixture
def anonymous(db: None) -> APIClient:
    return APIClient()


@pytest.fixture
def curator(db: None) -> APIClient:
    return client_with(TokenScope, "mara")


@pytest.fixture
def reader(db: None) -> APIClient:
    return client_with([TokenScope.READ], "rita")


def actor() -> Actor:
    return Actor.of(User.objects.get_or_create(username="filler")[0])


def says(
    number: int,
    speaker: str,
    *,
    kind: SpeakerKind = SpeakerKind.RESPONSIBLE_PARTY,
    hedge: Hedge = Hedge.EXACT,
    on: dt.date = DAY,
    story: str = "story:1",
    polarity: Polarity = Polarity.ASSERTED,
    metric: Metric = Metric.AFFECTED,
    unit: Unit = Unit.PEOPLE,
    scope: Scope = Scope.TOTAL,
    currency: str = "",
) -> ClaimDraft:
    """The draft of a claim with one quote."""
    return ClaimDraft(
        Bucket(metric, unit, currency, scope=scope),
        bounds(number, hedge),
        SpeakerDraft(kind, words=speaker),
        polarity=polarity,
        printed=str(number),
        evidence=EvidenceDraft(
            story, "v1:0-9", quote=f"{speaker}: {number}.", url="https://paper.example/1", published_on=on
        ),
    )


def fill(number: int = 1) -> Incident:
    """An incident with two voices, a role, a proceeding with a stage, a country and a kind of data."""
    who = actor()
    company = known_party(f"Northwind {number}", country="GB", aliases=[f"NW{number}"])
    incident = open_incident(
        IncidentDraft(
            f"Northwind address books {number}",
            summary="Address books were copied.",
            disclosed_on=DAY + dt.timedelta(days=number),
            countries=["GB", "DE"],
            data_classes=[DataClass.CONTACT, DataClass.NAMES],
            involvements=[InvolvementDraft(company, Role.CONTROLLER)],
        ),
        actor=who,
    )
    first = says(number * 1000, "Northwind", on=DAY)
    later = says(number * 5000, "Northwind", on=DAY + dt.timedelta(days=10), hedge=Hedge.UP_TO, story="story:2")
    record_claims(incident.pk, [first], source=f"article:{number}1", cause="article", actor=who)
    record_claims(incident.pk, [later], source=f"article:{number}2", cause="article", actor=who)
    regulator, _ = Regulator.objects.get_or_create(
        slug="gb-ico", defaults={"name": "Commissioner", "acronym": "ICO", "kind": "data_protection_authority"}
    )
    proceeding = open_proceeding(
        incident.pk, regulator=regulator, kind=ProceedingKind.ENFORCEMENT, respondent=company, actor=who
    )
    add_stage(
        proceeding.pk, kind=StageKind.DECISION, happened_on=DAY, amount_minor=50_000_00, currency="GBP", actor=who
    )
    incident.refresh_from_db()
    return incident


def queries_of(client: APIClient, address: str) -> int:
    """How many queries a GET takes, its token's included."""
    with CaptureQueriesContext(
        connection,
    ) as context:
        answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return len(context)


def problem(answer: Any, status: int) -> Any:
    """The problem document of an answer, which must be one."""
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = json.loads(answer.content)
    assert body["status"] == status
    assert {"type", "title", "detail", "instance", "remedy"} <= body.keys()
    return body
