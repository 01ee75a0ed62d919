"""One way into a change: a short transaction that holds the incidents concerned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from incidents.ledger.errors import IncidentMerged, VersionConflict
from incidents.models import Incident


@contextmanager
def locked(*ids: int) -> Iterator[list[Incident]]:
    """The incidents in the order of `ids`, their rows locked until the transaction ends.

    Rows are locked in the order of their keys, so that two changes never wait for each other. Others may still add
    rows that point to them (no_key): such a row's foreign key is checked at the commit, out of that order. On SQLite
    the transaction itself is the lock (BEGIN IMMEDIATE). Raises Incident.DoesNotExist.
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
    """The incident, locked together with `also`. Raises IncidentMerged when it was merged into another, VersionConflict
    when its version is not the expected one."""
    with locked(pk, *also) as [incident, *_]:
        if incident.merged_into is not None:
            raise IncidentMerged(incident.reference, incident.canonical().reference)
        if expected_version is not None and expected_version != incident.version:
            raise VersionConflict(expected_version, incident.version)
        yield incident


def hold(ids: Iterable[int]) -> None:
    """Lock those of these incidents that exist until the transaction ends, in the order of their keys.

    For a transaction that changes several: the event of the first change takes a number, and others wait for the next
    one, perhaps with an incident in hand that would still have to be locked here.
    """
    rows = Incident.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    list(rows.values_list("pk"))


@contextmanager
def locked_canonical(pk: int) -> Iterator[Incident]:
    """The incident, locked, or the one that it was merged into: for what no person sends, such as coverage."""
    with transaction.atomic(savepoint=False):  # what fails inside undoes the whole change that it is part of
        while (incident := _locked_unmerged(pk)) is None:
            pk = Incident.objects.get(pk=pk).canonical().pk
        yield incident


def one_at_a_time(*locks: int) -> None:
    """Wait for the locks, in the order of their numbers, and hold them until the end of the transaction. On SQLite the
    transaction itself is the lock (BEGIN IMMEDIATE)."""
    if connection.vendor == "postgresql" and locks:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(one) FROM unnest(%s::bigint[]) AS one", [sorted(set(locks))])


def lock_for(*words: object) -> int:
    """The number of the lock of these words, the same in every process."""
    text = "\0".join(map(str, words)).encode()
    return int.from_bytes(hashlib.blake2b(text, digest_size=8).digest(), signed=True)


def _locked_unmerged(pk: int) -> Incident | None:
    """The incident, locked; None when there is none, or it was merged into another, which locks nothing."""
    rows = Incident.objects.select_for_update(no_key=True).filter(pk=pk, merged_into__isnull=True)
    return rows.order_by().first()
