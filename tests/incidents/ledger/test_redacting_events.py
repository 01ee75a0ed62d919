"""What of an event is taken out, and what a preview shows."""

import pytest
from django.core.exceptions import ValidationError

from incidents.ledger import (
    Actor,
    IncidentDraft,
    open_incident,
    preview_redaction,
    redact_field,
    redact_text,
    update_incident,
)
from incidents.models import (
    Event,
    Incident,
    Redaction,
)
from incidents.webhooks.models import Attempt
from tests.incidents.ledger.test_redacting import TEXT, WHY, answered

pytestmark = pytest.mark.django_db


def test_a_field_of_an_event_is_taken_out_whole(incident: Incident, curator: Actor) -> None:
    update_incident(incident.pk, {"summary": "first"}, actor=curator, reason=f"{TEXT} rang.")
    event = Event.objects.order_by("-sequence")[0]
    first = redact_field(incident.pk, event.reference, "data.reason", reason=WHY, actor=curator)
    event.refresh_from_db()
    assert event.data["reason"] == "[redacted]"
    assert event.data["after"] == {"summary": "first"}
    assert first.field == f"{event.reference}: reason"
    assert redact_field(incident.pk, event.reference, "reason", reason=WHY, actor=curator) == first
    assert Redaction.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "named"),
    [("reason.x", "field"), ("after.kind", "field"), ("nothing", "field"), ("", "field"), ("before", "field")],
)
def test_a_field_that_is_no_free_text_stays(incident: Incident, curator: Actor, field: str, named: str) -> None:
    update_incident(incident.pk, {"kind": "misuse"}, actor=curator, reason="was misuse")
    event = Event.objects.order_by("-sequence")[0]
    with pytest.raises(ValidationError) as refusal:
        redact_field(incident.pk, event.reference, field, reason=WHY, actor=curator)
    assert named in refusal.value.message_dict


def test_an_event_of_another_incident_is_not_this_ones_to_redact(incident: Incident, curator: Actor) -> None:
    stranger = open_incident(IncidentDraft("Stranger"), actor=curator)
    event = Event.objects.get(incident=stranger)
    with pytest.raises(ValidationError) as refusal:
        redact_field(incident.pk, event.reference, "after.title", reason=WHY, actor=curator)
    assert "event" in refusal.value.message_dict


def test_a_preview_tells_nothing_of_what_receivers_answered(incident: Incident, curator: Actor) -> None:
    answered(incident, curator, TEXT)
    attempt = Attempt.objects.order_by("pk")[0]
    Attempt.objects.filter(pk=attempt.pk).update(answer="error from db-7.corp.example, session=s3cr3t")
    for text in ("error", "session=", "s3cr"):
        with pytest.raises(ValidationError, match="stands nowhere"):
            preview_redaction(incident.pk, text)
        with pytest.raises(ValidationError, match="stands nowhere"):
            redact_text(incident.pk, text, reason=WHY, actor=curator)
    update_incident(incident.pk, {"summary": "error"}, actor=curator)
    update_incident(incident.pk, {"summary": ""}, actor=curator)
    places = preview_redaction(incident.pk, "error")
    assert "db-7" not in str(places)
    assert not [place for place in places if "attempt" in place.where or place.kind == "receivers"]
    assert redact_text(incident.pk, "error", reason=WHY, actor=curator).by_kind["receivers"] == 1
    attempt.refresh_from_db()
    assert attempt.answer == "[redacted] from db-7.corp.example, session=s3cr3t"
