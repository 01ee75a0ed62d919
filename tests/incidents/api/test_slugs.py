"""An address names one incident: no slug is another's reference, or another's slug in other case."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from rest_framework.test import APIClient

from incidents.ledger import IncidentDraft, open_incident
from incidents.models import Incident, Regulator
from tests.api import ROOT, actor, problem

BEFORE, AFTER = [("incidents", "0021_claim_corrected")], [("incidents", "0022_tell_slugs_apart")]


def opened(title: str, slug: str = "") -> Incident:
    return open_incident(IncidentDraft(title, slug=slug), actor=actor())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("slug", "sentence"),
    [
        ("{reference}", "look like a reference"),
        ("{reference_lower}", "look like a reference"),
        ("PI-0000-0000", "look like a reference"),
        ("pi-zzzz-9999", "look like a reference"),
        ("Pi-7k3M-9q2x", "look like a reference"),
        ("Harbour-Quiz", "Another incident has the slug harbour-quiz"),
        ("HARBOUR-QUIZ", "Another incident has the slug harbour-quiz"),
        ("harbour-quiZ", "Another incident has the slug harbour-quiz"),
        ("harbour-quiz", "already exists"),
    ],
)
def test_a_slug_by_which_another_is_meant_is_refused(curator: APIClient, slug: str, sentence: str) -> None:
    known, other = opened("Harbour quiz"), opened("Another")
    slug = slug.format(reference=known.reference, reference_lower=known.reference.lower())
    tag = curator.get(f"{ROOT}/incidents/{other.reference}")["ETag"]
    for answer in (
        curator.post(f"{ROOT}/incidents", {"title": "A third", "slug": slug}),
        curator.patch(f"{ROOT}/incidents/{other.reference}", {"slug": slug}, headers={"If-Match": tag}),
    ):
        [fault] = problem(answer, 400)["errors"]
        assert fault["pointer"] == "/slug"
        assert sentence in fault["detail"]


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["pi-hole-leak", "pi-0000-000", "pi-0000-00000", "api-0000-0000", "PI_0000_0000"])
def test_a_slug_that_only_begins_so_is_taken(curator: APIClient, slug: str) -> None:
    assert curator.post(f"{ROOT}/incidents", {"title": "A third", "slug": slug}).status_code == 201
    assert curator.get(f"{ROOT}/incidents/{slug}").json()["slug"] == slug


@pytest.mark.django_db
def test_a_title_makes_no_such_slug() -> None:
    assert opened("PI 0000 0000").slug == "pi-0000-0000-2"
    opened("One", slug="Harbour-Quiz")
    assert opened("Harbour quiz").slug == "harbour-quiz-2"


@pytest.mark.django_db
def test_look_ups_are_exact(curator: APIClient) -> None:
    incident = opened("One", slug="Harbour-Quiz")
    for name, status in (
        ("Harbour-Quiz", 200),
        ("harbour-quiz", 404),
        (incident.reference, 200),
        (incident.reference.lower(), 200),
    ):
        assert curator.get(f"{ROOT}/incidents/{name}").status_code == status, name
        found = curator.get(f"{ROOT}/claims?incident={name}")
        assert found.status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["pi-0000-0000", "HARBOUR-quiz"])
def test_the_database_holds_it_too(slug: str) -> None:
    opened("Harbour quiz")
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.objects.create(title="Past the ledger", slug=slug)
    Regulator.objects.create(slug="gb-ico", name="One", kind="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Regulator.objects.create(slug="GB-ICO", name="Two", kind="other")


@pytest.mark.django_db(transaction=True)
def test_slugs_that_meet_are_told_apart_by_the_migration() -> None:
    old = MigrationExecutor(connection)
    old.migrate(BEFORE)
    incidents: Any = old.loader.project_state(BEFORE).apps.get_model("incidents", "Incident")
    given = ["quiz", "QUIZ", "quiz-2", "Quiz", "pi-0000-0001", "Alone", "x" * 120, "X" * 120]
    for number, slug in enumerate(given):
        incidents.objects.create(title=slug, slug=slug, reference=f"PI-0000-000{number}")
    try:
        new = MigrationExecutor(connection)
        new.migrate(AFTER)
        found = new.loader.project_state(AFTER).apps.get_model("incidents", "Incident").objects.order_by("pk")
        slugs = list(found.values_list("slug", flat=True))
    finally:
        last = MigrationExecutor(connection)
        last.migrate(last.loader.graph.leaf_nodes())
    assert slugs == [
        "quiz", "QUIZ-3", "quiz-2", "Quiz-4", "pi-0000-0001-2", "Alone", "x" * 120, f"{'X' * 118}-2",
    ]  # fmt: skip
