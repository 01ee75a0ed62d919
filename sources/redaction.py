"""What curators wrote about coverage, for redactions: notes on decisions, and their history. Articles are left alone:
what a newspaper printed is the newspaper's."""

from __future__ import annotations

from collections.abc import Iterator

from incidents.ledger.places import Place, Related, in_columns
from sources.models import Coverage


def places_in_notes(related: Related, text: str) -> Iterator[Place]:
    """The notes that hold the text."""
    rows = Coverage.objects.filter(incident__in=related.ids)
    yield from in_columns("notes", rows, "incident_id", ("note",), text)
    records = Coverage.history.model.objects.filter(incident_id__in=related.ids)
    yield from in_columns("history", records, "incident_id", ("note", "history_change_reason"), text)
