"""One way into a change: a short transaction that holds the incidents concerned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import transaction

from incidents.ledger.errors import IncidentMerged, VersionConflict
from incidents.models import Incident


@contextmanager
def locked(*ids: int) -> Iterator[list[Incident]]:
    """The incidents in the order of `ids`, their rows locked until the transaction ends.

    Rows are locked in the order of their keys, so that two changes never wait for each other; and not against being
    pointed to (no_key): a row about another incident that is added beside is checked at the commit, out of order. On
    SQLite the transaction itself is the lock (BEGIN IMMEDIATE). Raises Incident.DoesNotExist.
    """
    with transaction.atomic():
        rows = {
            row.pk: row for row in Incident.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        }
        missing = [pk for pk in ids if pk not in rows]
        if missing:
            raise Incident.DoesNotExist(f"No incident with the id {missing[0]}.")
        yield [rows[pk] for pk in ids]


@contextmanager
def locked_current(pk: int, expected_version: int | None = None, *, also: Iterable[int] = ()) -> Iterator[Incident]:
    """The incident, locked, and `also` with it. Raises IncidentMerged when it lives on as another, VersionConflict when
    it moved on."""
    with locked(pk, *also) as [incident, *_]:
        if incident.merged_into is not None:
            raise IncidentMerged(incident.reference, incident.canonical().reference)
        if expected_version is not None and expected_version != incident.version:
            raise VersionConflict(expected_version, incident.version)
        yield incident


@contextmanager
def locked_canonical(pk: int) -> Iterator[Incident]:
    """The incident that this one lives on as, locked: for what arrives by itself, such as coverage."""
    with transaction.atomic():
        while True:
            target = Incident.objects.get(pk=pk).canonical().pk
            incident = Incident.objects.select_for_update(no_key=True).get(pk=target)
            if incident.merged_into_id is None:
                break
            pk = target
        yield incident
