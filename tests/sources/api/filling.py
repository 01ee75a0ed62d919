"""Articles, mentions, coverage, feeds and deliveries about an incident, as rows that nothing works on."""

from django.contrib.auth.models import Permission, User
from django.utils import timezone

from incidents.models import Event, Incident
from incidents.vocabulary import Hedge, Measure, Metric, Modality, Polarity, Scope, SpeakerKind, Unit
from incidents.webhooks.models import Attempt, Delivery, Endpoint
from sources.models import (
    Article,
    ArticleState,
    ArticleVersion,
    Coverage,
    CoverageState,
    Feed,
    Mention,
    Publisher,
    Rematching,
    Story,
)
from tests.api import DAY, fill
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.tokens import create_token

TEXT = "Northwind said that up to 5,000 people were concerned."


def cover(incident: Incident, *, state: CoverageState = CoverageState.CONFIRMED) -> Article:
    """An article that covers the incident, read, with one mention that became its first claim."""
    number = Article.objects.count() + 1
    publisher, _ = Publisher.objects.get_or_create(name=f"Paper {number}", host=f"paper{number}.example")
    Feed.objects.get_or_create(
        url=f"https://paper{number}.example/rss",
        defaults={
            "publisher": publisher,
            "next_poll_at": timezone.now(),
            "dropped": [{"reason": "bad_link", "count": 1, "examples": ["N/A"]}],
        },
    )
    article = Article.objects.create(
        url=f"https://paper{number}.example/{number}",
        publisher=publisher,
        title=f"Northwind leak {number}",
        published_on=DAY,
        state=ArticleState.DONE,
        next_attempt_at=timezone.now(),
    )
    story = Story.objects.create(title=article.title, signature=b"", first_published_on=DAY)
    version = ArticleVersion.objects.create(
        article=article, number=1, title=article.title, text=TEXT, content_hash=f"{number:064}", story=story
    )
    Mention.objects.create(
        version=version,
        start=20,
        end=31,
        text="up to 5,000",
        quote_start=0,
        quote_end=len(TEXT),
        metric=Metric.AFFECTED,
        unit=Unit.PEOPLE,
        value=5000,
        high=5000,
        hedge=Hedge.UP_TO,
        measure=Measure.UNSPECIFIED,
        modality=Modality.STATED,
        polarity=Polarity.ASSERTED,
        scope=Scope.TOTAL,
        attribution="Northwind",
        attribution_kind=SpeakerKind.RESPONSIBLE_PARTY,
        score=0.9,
        extractor_version="1",
        claim=incident.claims.first(),
    )
    Coverage.objects.create(
        article=article,
        incident=incident,
        state=state,
        score=0.9,
        reasons=[{"name": "party", "weight": 0.9, "detail": "Northwind"}],
        matcher_version="1",
    )
    return article


def subscribe(owner: User, incident: Incident) -> Endpoint:
    """An endpoint with a delivery that was tried once."""
    endpoint = Endpoint.objects.create(owner=owner, url="https://hooks.example/x")
    endpoint.incidents.create(incident=incident)
    endpoint.event_types.create(type="figure.changed")
    event = Event.objects.filter(incident=incident, type="figure.changed").first()
    delivery = Delivery.objects.create(endpoint=endpoint, event=event, next_attempt_at=timezone.now(), attempts=1)
    Attempt.objects.create(delivery=delivery, number=1, started_at=timezone.now(), duration_ms=5, status=500)
    return endpoint


def addressed_record(owner: User) -> tuple[str, dict[str, str]]:
    """A record with something below every address of the API: the secret of a token that may all that its owner may,
    and by address ("incidents") how one of its records is named there."""
    owner.user_permissions.add(Permission.objects.get(codename="add_apitoken"))
    own = create_token(owner=owner, name="own", scopes=list(TokenScope))
    issued = create_token(owner=owner, name="issued", scopes=[TokenScope.READ], issued_by=own.token).token
    incident = fill(1)
    article, endpoint = cover(incident), subscribe(owner, incident)
    return own.secret, {
        "incidents": incident.reference,
        "involvements": str(incident.involvements.get().pk),
        "claims": incident.claims.order_by("pk")[0].reference,
        "proceedings": incident.proceedings.get().reference,
        "parties": incident.involvements.get().party.reference,
        "events": incident.events.order_by("pk")[0].reference,
        "regulators": "gb-ico",
        "tokens": str(issued.pk),
        "publishers": str(article.publisher_id),
        "articles": article.reference,
        "feeds": str(Feed.objects.get().pk),
        "rematchings": str(Rematching.objects.create(incident=incident, changed_at=incident.created_at).pk),
        "mentions": str(Mention.objects.get().pk),
        "coverage": str(Coverage.objects.get().pk),
        "webhooks/endpoints": endpoint.reference,
        "webhooks/deliveries": str(endpoint.deliveries.get().pk),
    }
