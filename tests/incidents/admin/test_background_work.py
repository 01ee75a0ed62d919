"""What workers do bit by bit is shown alike, whatever it is: its state, a bar, and a page that follows."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Snapshot
from sources.models import ImportState, RegisterImport, Rematching, RematchingState
from tests.api import fill


def _snapshot(**more: Any) -> Snapshot:
    row = {"begun_at": timezone.now(), "sequence": 1, "schema_version": 1} | more
    return Snapshot.objects.create(incidents_done=3, incidents_total=4, **row)


def _import(**more: Any) -> RegisterImport:
    row = {"state": ImportState.WORKING, "seen_on": timezone.localdate(), "due_at": timezone.now()} | more
    return RegisterImport.objects.create(register="hibp", content=b"[]", size=4, bytes_done=3, rows_done=3, **row)


def _rematching(**more: Any) -> Rematching:
    row = {"state": RematchingState.MATCHING, "changed_at": timezone.now()} | more
    return Rematching.objects.create(incident=fill(1), articles=4, **row)


@pytest.mark.parametrize(
    ("make", "under_way", "share"),
    [
        (_snapshot, "provisional", 75),
        (_import, "provisional", 75),
        (_rematching, "provisional", 100),
    ],
    ids=["a snapshot", "an import", "a rematching"],
)
def test_work_is_shown_with_its_state_and_a_bar_until_it_ends(
    desk: Client, make: Any, under_way: str, share: int
) -> None:
    row = make()
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
    for address in (reverse(f"{name}_changelist"), reverse(f"{name}_change", args=[row.pk])):
        shown = desk.get(address).content.decode()
        assert f'class="badge badge-{under_way}"' in shown
        assert f'<progress max="100" value="{share}" aria-label="Progress">' in shown
    assert "data-under-way" in shown
    assert "incidents/under_way" in shown
    assert 'http-equiv="refresh"' not in shown, "a page that loads itself anew takes the focus away"
    row.delete()
    ended = make(state="done", finished_at=timezone.now())
    shown = desk.get(reverse(f"{name}_change", args=[ended.pk])).content.decode()
    assert "badge-settled" in shown
    assert "data-under-way" not in shown
