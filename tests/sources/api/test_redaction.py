"""A redaction finds what curators wrote about coverage."""

import pytest
from django.contrib.auth.models import User

from incidents.ledger import Actor, redact_text
from sources.models import Coverage
from sources.pipeline import reject_coverage
from tests.api import fill
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


def test_a_text_is_taken_out_of_the_notes_on_coverage_and_their_history() -> None:
    incident, user = fill(1), User.objects.create_user("mara")
    cover(incident)
    coverage = Coverage.objects.filter(incident=incident)[0]
    reject_coverage(coverage.pk, user=user, note="It names Jane Roe.")
    redaction = redact_text(incident.pk, "Jane Roe", reason="A bystander.", actor=Actor.of(user))
    coverage.refresh_from_db()
    assert coverage.note == "It names [redacted]."
    latest = coverage.history.first()
    assert (latest.note, latest.history_change_reason) == ("It names [redacted].", "It names [redacted].")
    assert redaction.by_kind["notes"] == 1


def test_a_name_is_taken_out_of_what_matching_saw_as_names_are_compared() -> None:
    incident, user = fill(1), User.objects.create_user("mara")
    cover(incident)
    coverage = Coverage.objects.filter(incident=incident)[0]
    reject_coverage(coverage.pk, user=user, note="It names Jane Roe.")
    seen = [{"name": "victim", "weight": 0.4, "detail": "“jane roe” is in the title, not “Jane Roe”"}]
    Coverage.objects.filter(pk=coverage.pk).update(reasons=seen)
    redact_text(incident.pk, "Jane Roe", reason="A bystander.", actor=Actor.of(user))
    coverage.refresh_from_db()
    assert coverage.reasons[0]["detail"] == "“[redacted]” is in the title, not “[redacted]”"
