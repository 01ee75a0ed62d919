"""A receiver may write what it got in a way of its own; the mark takes the place of the text in these as well."""

import html
import json
from urllib.parse import quote, quote_plus

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from incidents.ledger import redact_field, redact_text, update_incident
from incidents.models import Event, Incident
from incidents.webhooks.fanout import fan_out
from incidents.webhooks.models import Attempt, Delivery
from incidents.webhooks.models.delivery import DETAIL_CHARACTERS, MAX_ANSWER_BYTES
from tests.api import actor, fill

pytestmark = pytest.mark.django_db

TEXT = "Ren\u00e9e O'Neil/Roe"
WHY = "She has nothing to do with it."
SLUG = "renee-oneilroe"
ECHOES = [
    f"got {TEXT}.",
    json.dumps({"got": TEXT}),
    json.dumps({"got": TEXT}).replace("\\u00e9", "\\u00E9"),
    json.dumps({"got": TEXT}).replace("/", "\\/"),
    json.dumps({"got": TEXT}, ensure_ascii=False).replace("/", "\\/"),
    json.dumps({"got": json.dumps({"title": TEXT})}),
    f"<p>{html.escape(TEXT)}</p>",
    f"<p>{TEXT.replace(chr(39), '&#39;')}</p>",
    f"/seen?of={quote(TEXT, safe='')}&n=1",
    f"of={quote_plus(TEXT)}&n=1",
    json.dumps({"slug": f"letters-of-{SLUG}"}),
    f"no incident at /incidents/{SLUG}s-letters",
    f"{'x' * (MAX_ANSWER_BYTES - 10)}{TEXT[:9]}",
]


@pytest.fixture
def named(owner: User, subscribe) -> tuple[Incident, Delivery]:
    """An incident that told the text once, and the delivery of it."""
    incident = fill(1)
    subscribe()
    update_incident(incident.pk, {"summary": f"It was {TEXT}."}, actor=actor())
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=actor())
    fan_out()
    return incident, Delivery.objects.filter(event__data__icontains="Neil").earliest("pk")


def answered(delivery: Delivery, answer: str, number: int = 1) -> Attempt:
    return Attempt.objects.create(
        delivery=delivery, number=number, started_at=timezone.now(), duration_ms=1, answer=answer, detail=answer[-500:]
    )


@pytest.mark.parametrize("echo", ECHOES)
def test_no_answer_tells_what_was_taken_out(named: tuple[Incident, Delivery], echo: str) -> None:
    incident, delivery = named
    attempt = answered(delivery, echo)
    redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    attempt.refresh_from_db()
    for kept in (attempt.answer, attempt.detail):
        assert "[redact" in kept
        assert not [part for part in ("Ren", "Neil", "neil", SLUG) if part in kept]


def test_a_mark_that_is_longer_than_the_text_fits_where_the_text_stood(owner: User, subscribe) -> None:
    incident = fill(1)
    subscribe()
    update_incident(incident.pk, {"summary": "It was Zara."}, actor=actor())
    update_incident(incident.pk, {"summary": "It was somebody."}, actor=actor())
    fan_out()
    attempt = answered(Delivery.objects.filter(event__data__icontains="Zara").earliest("pk"), "Zara " * 900)
    redact_text(incident.pk, "Zara", reason=WHY, actor=actor())
    attempt.refresh_from_db()
    assert (len(attempt.detail), attempt.detail[:11]) == (DETAIL_CHARACTERS, "[redacted] ")
    assert "Zara" not in attempt.answer + attempt.detail


@pytest.mark.parametrize("other", ["Thanks, O'Neil & Roe.", "renee-oneilroes-x1 oneilroe", '{"got": "Rene"}', ""])
def test_what_else_an_answer_says_stays(named: tuple[Incident, Delivery], other: str) -> None:
    incident, delivery = named
    other = other.replace("renee-oneilroes-x1", "renee-oneilroest")
    attempt = answered(delivery, other)
    redact_text(incident.pk, TEXT, reason=WHY, actor=actor())
    attempt.refresh_from_db()
    assert (attempt.answer, attempt.detail) == (other, other)


def test_answers_to_an_event_lose_the_text_of_its_field_and_others_keep_it(named: tuple[Incident, Delivery]) -> None:
    incident, delivery = named
    other = Delivery.objects.exclude(event=delivery.event).earliest("pk")
    told, kept = answered(delivery, f"got It was {TEXT}."), answered(other, f"got It was {TEXT}.")
    event = Event.objects.get(pk=delivery.event_id)
    redaction = redact_field(incident.pk, event.reference, "after.summary", reason=WHY, actor=actor())
    told.refresh_from_db()
    kept.refresh_from_db()
    assert (told.answer, kept.answer) == ("got [redacted]", f"got It was {TEXT}.")
    assert redaction.by_kind == {"events": 1, "receivers": 2}
