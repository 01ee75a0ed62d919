"""A page of an account or a group that was left open gives back no right that somebody took meanwhile."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.incidents.admin.forms import errors_of, filled

pytestmark = pytest.mark.django_db


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root", password="x"))
    return client


def rights(*names: str) -> list[str]:
    return [str(key) for key in Permission.objects.filter(codename__in=names).values_list("pk", flat=True)]


def opened(kind: str) -> tuple[str, Any]:
    """The page of an account or a group that holds two rights, and the row."""
    if kind == "group":
        row: Any = Group.objects.create(name="readers")
        row.permissions.set(rights("view_incident", "view_claim"))
    else:
        row = User.objects.create_user("anna", password="x", is_staff=True)
        row.user_permissions.set(rights("view_incident", "view_claim"))
        row.groups.add(Group.objects.create(name="editors"))
    return reverse(f"admin:auth_{kind}_change", args=[row.pk]), row


def sent(page: Any) -> dict[str, Any]:
    """What a browser would send of the page, with days and times as it has them."""
    form = filled(page)
    shown = page.context["adminform"].form
    for name in ("date_joined", "last_login"):
        if name in shown.fields:
            moment = form.pop(name, None)
            days = (
                moment if isinstance(moment, list) else [f"{moment:%Y-%m-%d}", f"{moment:%H:%M:%S}"] if moment else []
            )
            form |= {f"{name}_{place}": part or "" for place, part in enumerate(days)}
    for name in ("permissions", "user_permissions", "groups"):
        if name in form:
            form[name] = [str(getattr(one, "pk", one)) for one in form[name]]
    return form


CASES = [
    ("group", {"permissions": []}, {"name": "all readers"}),
    ("group", {"permissions": ["view_claim"]}, {"name": "all readers"}),
    ("group", {"name": "others"}, {"permissions": ["view_claim"]}),
    ("group", {"permissions": ["view_claim"]}, {"permissions": ["view_incident"]}),
    ("user", {"user_permissions": []}, {"first_name": "Anna"}),
    ("user", {"user_permissions": ["view_claim"]}, {"email": "anna@a.example"}),
    ("user", {"groups": []}, {"last_name": "Roe"}),
    ("user", {"is_staff": ""}, {"first_name": "Anna"}),
    ("user", {"is_active": ""}, {"user_permissions": []}),
    ("user", {"username": "annika"}, {"groups": []}),
    ("user", {"is_superuser": "on"}, {"email": "anna@a.example"}),
]


def typed(changes: dict[str, Any]) -> dict[str, Any]:
    return {name: rights(*value) if name.endswith("permissions") else value for name, value in changes.items()}


@pytest.mark.parametrize(("kind", "first", "second"), CASES)
def test_it_says_what_was_saved_meanwhile_and_changes_nothing(
    root: Client, kind: str, first: dict[str, Any], second: dict[str, Any]
) -> None:
    address, _ = opened(kind)
    early, late = sent(root.get(address)), sent(root.get(address))
    saved = root.post(address, early | typed(first))
    assert saved.status_code == 302, errors_of(saved)
    now = sent(root.get(address))
    refused = root.post(address, late | typed(second))
    assert refused.status_code == 200
    assert "since you opened the page" in errors_of(refused)
    assert sent(root.get(address)) == now
    again = root.post(address, sent(refused))
    assert again.status_code == 302, errors_of(again)


@pytest.mark.parametrize("kind", ["group", "user"])
def test_the_same_change_sent_twice_is_no_conflict(root: Client, kind: str) -> None:
    address, _ = opened(kind)
    form = sent(root.get(address)) | ({"permissions": []} if kind == "group" else {"user_permissions": []})
    assert [root.post(address, form).status_code for _ in range(2)] == [302, 302]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(root: Client) -> None:
    address, group = opened("group")
    form, start = sent(root.get(address)), Barrier(2)
    boss = User.objects.get(username="root")

    def post(changes: dict[str, Any]) -> int:
        browser = Client()
        browser.force_login(boss)
        try:
            start.wait(timeout=30)
            return browser.post(address, form | changes).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        statuses = list(pool.map(post, [{"permissions": []}, {"name": "all readers"}]))
    assert sorted(statuses) == [200, 302]
    group.refresh_from_db()
    assert (group.permissions.count() == 0, group.name == "all readers") == tuple(one == 302 for one in statuses)
