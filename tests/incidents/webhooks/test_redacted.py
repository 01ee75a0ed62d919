"""What a redaction took out is sent by no run, however long it goes on already, and no answer brings it back."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from incidents.ledger import redact_text, update_incident
from incidents.models import Incident
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.leases import LeaseRotation, lease
from incidents.webhooks.models import Attempt, Delivery, DeliveryState
from incidents.webhooks.outcomes import record
from incidents.webhooks.posting import PostJob, PostOutcome
from tests.api import actor, fill

pytestmark = pytest.mark.django_db

TEXT = "Jane Roe"
WHY = "She has nothing to do with it."


@pytest.fixture
def incident(owner: User) -> Incident:
    return fill(1)


def lease_all(rotation: LeaseRotation) -> list[PostJob]:
    return lease(slots=200, failing_slots=200, lease_for=dt.timedelta(minutes=1), rotation=rotation)


def name_her(incident: Incident) -> None:
    update_incident(incident.pk, {"summary": f"It was {TEXT}."}, actor=actor())
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=actor())
    fan_out()


def test_a_run_sends_the_mark_once_a_text_was_taken_out(subscribe, incident: Incident) -> None:
    subscribe()
    subscribe("https://other.example/")
    name_her(incident)
    rotation = LeaseRotation()
    bodies = [job.body for job in lease_all(rotation)]
    assert any(TEXT.encode() in body for body in bodies)
    Delivery.objects.update(lease_token="", lease_until=None, next_attempt_at=timezone.now())
    redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    later = [job.body for job in lease_all(rotation)]
    assert later
    assert not any(TEXT.encode() in body for body in later)
    assert any(b"[redacted]" in body for body in later)


@pytest.mark.parametrize("error", ["", "http_500"])
def test_an_answer_that_comes_after_the_redaction_is_not_kept(subscribe, incident: Incident, error: str) -> None:
    """A receiver may send back what it got. That it was tried, and how it went, is recorded all the same."""
    subscribe()
    name_her(incident)
    for _ in range(20):
        jobs = lease_all(LeaseRotation())
        if any(TEXT.encode() in job.body for job in jobs):
            break
        record([PostOutcome(job, timezone.now(), 1, status=200) for job in jobs])
    redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    named = {job.delivery_id for job in jobs if TEXT.encode() in job.body}
    assert named
    record(
        [
            PostOutcome(job, timezone.now(), 1, status=200, error=error, answer=job.body, detail=f"{TEXT}?")
            for job in jobs
        ]
    )
    tries = Attempt.objects.filter(delivery__in=named)
    assert [(row.answer, row.detail[:27]) for row in tries] == [("", "The answer was not kept: a ")] * len(named)
    assert not Attempt.objects.filter(answer__contains=TEXT).exists()
    state = DeliveryState.PENDING if error else DeliveryState.DELIVERED
    assert set(Delivery.objects.filter(pk__in=named).values_list("state", flat=True)) == {state}


def test_an_answer_is_kept_when_nothing_changed(subscribe, incident: Incident) -> None:
    subscribe()
    name_her(incident)
    jobs = lease_all(LeaseRotation())
    record([PostOutcome(job, timezone.now(), 1, status=200, answer=b"thanks") for job in jobs])
    assert set(Attempt.objects.values_list("answer", flat=True)) == {"thanks"}


@pytest.mark.django_db(transaction=True)
def test_a_redaction_waits_for_an_answer_that_is_being_recorded(subscribe, incident: Incident) -> None:
    """So it finds the answer, which it would miss, and which would not be dropped, if the two went on side by side."""
    subscribe()
    name_her(incident)
    jobs = []
    while not any(TEXT.encode() in job.body for job in jobs):
        record([PostOutcome(job, timezone.now(), 1, status=200) for job in jobs])
        jobs = lease_all(LeaseRotation())
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            record([PostOutcome(job, timezone.now(), 1, status=200, answer=job.body) for job in jobs])
            redacting = pool.submit(in_own_connection, incident)
            with pytest.raises(TimeoutError):
                redacting.result(timeout=1)
        redacting.result(timeout=30)
    assert Attempt.objects.filter(answer__contains="[redacted]").exists()
    assert not Attempt.objects.filter(answer__contains=TEXT).exists()


def in_own_connection(incident: Incident) -> None:
    try:
        redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    finally:
        connection.close()
