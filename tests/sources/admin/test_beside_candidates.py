"""What triage shows beside a candidate."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from incidents.ledger import SYSTEM, IncidentDraft, open_incident
from incidents.vocabulary import IncidentStatus, Visibility
from sources.models import Coverage, CoverageState

PAGE = "admin:sources_coverage_triage"
pytestmark = pytest.mark.django_db


def test_the_incident_that_is_shown_is_none_of_the_articles_others(desk: Client, suggested: Coverage) -> None:
    draft = IncidentDraft("Harbour", status=IncidentStatus.CANDIDATE, visibility=Visibility.INTERNAL)
    harbour = open_incident(draft, actor=SYSTEM)
    Coverage.objects.create(article=suggested.article, incident=harbour, state=CoverageState.CONFIRMED, score=0.9)
    [others] = re.findall(
        r"The article and other incidents:(.*?)</p>", desk.get(f"{reverse(PAGE)}?queue=candidates").content.decode()
    )
    assert str(suggested.incident) in others
    assert "Harbour" not in others
