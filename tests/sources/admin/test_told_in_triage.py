"""Undo says what it undoes, and the pages of a thing say that a colleague looks at it in triage."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.models import Incident, TriageLease
from incidents.vocabulary import IncidentStatus, Visibility
from sources.models import Article, Coverage, CoverageState
from tests.sources.admin.test_triage import judge, shown, undo
from tracker.foundation.access.curators import ensure_curators_group


@pytest.fixture
def colleague(db: None) -> Client:
    user = User.objects.create_user("nora", is_staff=True)
    user.groups.add(ensure_curators_group())
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def second(incident: Incident, suggested: Coverage) -> Coverage:
    row = Article.objects.create(url="https://b.example/2", title="A second report", next_attempt_at=timezone.now())
    return Coverage.objects.create(article=row, incident=incident, state=CoverageState.SUGGESTED)


def test_undo_says_what_it_undoes(desk: Client, suggested: Coverage, second: Coverage, incident: Incident) -> None:
    judge(desk, "reject", reason="Another railway")
    assert f"Undo: rejected “A second report” for {incident}" in shown(desk)
    assert f"Taken back: rejected “A second report” for {incident}." in undo(desk)
    judge(desk, "new", reason="Its own", title="A new case", party="", day="")
    assert "Undo: a new incident: “A second report”" in shown(desk)


def test_the_pages_of_what_a_colleague_looks_at_say_so(
    desk: Client, colleague: Client, suggested: Coverage, incident: Incident
) -> None:
    pages = [
        reverse("admin:sources_article_change", args=[suggested.article_id]),
        reverse("admin:sources_coverage_change", args=[suggested.pk]),
        reverse("admin:sources_coverage_decide", args=[suggested.pk, "confirmed"]),
    ]
    assert not any("nora looks at" in desk.get(page).content.decode() for page in pages)
    shown(colleague)
    until = TriageLease.objects.get().until
    for page in pages:
        assert re.search(rf"nora looks at .*until {until:%H:%M} UTC", desk.get(page).content.decode())
    assert "nora looks at" not in colleague.get(pages[0]).content.decode()


def test_the_page_of_a_candidate_says_that_a_colleague_looks_at_it(desk: Client, colleague: Client) -> None:
    draft = IncidentDraft("Harbour", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL)
    candidate = open_incident(draft, actor=SYSTEM)
    shown(colleague, "candidates")
    for page in ("incidents_incident_change", "incidents_incident_rule"):
        place = [candidate.pk] if page.endswith("change") else [candidate.pk, "open"]
        assert "nora looks at this candidate" in desk.get(reverse(f"admin:{page}", args=place)).content.decode()


def test_two_on_the_page_of_an_incident_see_each_other(desk: Client, colleague: Client, incident: Incident) -> None:
    page = reverse("admin:incidents_incident_change", args=[incident.pk])
    other = reverse("admin:incidents_incident_change", args=[open_incident(IncidentDraft("Quarry"), actor=SYSTEM).pk])
    assert "looks at this incident" not in desk.get(page).content.decode()
    assert "mara looks at this incident until" in colleague.get(page).content.decode()
    answer = desk.get(page).content.decode()
    assert "nora looks at this incident until" in answer
    assert "mara looks at" not in answer
    assert "looks at this incident" not in desk.get(other).content.decode()
    TriageLease.objects.update(until=timezone.now())
    assert "looks at this incident" not in desk.get(page).content.decode()
