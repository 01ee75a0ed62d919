"""Imports in the background: turn by turn, found again by the sweep, and failed with a sentence."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from incidents.models import Incident, RegisterEntry
from sources import tasks
from sources.importing import running, work
from sources.models import ImportState, RegisterImport
from sources.pipeline import wakeups
from tests.sources.importing import files as made
from tests.sources.importing.conftest import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    sent: list[Any] = []
    monkeypatch.setattr(wakeups, "_send", lambda task, *ids, **more: sent.append((task, *ids)))
    return sent


def handed_in(text: str, register: str = "hibp", **options: Any) -> RegisterImport:
    return work.hand_in(text.encode(), register=register, file_name="a.json", seen_on=DAY, **options)


def many(count: int) -> str:
    return made.hibp(*(made.breach(f"N{at}") for at in range(count)))


def test_a_worker_is_woken_and_takes_the_file_in(woken: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        row = handed_in(made.hibp(made.breach(), made.breach(count="x")))
    assert woken == [("sources.tasks.import_register", row.pk)]
    tasks.import_register(row.pk)
    row.refresh_from_db()
    assert (row.state, row.rows_done, row.counts) == (ImportState.DONE, 2, {"new": 1, "refused": 1})
    assert row.faults == [[22, "PwnCount", "It is missing, or no int."]]
    assert (bytes(row.content), row.lease_until, row.bytes_done) == (b"", None, row.size)
    tasks.import_register(row.pk)
    tasks.import_register(row.pk + 1)
    assert Incident.objects.count() == 1


def test_a_byte_order_mark_and_bytes_that_are_no_utf_8_are_read_as_in_a_file() -> None:
    text = made.second(made.second_row()).encode() + made.second(made.second_row("u-2")).partition("\n")[2].encode(
        "utf-16-le"
    )
    row = work.hand_in(text, register="prc", file_name="a.csv", seen_on=DAY)
    work.work(row.pk)
    row.refresh_from_db()
    assert row.counts["new"] == 1
    assert row.state == ImportState.DONE


def test_a_turn_ends_and_the_next_one_goes_on_after_it(
    woken: list[Any], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(running, "PORTION", 2)
    row = handed_in(many(5))
    done = []
    while row.state != ImportState.DONE:
        with django_capture_on_commit_callbacks(execute=True):
            work.work(row.pk, turn_seconds=-1)
        row.refresh_from_db()
        done.append(row.rows_done)
    assert done == [2, 4, 5, 5]
    assert row.counts == {"new": 5}
    assert woken == [("sources.tasks.import_register", row.pk)] * 3


def test_what_a_dead_worker_left_is_found_by_the_sweep_and_goes_on_without_doubling(
    woken: list[Any], monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    monkeypatch.setattr(running, "PORTION", 2)
    row = handed_in(many(5))
    monkeypatch.setattr(work, "_save", dies := _Dies(work._save))
    with pytest.raises(SystemExit):
        work.work(row.pk)
    monkeypatch.setattr(work, "_save", dies.save)
    work.work(row.pk)
    assert Incident.objects.count() == 2, "it is leased"
    RegisterImport.objects.update(lease_until=timezone.now())
    woken.clear()
    with django_capture_on_commit_callbacks(execute=True):
        assert work.wake_due() == 1
    assert woken == [("sources.tasks.import_register", row.pk)]
    work.work(row.pk)
    row.refresh_from_db()
    assert (row.state, row.counts) == (ImportState.DONE, {"unchanged": 2, "new": 3})
    assert Incident.objects.count() == RegisterEntry.objects.count() == 5


class _Dies:
    """Ends the process, as it were, before the first portion is counted."""

    def __init__(self, save: Any) -> None:
        self.save = save

    def __call__(self, *args: Any) -> None:
        raise SystemExit


def test_another_file_fails_with_a_sentence() -> None:
    row = handed_in(made.hhs(made.hhs_row()))
    work.work(row.pk)
    row.refresh_from_db()
    assert row.state == ImportState.FAILED
    assert row.last_error == "a.json is no file of Have I Been Pwned. It is not a JSON array of objects."
    assert bytes(row.content) == b""


def test_what_goes_wrong_is_tried_again_and_given_up_after_the_third_time(monkeypatch: pytest.MonkeyPatch) -> None:
    row = handed_in(many(1))

    def breaks(self: Any) -> bool:
        raise RuntimeError("no space left")

    monkeypatch.setattr(running.RegisterRun, "advance", breaks)
    for attempt in (1, 2, 3):
        work.work(row.pk)
        row.refresh_from_db()
        assert row.attempts == attempt
        RegisterImport.objects.update(due_at=timezone.now() - dt.timedelta(1))
    assert (row.state, row.last_error) == (ImportState.FAILED, "RuntimeError: no space left")


def test_a_dry_run_in_the_background_writes_nothing() -> None:
    row = handed_in(many(3), dry=True)
    work.work(row.pk)
    row.refresh_from_db()
    assert row.counts == {"new": 3}
    assert not Incident.objects.exists()
