"""Every list and page of the admin: it opens, it is searched and filtered, and asks a constant number of queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import (
    SYSTEM,
    Actor,
    IncidentDraft,
    InvolvementDraft,
    known_party,
    open_incident,
    redact_text,
    review_claim,
    update_incident,
)
from incidents.models import Figure, Incident, Proceeding, Snapshot, SnapshotState, Suggestion
from incidents.vocabulary import Decision, SpeakerKind
from incidents.webhooks.models import Endpoint
from incidents.webhooks.requested_deliveries import send_test_event
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
from tests.sources.importing.filling import an_import, entry_about
from tracker.foundation.access.tokens import create_token

OURS = {"access", "incidents", "sources", "webhooks"}
MODELS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in OURS), key=lambda model: model._meta.label
)
IDS = [model._meta.label_lower for model in MODELS]


def address(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


Fill = Callable[[int], None]


@pytest.fixture
def fill(curator: User, says: Any, incident: Incident) -> Fill:
    """Adds one of everything, each time with other parties, publishers and claims."""

    def add(number: int) -> None:
        party = known_party(f"Company {number}")
        other = open_incident(
            IncidentDraft(f"Case {number}", countries=["GB"], involvements=[InvolvementDraft(party, "controller")]),
            actor=SYSTEM,
        )
        for into in (incident, other):
            claim = says(10 + number, f"Speaker {number}", party=party, kind=SpeakerKind.INVOLVED_PARTY, into=into)
            review_claim(claim.pk, Decision.ACCEPT, reason=f"Reason {number}", actor=Actor.of(curator))
        update_incident(other.pk, {"title": f"Case of {number}"}, actor=SYSTEM, reason=f"Not that one {number}")
        redact_text(other.pk, f"Not that one {number}", reason="It names somebody.", actor=Actor.of(curator))
        Suggestion.objects.create(incident=other, text=f"Number {number} is wrong.")
        Snapshot.objects.create(state=SnapshotState.FAILED, sequence=0, schema_version=1, begun_at=timezone.now())
        Rematching.objects.create(incident=other, changed_at=timezone.now())
        publisher = Publisher.objects.create(name=f"Daily {number}", host=f"d{number}.example")
        Feed.objects.create(publisher=publisher, url=f"https://d{number}.example/feed", next_poll_at=timezone.now())
        article = Article.objects.create(
            url=f"https://d{number}.example/a",
            publisher=publisher,
            state=ArticleState.FAILED,
            submitted_by=curator,
            next_attempt_at=timezone.now(),
        )
        story = Story.objects.create(title=f"Story {number}", signature=b"0")
        version = ArticleVersion.objects.create(
            article=article, number=1, text="10 people", content_hash=str(number), story=story
        )
        kinds = {"metric": "affected", "unit": "people", "hedge": "exact", "measure": "shared", "modality": "stated"}
        Mention.objects.create(
            version=version,
            start=0,
            end=2,
            text="10",
            quote_start=0,
            quote_end=9,
            value=10,
            polarity="asserted",
            scope="total",
            attribution_kind="press",
            score=0.2,
            needs_review=True,
            extractor_version="1",
            claim=other.claims.get(),
            **kinds,
        )
        for covered in (incident, other):
            Coverage.objects.create(
                article=article,
                incident=covered,
                state=CoverageState.SUGGESTED,
                decided_by=curator,
                reasons=[{"name": "x"}],
            )
        entry_about(other, f"key {number}", incident)
        an_import(curator, f"file {number}.json")
        endpoint = Endpoint.objects.create(owner=curator, url=f"https://d{number}.example/hook")
        send_test_event(endpoint)
        create_token(owner=curator, name=f"Token {number}", scopes=["read"])

    return add


def queries(desk: Client, url: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = desk.get(url)
    assert response.status_code == 200, url
    return len(captured)


def test_every_list_asks_as_many_queries_for_many_rows_as_for_one(
    desk: Client, fill: Fill, disputed: Figure, proceeding: Proceeding
) -> None:
    fill(1)
    lists = {model._meta.label: address(model, "changelist") for model in MODELS} | {"inbox": reverse("admin:index")}
    for url in lists.values():
        queries(desk, url)
    few = {name: queries(desk, url) for name, url in lists.items()}
    for number in range(2, 8):
        fill(number)
    many = {name: queries(desk, url) for name, url in lists.items()}
    assert many == few
    assert max(many.values()) <= 29, many  # the inbox: a query or two for each section


def test_an_incident_page_asks_as_many_queries_for_many_claims_as_for_one(
    desk: Client, fill: Fill, disputed: Figure, proceeding: Proceeding
) -> None:
    fill(1)
    url = address(Incident, "change", disputed.incident_id)
    queries(desk, url)
    few = queries(desk, url)
    for number in range(2, 8):
        fill(number)
    assert queries(desk, url) == few


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_every_page_of_every_record_opens(
    desk: Client, fill: Fill, disputed: Figure, proceeding: Proceeding, model: type[Model]
) -> None:
    fill(1)
    listed = address(model, "changelist")
    assert desk.get(listed, {"q": "ha"}).status_code == 200
    assert desk.get(listed, {"q": "-1' OR \u0000"}).status_code in {200, 302}
    changes: Any = desk.get(listed).context["cl"]
    for spec in changes.filter_specs:
        for choice in list(spec.choices(changes))[:4]:
            assert desk.get(listed + (choice.get("query_string") or choice["rest"])).status_code == 200, choice
    for row in model._default_manager.all()[:2]:
        assert desk.get(address(model, "change", row.pk)).status_code == 200
        assert desk.get(address(model, "history", row.pk), follow=True).status_code == 200
    assert desk.get(address(model, "change", 999_999), follow=True).status_code == 200


@pytest.mark.parametrize("model", MODELS, ids=IDS)
def test_no_page_has_an_inline_script_or_style(
    desk: Client, fill: Fill, disputed: Figure, proceeding: Proceeding, model: type[Model]
) -> None:
    fill(1)
    row = model._default_manager.all()[0]
    for url in (address(model, "changelist"), address(model, "change", row.pk), address(model, "history", row.pk)):
        shown = desk.get(url, follow=True).content.decode()
        assert " style=" not in shown, url
        assert "<style" not in shown, url
        assert " onclick=" not in shown, url
        assert all("src=" in tag for tag in shown.split("<script")[1:]), url


def test_figures_events_revisions_and_evidence_are_nobodys_to_write(desk: Client, disputed: Figure) -> None:
    admin_user = User.objects.create_superuser("root")
    desk.force_login(admin_user)
    for name in ("figure", "figurerevision", "event", "evidence", "review", "redaction"):
        (model,) = [model for model in MODELS if model._meta.model_name == name]
        pages = admin.site._registry[model]
        request: Any = desk.get(address(model, "changelist")).wsgi_request
        assert not pages.has_add_permission(request)
        assert not pages.has_change_permission(request)
        assert not pages.has_delete_permission(request)


def test_nobody_who_is_not_staff_gets_in(client: Client, curator: User, fill: Fill) -> None:
    client.force_login(User.objects.create_user("reader"))
    for model in MODELS:
        assert client.get(address(model, "changelist")).status_code == 302
