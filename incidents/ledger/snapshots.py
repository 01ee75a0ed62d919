"""All of an incident's own fields at one moment, so that events can say what was before and after."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from typing import Any

from incidents.ledger.drafts import IncidentDraft
from incidents.models import Incident

LISTS = ("countries", "data_classes", "involvements")
COLUMNS = tuple(field.name for field in fields(IncidentDraft) if field.name not in (*LISTS, "confirmed"))


def snapshot(incident: Incident) -> dict[str, Any]:
    """The incident's fields, countries, data classes and involvements, JSON-able, for an event."""
    values: dict[str, Any] = {}
    for name in COLUMNS:
        value = getattr(incident, name)
        values[name] = value.isoformat() if isinstance(value, dt.date) else (value and str(value)) or value
    values["countries"] = sorted(row.country for row in incident.countries.all())
    values["data_classes"] = sorted(row.data_class for row in incident.data_classes.all())
    values["involvements"] = [
        {"party": row.party.reference, "name": row.party.name, "role": row.role, "standing": row.standing}
        for row in incident.involvements.select_related("party").order_by("pk")
    ]
    return values
