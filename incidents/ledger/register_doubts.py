"""A curator's word on rows of registers that are in doubt."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from incidents.models import EntryState, RegisterEntry


def settle_doubt(entries: Sequence[int], *, actor: str) -> int:
    """Say of these rows that are in doubt that each has an incident of its own; how many there were."""
    with transaction.atomic():
        rows = RegisterEntry.objects.select_for_update(no_key=True).filter(pk__in=entries, state=EntryState.IN_DOUBT)
        held = list(rows.order_by("pk"))
        for row in held:
            row.state = EntryState.NEW
            row.reasons = [*row.reasons, {"name": "not the same", "detail": f"by {actor}"}]
            row.save(update_fields=["state", "reasons"])
    return len(held)
