"""Placeholders that grow old raise an alarm in the inbox."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.admin.inbox import PLACEHOLDER_DAYS
from incidents.figures.assertion import Bucket
from incidents.figures.quantity import bounds
from incidents.ledger import SYSTEM, ClaimDraft, EvidenceDraft, SpeakerDraft, record_claims
from incidents.models import Figure, Incident
from incidents.vocabulary import FigureStatus, Hedge, Metric, SpeakerKind, Unit


@pytest.mark.parametrize(("age", "alarm"), [(PLACEHOLDER_DAYS + 1, True), (PLACEHOLDER_DAYS - 1, False)])
def test_a_placeholder_that_grew_old_is_in_the_inbox(
    desk: Client, incident: Incident, age: int, *, alarm: bool
) -> None:
    evidence = EvidenceDraft(story="story:1", published_on=timezone.localdate() - dt.timedelta(days=age))
    speaker = SpeakerDraft(SpeakerKind.RESPONSIBLE_PARTY, words="Halden Rail")
    draft = ClaimDraft(Bucket(Metric.AFFECTED, Unit.PEOPLE), bounds(501, Hedge.EXACT), speaker, evidence=evidence)
    record_claims(incident.pk, [draft], source="article:1", cause="test", actor=SYSTEM)
    figure = Figure.objects.get()
    assert figure.status == FigureStatus.PLACEHOLDER
    shown = desk.get(reverse("admin:index")).content.decode()
    section = shown.partition("Old placeholders")[2].partition("<h2")[0]
    assert (reverse("admin:incidents_figure_change", args=[figure.pk]) in section) is alarm
