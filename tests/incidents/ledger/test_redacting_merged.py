"""A merge that comes between finding the related incidents and locking them."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from incidents.ledger import (
    Actor,
    IncidentDraft,
    merge_incidents,
    open_incident,
    redact_text,
    redacting,
    update_incident,
)
from incidents.models import Event, Incident

pytestmark = pytest.mark.django_db

TEXT = "Jane Roe"


def test_what_was_merged_meanwhile_is_locked_before_it_is_changed(
    incident: Incident, curator: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_incident(IncidentDraft("Another"), actor=curator)
    for each in (incident, other):
        update_incident(each.pk, {"summary": f"By {TEXT}"}, actor=curator)
        update_incident(each.pk, {"summary": ""}, actor=curator)
    real, asked = redacting.locked, []

    @contextmanager
    def late(*ids: int) -> Iterator[list[Incident]]:
        if not asked:
            merge_incidents(keep=incident.pk, absorb=other.pk, reason="The same", actor=curator)
        asked.append(set(ids))
        with real(*ids) as rows:
            yield rows

    monkeypatch.setattr(redacting, "locked", late)
    redact_text(incident.pk, TEXT, reason="Not her.", actor=curator)
    assert asked == [{incident.pk}, {incident.pk, other.pk}]
    assert TEXT not in str(list(Event.objects.values_list("data", flat=True)))
