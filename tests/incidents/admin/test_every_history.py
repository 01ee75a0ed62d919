"""Every entry of every history opens, whatever became of the record since."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from incidents import ledger
from incidents.models import Incident, Party
from sources.models import Coverage, Feed, Publisher
from tests.api import fill
from tests.sources.api.filling import cover

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled() -> Incident:
    """An incident that took another up, with coverage; a merge that was undone; a record of each kind was changed."""
    kept, absorbed, apart = fill(1), fill(2), fill(3)
    cover(kept)
    ledger.merge_incidents(keep=kept.pk, absorb=absorbed.pk, reason="One event.", actor=ledger.SYSTEM)
    ledger.merge_incidents(keep=kept.pk, absorb=apart.pk, reason="One event.", actor=ledger.SYSTEM)
    ledger.undo_merge(apart.merged_by.get().pk, reason="Two events.", actor=ledger.SYSTEM)
    return kept


def historic() -> list[Any]:
    return [page for page in admin.site._registry.values() if isinstance(page, SimpleHistoryAdmin)]


def opened(client: Client) -> dict[str, int]:
    """By address, the answer of each history and of each of its entries."""
    answers: dict[str, int] = {}
    for page in historic():
        meta = page.model._meta
        for record in page.model.history.all():
            name = f"admin:{meta.app_label}_{meta.model_name}"
            for address in (
                reverse(f"{name}_history", args=[record.id]),
                reverse(f"{name}_simple_history", args=[record.id, record.history_id]),
            ):
                answers[address] = client.get(address).status_code
    return answers


def test_every_entry_of_every_history_opens(admin_client: Client, filled: Incident) -> None:
    answers = opened(admin_client)
    assert len(answers) > 20
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_a_history_opens_though_its_record_and_what_it_points_at_are_gone(
    admin_client: Client, filled: Incident
) -> None:
    feed = Feed.objects.create(
        publisher=Publisher.objects.create(name="Gone", host="gone.example"),
        url="https://gone.example/feed",
        next_poll_at=timezone.now(),
    )
    Party.objects.get(name="Northwind 3").involvements.all().delete()
    for row in (*Coverage.objects.all(), feed, feed.publisher):
        row.delete()
    answers = opened(admin_client)
    assert any("/feed/" in address for address in answers)
    assert {address: status for address, status in answers.items() if status >= 500} == {}


def test_who_may_only_look_can_open_every_history(client: Client, filled: Incident) -> None:
    reader = User.objects.create_user("rita", is_staff=True)
    reader.user_permissions.set(Permission.objects.filter(codename__startswith="view_"))
    client.force_login(reader)
    answers = opened(client)
    assert {address: status for address, status in answers.items() if status != 200} == {}


def test_a_merged_state_is_shown_without_a_field_to_change(admin_client: Client, filled: Incident) -> None:
    merged = Incident.objects.get(merged_into=filled)
    entry = merged.history.filter(merged_into=filled).first()
    page = admin_client.get(f"/admin/incidents/incident/{merged.pk}/history/{entry.history_id}/").content.decode()
    assert "Northwind address books 2" in page
    assert '<input type="text" name="title"' not in page
