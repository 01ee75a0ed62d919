"""Deleting an account tells nothing of what it worked on, and erases no line of the log."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from incidents.models import Incident
from incidents.webhooks.models import Endpoint
from tests.api import fill
from tests.sources.api.filling import subscribe
from tracker.foundation.access.models import ApiToken, IdempotencyKey
from tracker.foundation.access.tokens import create_token

pytestmark = pytest.mark.django_db

SECRETS = ("Hidden books", "A hidden reason", "hooks.example", "Night desk")


@pytest.fixture
def mara() -> User:
    """An account that worked on a hidden incident."""
    mara = User.objects.create_user("mara", is_staff=True)
    incident = fill(1)
    Incident.objects.filter(pk=incident.pk).update(title="Hidden books", visibility="internal")
    subscribe(mara, incident)
    create_token(owner=mara, name="Night desk", scopes=["read"])
    for _ in range(2):
        LogEntry.objects.create(
            user=mara,
            content_type=ContentType.objects.get_for_model(Incident),
            object_id=str(incident.pk),
            object_repr="Hidden books",
            action_flag=CHANGE,
            change_message="A hidden reason",
        )
    return mara


@pytest.fixture
def boss(client: Client) -> Client:
    """Somebody who manages accounts, and sees no incident."""
    user = User.objects.create_user("boss", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "delete_user"]))
    client.force_login(user)
    return client


def page(user: User) -> str:
    return reverse("admin:auth_user_delete", args=[user.pk])


@pytest.mark.parametrize("logged", [True, False])
def test_who_deletes_an_account_is_told_counts_and_no_names(boss: Client, mara: User, logged: bool) -> None:
    if not logged:
        LogEntry.objects.all().delete()
    chosen = {"action": "delete_selected", "_selected_action": [str(mara.pk)]}
    for shown in (boss.get(page(mara)), boss.post(reverse("admin:auth_user_changelist"), chosen)):
        text = shown.content.decode()
        assert shown.status_code == 200
        assert not [secret for secret in SECRETS if secret in text]
        assert ("switch it off instead" in text) == logged
        if logged:
            assert "mara has 2 entries in the log" in text


def test_what_goes_with_an_account_is_counted(boss: Client, mara: User) -> None:
    User.objects.filter(username="boss").update(is_superuser=True)
    LogEntry.objects.all().delete()
    Endpoint.objects.all().delete()
    ApiToken.objects.all().delete()
    now, path = timezone.now(), "/Hidden books"
    IdempotencyKey.objects.create(user=mara, key="k", method="POST", path=path, created_at=now, leased_until=now)
    chosen = {"action": "delete_selected", "_selected_action": [str(mara.pk)]}
    for shown in (boss.get(page(mara)), boss.post(reverse("admin:auth_user_changelist"), chosen)):
        text = shown.content.decode()
        assert "<li>mara</li>" in text
        assert "Idempotency keys: 1" in text
        assert not [secret for secret in SECRETS if secret in text]


def test_an_account_in_the_log_stays_whoever_asks(boss: Client, mara: User) -> None:
    Endpoint.objects.all().delete()
    ApiToken.objects.all().delete()
    boss_user = User.objects.get(username="boss")
    User.objects.filter(pk=boss_user.pk).update(is_superuser=True)
    other = User.objects.create_user("other")
    chosen = {"action": "delete_selected", "_selected_action": [str(mara.pk), str(other.pk)], "post": "yes"}
    for address, posted in ((page(mara), {"post": "yes"}), (reverse("admin:auth_user_changelist"), chosen)):
        boss.post(address, posted)
        assert User.objects.filter(pk__in=[mara.pk, other.pk]).count() == 2
        assert LogEntry.objects.filter(user=mara).count() == 2
    assert boss.post(page(other), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=other.pk).exists()
    change = reverse("admin:auth_user_change", args=[mara.pk])
    assert boss.get(change).status_code == 200, "where it is switched off"


def test_a_group_is_deleted_as_before(boss: Client) -> None:
    User.objects.filter(username="boss").update(is_superuser=True)
    group = Group.objects.create(name="Night desk")
    address = reverse("admin:auth_group_delete", args=[group.pk])
    assert "Night desk" in boss.get(address).content.decode()
    assert boss.post(address, {"post": "yes"}).status_code == 302
    assert not Group.objects.exists()
