"""How far matching articles anew has come, in the admin."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sources.models import Article, ArticleState, Rematching, RematchingState
from tests.api import fill

pytestmark = pytest.mark.django_db
WORDS = "100% of all articles looked through, 4 found, 3 of them matched"


def test_progress_stands_on_the_incident_and_on_a_page_of_its_own(desk: Client) -> None:
    incident, now = fill(1), timezone.now()
    row = Rematching.objects.create(incident=incident, changed_at=now, state=RematchingState.MATCHING, articles=4)
    Article.objects.create(
        url="https://news.example/1", state=ArticleState.EXTRACTED, next_attempt_at=now, rematching=row
    )
    own = reverse("admin:sources_rematching_change", args=[row.pk])
    for address in (own, reverse("admin:sources_rematching_changelist")):
        shown = desk.get(address).content.decode()
        assert WORDS in shown
        assert '<progress max="100" value="75" ' in shown
    page = reverse("admin:incidents_incident_change", args=[incident.pk])
    shown = desk.get(page).content.decode()
    assert WORDS in shown
    assert own in shown
    Rematching.objects.update(state=RematchingState.DONE, finished_at=now)
    assert WORDS not in desk.get(page).content.decode()
