"""The last superuser who is active stays one: nobody else could give rights."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.incidents.admin.forms import errors_of, filled

pytestmark = pytest.mark.django_db

Change = dict[str, Any]
# (other accounts, what is taken from the only active superuser, whether that is refused)
LIVES: list[tuple[list[Change], set[str], bool]] = [
    ([], {"is_active"}, True),
    ([], {"is_superuser"}, True),
    ([], {"is_active", "is_superuser"}, True),
    ([], {"is_active", "is_staff"}, True),
    ([{"is_superuser": True, "is_active": False}], {"is_active"}, True),
    ([{"is_superuser": True, "is_active": False}], {"is_superuser"}, True),
    ([{"is_superuser": False, "is_staff": True}], {"is_active"}, True),
    ([{"is_superuser": True}], {"is_active"}, False),
    ([{"is_superuser": True}], {"is_superuser"}, False),
    ([], {"first_name"}, False),
    ([{"is_superuser": True, "is_staff": True}, {"is_superuser": False}], {"is_superuser", "is_active"}, False),
]


@pytest.fixture
def boss(client: Client) -> User:
    boss = User.objects.create_superuser("boss")
    client.force_login(boss)
    return boss


@pytest.mark.parametrize(("others", "taken", "refused"), LIVES)
def test_the_last_superuser_is_not_switched_off(
    client: Client, boss: User, others: list[Change], taken: set[str], refused: bool
) -> None:
    for number, flags in enumerate(others):
        User.objects.create_user(f"other{number}", **flags)
    address = reverse("admin:auth_user_change", args=[boss.pk])
    form = {name: value for name, value in filled(client.get(address)).items() if name not in taken}
    answer = client.post(address, {**form, "date_joined_0": "2031-01-01", "date_joined_1": "10:00:00"})
    boss.refresh_from_db()
    if refused:
        assert "boss is the last superuser who is active" in errors_of(answer)
        assert (boss.is_active, boss.is_superuser) == (True, True)
    else:
        assert answer.status_code == 302
        assert not any(getattr(boss, name) for name in taken)


@pytest.mark.parametrize("action", [False, True], ids=["its page", "a list action"])
@pytest.mark.parametrize("alone", [True, False])
def test_the_last_superuser_is_not_deleted(client: Client, boss: User, alone: bool, action: bool) -> None:
    if not alone:
        User.objects.create_superuser("second")
    address = reverse("admin:auth_user_changelist") if action else reverse("admin:auth_user_delete", args=[boss.pk])
    chosen = {"action": "delete_selected", "_selected_action": [str(boss.pk)]} if action else {}
    shown = client.post(address, chosen) if action else client.get(address)
    assert ("boss is the last superuser" in shown.content.decode()) is alone
    client.post(address, {**chosen, "post": "yes"})
    assert User.objects.filter(pk=boss.pk).exists() is alone
