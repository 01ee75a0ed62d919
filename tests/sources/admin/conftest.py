"""A curator, an incident, and an article whose text was read: two sure figures of one sentence and one weak one."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from incidents.ledger import SYSTEM, IncidentDraft, InvolvementDraft, known_party, open_incident
from incidents.models import Incident
from incidents.vocabulary import Role
from sources.models import Article, ArticleState, ArticleVersion, Coverage, CoverageState, Mention, Publisher, Story
from tracker.foundation.access.curators import ensure_curators_group

TEXT = (
    "Halden 😀 Rail\n\nOsier Data licensed records of 30 million people, not 87 million <b>as told</b>.\n"
    "Some 4,000 may work there."
)
SENTENCE = "Osier Data licensed records of 30 million people, not 87 million <b>as told</b>."


@pytest.fixture
def curator(db: None) -> User:
    user = User.objects.create_user("mara", password="unused", is_staff=True)
    user.groups.add(ensure_curators_group())
    return user


@pytest.fixture
def desk(curator: User, client: Client) -> Client:
    client.force_login(curator)
    return client


@pytest.fixture
def incident(db: None) -> Incident:
    involved = [
        InvolvementDraft(known_party("Halden Rail"), Role.CONTROLLER),
        InvolvementDraft(known_party("Osier Data"), Role.RECIPIENT),
    ]
    return open_incident(IncidentDraft("Halden Rail passes", involvements=involved), actor=SYSTEM)


def read(version: ArticleVersion, printed: str, quote: str, number: int, **values: object) -> Mention:
    start, quote_start = version.text.index(printed), version.text.index(quote)
    fields = {
        "metric": "affected",
        "unit": "people",
        "hedge": "exact",
        "measure": "shared",
        "modality": "stated",
        "polarity": "asserted",
        "scope": "total",
        "attribution": "Osier Data",
        "attribution_kind": "involved_party",
        "score": 0.91,
        "features": [{"name": "unit noun", "weight": 0.4}],
        "extractor_version": "1",
    }
    return Mention.objects.create(
        version=version,
        start=start,
        end=start + len(printed),
        text=printed,
        quote_start=quote_start,
        quote_end=quote_start + len(quote),
        value=number,
        low=number,
        high=number,
        **{**fields, **values},
    )


@pytest.fixture
def article(db: None) -> Article:
    row = Article.objects.create(
        url="https://daily.example/osier",
        publisher=Publisher.objects.create(name="The Daily Example", host="daily.example"),
        title="Osier contradicts the railway",
        published_on=dt.date(2031, 4, 5),
        state=ArticleState.DONE,
        next_attempt_at=timezone.now(),
    )
    story = Story.objects.create(title=row.title, signature=b"0")
    version = ArticleVersion.objects.create(
        article=row, number=1, title=row.title, text=TEXT, content_hash="1", story=story, extractor_version="1"
    )
    read(version, "30 million", SENTENCE, 30_000_000)
    read(version, "87 million", SENTENCE, 87_000_000, polarity="denied")
    read(version, "4,000", "Some 4,000 may work there.", 4_000, score=0.2, needs_review=True, attribution="")
    return row


@pytest.fixture
def suggested(article: Article, incident: Incident) -> Coverage:
    reasons = [{"name": "parties", "weight": 0.5, "detail": "Osier Data is named"}]
    return Coverage.objects.create(
        article=article, incident=incident, state=CoverageState.SUGGESTED, score=0.55, reasons=reasons
    )
