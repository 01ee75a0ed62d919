"""The records of everything public, as REST shows them to whoever is no curator, in the order of their references."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final

from django.db import reset_queries
from rest_framework.utils.encoders import JSONEncoder

from incidents.api.incidents import IncidentSerializer
from incidents.models import Incident
from incidents.models.incident import IncidentQuerySet
from tracker.foundation.rest.selection import Selection, prefetched

SCHEMA_VERSION: Final = 1  # raised when a field goes away or changes its sense; fields may be added within one
PORTION: Final = 100  # incidents that are read together
_SELECTION: Final = Selection(expanded=frozenset(IncidentSerializer.expandable))
_TRIES: Final = 5

Record = dict[str, Any]


def public_incidents() -> IncidentQuerySet:
    """The incidents of snapshots: what everybody may see, and of what was merged only what it lives on as."""
    return Incident.objects.public().current()


def portions() -> Iterator[list[Record]]:
    """The records, some at a time. Each says what its incident was at one version; changes that come meanwhile may be
    in or not."""
    last = ""
    while rows := _unmoved(last):
        yield _records(rows)
        last = rows[-1].reference
        reset_queries()  # which Django keeps while DEBUG is on


def _unmoved(last: str) -> list[Incident]:
    """The next incidents with all that is shown of them, none of which changed while it was read."""
    found: list[Incident] = []
    for _ in range(_TRIES):
        rows = public_incidents().filter(reference__gt=last).order_by("reference")
        found = list(prefetched(rows, IncidentSerializer, _SELECTION)[:PORTION])
        now = dict(public_incidents().filter(pk__in=[row.pk for row in found]).values_list("pk", "version"))
        if all(now.get(row.pk) == row.version for row in found):
            break
    return found


def _records(rows: Sequence[Incident]) -> list[Record]:
    serializer = IncidentSerializer(rows, many=True, context={"selection": _SELECTION, "sees_all": False})
    # plain values, as JSON has them, so that every file says the same
    plain: list[Record] = json.loads(json.dumps(serializer.data, cls=JSONEncoder))
    return plain
