"""What a redaction took out is sent by no run, however long it goes on already, and no answer brings it back."""

import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents.ledger import redact_text, update_incident
from incidents.models import Incident
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.leases import LeaseRotation, lease
from incidents.webhooks.models import Delivery
from incidents.webhooks.posting import PostJob
from tests.api import actor, fill

pytestmark = pytest.mark.django_db

TEXT = "Jane Roe"
WHY = "She has nothing to do with it."


@pytest.fixture
def incident(owner: User) -> Incident:
    return fill(1)


def lease_all(memory: LeaseRotation) -> list[PostJob]:
    return lease(slots=200, failing_slots=200, lease_for=dt.timedelta(minutes=1), memory=memory)


def name_her(incident: Incident) -> None:
    update_incident(incident.pk, {"summary": f"It was {TEXT}."}, actor=actor())
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=actor())
    fan_out()


def test_a_run_sends_the_mark_once_a_text_was_taken_out(subscribe, incident: Incident) -> None:
    subscribe()
    subscribe("https://other.example/")
    name_her(incident)
    memory = LeaseRotation()
    bodies = [job.body for job in lease_all(memory)]
    assert any(TEXT.encode() in body for body in bodies)
    Delivery.objects.update(lease_token="", lease_until=None, next_attempt_at=timezone.now())
    redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    later = [job.body for job in lease_all(memory)]
    assert later
    assert not any(TEXT.encode() in body for body in later)
    assert any(b"[redacted]" in body for body in later)
