"""When snapshots are made, and when their files have to go."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from incidents.ledger import merge_incidents, redact_text, split_incident, undo_merge, update_incident
from incidents.ledger.drafts import IncidentDraft
from incidents.models import Claim, IncidentMerge, Snapshot, SnapshotFile, SnapshotState
from incidents.snapshots import keeping
from incidents.snapshots.making import index_of
from incidents.snapshots.tasks import keep_snapshots
from incidents.vocabulary import Visibility
from tests.api import actor, fill
from tests.incidents.snapshots.conftest import made

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2031, 5, 4, 12, tzinfo=dt.UTC)


def begun(hours: float, state: str = SnapshotState.DONE) -> Snapshot:
    """A snapshot of so many hours before noon."""
    return Snapshot.objects.create(
        sequence=10**6, schema_version=1, state=state, begun_at=NOON - dt.timedelta(hours=hours)
    )


# (hours ago that the last was begun, its state, the hour of the setting, whether one is due at noon)
@pytest.mark.parametrize(
    ("hours", "state", "hour", "due"),
    [
        (None, "", 3, True),
        (1, SnapshotState.DONE, 3, False),
        (8.9, SnapshotState.DONE, 3, False),
        (9.1, SnapshotState.DONE, 3, True),
        (15, SnapshotState.DONE, 20, False),
        (17, SnapshotState.DONE, 20, True),
        (0.5, SnapshotState.DONE, 12, True),
        (0.5, SnapshotState.FAILED, 3, False),
        (1.5, SnapshotState.FAILED, 3, True),
        (50, SnapshotState.WORKING, 3, False),
    ],
)
def test_one_is_due_once_a_night(hours: float | None, state: str, hour: int, due: bool, settings: Any) -> None:
    settings.SNAPSHOT_HOUR = hour
    if hours is not None:
        begun(hours, state)
    assert keeping.is_due(NOON) is due


@pytest.mark.parametrize(("on", "made_now"), [(True, 1), (False, 0)])
def test_the_task_makes_one_and_no_other_that_night(on: bool, made_now: int, settings: Any) -> None:
    settings.SNAPSHOTS = on
    for _ in range(2):
        keep_snapshots()
        assert Snapshot.objects.count() == made_now


def withdrawn(pk: int) -> None:
    update_incident(pk, {"visibility": "internal"}, actor=actor(), reason="Not for now.")


def redacted(pk: int) -> None:
    redact_text(pk, "Northwind: 1000.", reason="A court.", actor=actor())


def merged_into_hidden(pk: int) -> None:
    hidden = fill(8)
    update_incident(hidden.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    made()
    merge_incidents(keep=hidden.pk, absorb=pk, reason="One.", actor=actor())


def parted_from_what_is_hidden(pk: int) -> None:
    absorbed = fill(8)
    update_incident(absorbed.pk, {"visibility": "internal"}, actor=actor(), reason="Not yet.")
    merge_incidents(keep=pk, absorb=absorbed.pk, reason="One.", actor=actor())
    made()
    undo_merge(IncidentMerge.objects.get().pk, reason="Two.", actor=actor())


def split_into_what_is_hidden(pk: int) -> None:
    [claim, *_] = Claim.objects.filter(incident=pk)
    split_incident(pk, [claim.pk], IncidentDraft("Apart", visibility=Visibility.INTERNAL), reason="Two.", actor=actor())


def renamed(pk: int) -> None:
    update_incident(pk, {"title": "Other"}, actor=actor(), reason="Better.")


@pytest.mark.parametrize(
    ("change", "stays"),
    [
        (withdrawn, False),
        (redacted, False),
        (merged_into_hidden, False),
        (parted_from_what_is_hidden, False),
        (split_into_what_is_hidden, False),
        (renamed, True),
    ],
)
def test_what_holds_something_that_was_taken_out_is_handed_out_no_more(
    change: Any, stays: bool, folder: Path, settings: Any
) -> None:
    settings.SNAPSHOTS = False
    incident = fill(1)
    made()
    change(incident.pk)
    assert SnapshotFile.objects.available().exists() is stays
    keeping.keep_snapshots()
    files = [path for path in folder.iterdir() if not path.name.startswith(".")]
    assert bool(files) is stays
    assert Snapshot.objects.filter(withdrawn_at=None).exists() is stays
    made()
    assert SnapshotFile.objects.available().filter(kind="ndjson").exists()


def test_one_that_was_withdrawn_is_made_anew_after_an_hour(settings: Any) -> None:
    settings.SNAPSHOT_HOUR = 0
    incident = fill(1)
    first = made()
    withdrawn(incident.pk)
    assert not keeping.is_due(first.begun_at + dt.timedelta(minutes=30))
    assert keeping.is_due(first.begun_at + dt.timedelta(minutes=61))


def test_old_ones_go_and_the_newest_stays_however_old_it_is(folder: Path, settings: Any) -> None:
    settings.KEEP_SNAPSHOTS_DAYS, settings.SNAPSHOTS = 14, False
    fill(1)
    first, second, third = made(), made(), made()
    old = timezone.now() - dt.timedelta(days=15)
    for snapshot in (first, third):
        Snapshot.objects.filter(pk=snapshot.pk).update(begun_at=old)
    names = dict(SnapshotFile.objects.values_list("name", "snapshot"))
    (folder / "2001-01-01-9.ndjson.gz").write_bytes(b"left by a run that was cut short")
    keeping.keep_snapshots()
    left = {path.name for path in folder.iterdir()}
    third.refresh_from_db()
    assert left == {name for name, pk in names.items() if pk != first.pk} | {index_of(third).name}
    assert set(Snapshot.objects.values_list("pk", flat=True)) == {second.pk, third.pk}
