"""What curators try out within an hour is told once in feeds and letters, or not at all; the log keeps all."""

import datetime as dt
from typing import Any

import feedparser
import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from incidents.ledger import review_claim
from incidents.models import Claim, Event, EventType, Incident
from incidents.site.changes import public_events
from incidents.site.joined_changes import joined_changes
from incidents.vocabulary import Decision
from tests.api import actor
from tests.incidents.site.conftest import Reads
from tests.incidents.site.test_letters import a_day_later, sent, subscribed

pytestmark = pytest.mark.django_db


@pytest.fixture
def pinned(shown: Incident) -> Claim:
    """Another claim than the winning one gives the figure now."""
    claim = Claim.objects.filter(incident=shown, value=1000).earliest("pk")
    return judge(claim, Decision.PIN)


def judge(claim: Claim, decision: Decision) -> Claim:
    return review_claim(claim.pk, decision, reason=f"Why {decision}", actor=actor())


def lines(read: Reads) -> list[Any]:
    return [one for one in feedparser.parse(read("/incidents.atom").content).entries if "People affected" in one.title]


def later(minutes: int) -> None:
    """As if what was done so far was done so much before."""
    for event in Event.objects.all():
        at = event.occurred_at - dt.timedelta(minutes=minutes)
        Event.objects.filter(pk=event.pk).update(occurred_at=at)


def test_what_is_set_and_taken_back_within_the_hour_is_no_entry(read: Reads, shown: Incident) -> None:
    before = [(one.id, one.title) for one in lines(read)]
    claim = judge(Claim.objects.filter(incident=shown, value=1000).earliest("pk"), Decision.PIN)
    tried = lines(read)
    assert len(tried) == len(before) + 1, "told until it is taken back"
    judge(claim, Decision.UNPIN)
    assert [(one.id, one.title) for one in lines(read)] == before
    steps = APIClient().get(f"/api/v1/events?incident={shown.reference}&type=figure.changed&page_size=100").json()
    assert len(steps["results"]) == len(before) + 2, "events are never lost"


def test_steps_of_one_hour_are_one_entry_that_keeps_its_id(read: Reads, shown: Incident, pinned: Claim) -> None:
    [first] = [one for one in lines(read) if "Now: 1,000" in one.summary and "Why" not in one.title][:1]
    number = len(lines(read))
    later(30)
    judge(Claim.objects.filter(incident=shown, value=5000).earliest("pk"), Decision.PIN)
    now = lines(read)
    assert len(now) <= number
    assert first.title not in {one.title for one in now if one.id == first.id}


def test_what_is_taken_back_after_an_hour_is_told_both_times(read: Reads, shown: Incident, pinned: Claim) -> None:
    number = len(lines(read))
    later(61)
    judge(pinned, Decision.UNPIN)
    assert len(lines(read)) == number + 1


def test_no_letter_tells_of_a_verdict_that_was_taken_back(client: Client, shown: Incident) -> None:
    subscribed(client)
    claim = judge(Claim.objects.filter(incident=shown, value=1000).earliest("pk"), Decision.PIN)
    judge(claim, Decision.UNPIN)
    a_day_later()
    assert sent() == []
    judge(claim, Decision.PIN)
    a_day_later()
    [body] = sent()
    assert "Now:    1,000" in body


def test_what_coverage_changed_between_is_told_as_it_is(shown: Incident, pinned: Claim) -> None:
    events = list(public_events([EventType.FIGURE_CHANGED]).filter(incident=shown))
    by_coverage = [one for one in events if not one.cause.startswith("claim:")]
    told = {one.reference for one in joined_changes(events)}
    assert {one.reference for one in by_coverage} <= told
    assert timezone.is_aware(events[0].occurred_at)
