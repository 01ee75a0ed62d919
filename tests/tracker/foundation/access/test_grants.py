"""Nobody gives, takes or reaches more than they hold: accounts and groups in the admin."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

MANAGES = ("add_user", "change_user", "delete_user", "view_user", "add_group", "change_group", "delete_group")
HELD = ("scope_submit", "view_incident")
FOREIGN = ("scope_curate", "add_review")


def permissions(*codenames: str) -> list[Permission]:
    return list(Permission.objects.filter(codename__in=codenames))


def keys(*codenames: str) -> list[str]:
    return [str(row.pk) for row in permissions(*codenames)]


@pytest.fixture
def manager(client: Client) -> User:
    """Staff who keeps the accounts, signed in, and may submit and look at incidents beside that."""
    user = User.objects.create_user("mara", password="as it was", is_staff=True)
    user.user_permissions.set(permissions(*MANAGES, *HELD))
    client.force_login(user)
    return user


def account(name: str = "lena", *codenames: str, **flags: bool) -> User:
    user = User.objects.create_user(name, password="as it was", email="lena@paper.example", **flags)
    user.user_permissions.set(permissions(*codenames))
    return user


def form_of(user: User, **changes: Any) -> dict[str, Any]:
    """What the account's page would post as it stands, with these changes."""
    data: dict[str, Any] = {
        "username": user.username,
        "first_name": "",
        "last_name": "",
        "email": user.email,
        "groups": [str(key) for key in user.groups.values_list("pk", flat=True)],
        "user_permissions": [str(key) for key in user.user_permissions.values_list("pk", flat=True)],
        "last_login_0": "",
        "last_login_1": "",
        "date_joined_0": f"{user.date_joined:%Y-%m-%d}",
        "date_joined_1": f"{user.date_joined:%H:%M:%S}",
        **{name: "on" for name in ("is_active", "is_staff", "is_superuser") if getattr(user, name)},
    }
    data.update(changes)
    return {name: value for name, value in data.items() if value is not None}


def page(user: User, what: str = "change") -> str:
    return reverse(f"admin:auth_user_{what}", args=[user.pk])


def held(user: User) -> set[str]:
    return set(user.user_permissions.values_list("codename", flat=True))


def refusal(answer: Any, field: str) -> str:
    assert answer.status_code == 200, answer.status_code
    return " ".join(answer.context["adminform"].form.errors[field])


@pytest.mark.parametrize(
    ("field", "change", "sentence"),
    [
        ("is_superuser", lambda: {"is_superuser": "on"}, "Only superusers give and take this"),
        ("user_permissions", lambda: {"user_permissions": keys("scope_curate")}, "do not hold access.scope_curate"),
        ("groups", lambda: {"groups": [str(Group.objects.get().pk)]}, "The group desk gives access.scope_curate"),
    ],
)
@pytest.mark.parametrize("whose", ["my own", "another's"])
def test_nobody_gives_what_they_do_not_hold(
    *, manager: User, client: Client, field: str, change: Callable[[], dict[str, Any]], sentence: str, whose: str
) -> None:
    Group.objects.create(name="desk").permissions.set(permissions(*FOREIGN))
    user = manager if whose == "my own" else account()
    before = held(user)
    said = refusal(client.post(page(user), form_of(user, **change())), field)
    assert sentence in said
    assert "ask somebody who does" in said
    user.refresh_from_db()
    assert (held(user), user.groups.count(), user.is_superuser) == (before, 0, False)


def test_what_is_held_is_given_and_taken(manager: User, client: Client) -> None:
    group = Group.objects.create(name="desk")
    group.permissions.set(permissions("scope_submit"))
    lena = account()
    given = form_of(
        lena, user_permissions=keys(*HELD), groups=[str(group.pk)], is_staff="on", email="new@paper.example"
    )
    assert client.post(page(lena), given).status_code == 302
    lena.refresh_from_db()
    assert (held(lena), lena.groups.count(), lena.is_staff, lena.email) == (set(HELD), 1, True, "new@paper.example")
    taken = form_of(lena, user_permissions=[], groups=[], is_staff=None, is_active=None)
    assert client.post(page(lena), taken).status_code == 302
    lena.refresh_from_db()
    assert (held(lena), lena.groups.count(), lena.is_staff, lena.is_active) == (set(), 0, False, False)


STRONGER: dict[str, Callable[[], User]] = {
    "superuser": lambda: account(is_superuser=True),
    "superuser switched off": lambda: account(is_superuser=True, is_active=False),
    "permission": lambda: account("lena", "scope_curate"),
    "permission, switched off": lambda: account("lena", "scope_curate", is_active=False),
    "group": lambda: _in_group(account()),
}


def _in_group(user: User) -> User:
    group = Group.objects.create(name="desk")
    group.permissions.set(permissions("scope_curate"))
    user.groups.add(group)
    return user


@pytest.mark.parametrize("kind", STRONGER)
def test_nobody_touches_an_account_that_holds_more(manager: User, client: Client, kind: str) -> None:
    lena = STRONGER[kind]()
    before = User.objects.filter(pk=lena.pk).values().get(), held(lena), lena.groups.count()
    shown = client.get(page(lena))
    assert shown.status_code == 200
    assert "ask a superuser" in shown.content.decode()
    for change in (
        {"email": "mara@paper.example"},
        {"username": "mine"},
        {"is_active": None if lena.is_active else "on"},
        {"user_permissions": []},
        {"groups": []},
        {"is_superuser": None},
    ):
        assert client.post(page(lena), form_of(lena, **change)).status_code == 403, change
    password = {"usable_password": "true", "password1": "river-otter-9", "password2": "river-otter-9"}
    assert client.post(page(lena, "password_change"), password | {"set-password": "1"}).status_code == 403
    assert client.get(page(lena, "password_change")).status_code == 403
    assert client.post(page(lena, "delete"), {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(lena.pk)], "post": "yes"}
    client.post(reverse("admin:auth_user_changelist"), chosen)
    assert (User.objects.filter(pk=lena.pk).values().get(), held(lena), lena.groups.count()) == before


def test_a_password_of_somebody_who_holds_no_more_is_set(manager: User, client: Client) -> None:
    lena = account("lena", "scope_submit")
    new = {"usable_password": "true", "password1": "river-otter-9", "password2": "river-otter-9", "set-password": "1"}
    assert client.post(page(lena, "password_change"), new).status_code == 302
    lena.refresh_from_db()
    assert lena.check_password("river-otter-9")


def test_a_new_account_holds_nothing_whatever_is_posted(manager: User, client: Client) -> None:
    new = {"username": "lena", "usable_password": "true", "password1": "river-otter-9", "password2": "river-otter-9"}
    more = {"is_superuser": "on", "is_staff": "on", "user_permissions": keys("scope_curate")}
    assert client.post(reverse("admin:auth_user_add"), new | more).status_code == 302
    lena = User.objects.get(username="lena")
    assert (lena.is_staff, lena.is_superuser, held(lena)) == (False, False, set())


def test_a_group_is_given_no_more_than_its_giver_holds(manager: User, client: Client) -> None:
    add = reverse("admin:auth_group_add")
    said = refusal(client.post(add, {"name": "desk", "permissions": keys(*FOREIGN, *HELD)}), "permissions")
    assert "You do not hold access.scope_curate, incidents.add_review." in said
    assert not Group.objects.exists()
    assert client.post(add, {"name": "desk", "permissions": keys(*HELD)}).status_code == 302
    group = Group.objects.get()
    change = reverse("admin:auth_group_change", args=[group.pk])
    refusal(client.post(change, {"name": "desk", "permissions": keys(*FOREIGN)}), "permissions")
    assert set(group.permissions.values_list("codename", flat=True)) == set(HELD)
    assert client.post(change, {"name": "desk", "permissions": keys("scope_submit")}).status_code == 302
    assert group.permissions.count() == 1


def test_nobody_touches_a_group_that_gives_more(manager: User, client: Client) -> None:
    group = Group.objects.create(name="desk")
    group.permissions.set(permissions(*FOREIGN))
    change, delete = (reverse(f"admin:auth_group_{what}", args=[group.pk]) for what in ("change", "delete"))
    assert client.post(change, {"name": "other", "permissions": keys(*FOREIGN)}).status_code == 403
    assert client.post(change, {"name": "desk"}).status_code == 403
    assert client.post(delete, {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [str(group.pk)], "post": "yes"}
    client.post(reverse("admin:auth_group_changelist"), chosen)
    group.refresh_from_db()
    assert (group.name, group.permissions.count()) == ("desk", 2)


def test_nobody_takes_the_name_of_the_group_that_the_command_fills(manager: User, client: Client) -> None:
    said = refusal(client.post(reverse("admin:auth_group_add"), {"name": "curators"}), "name")
    assert "Only superusers" in said
    group = Group.objects.create(name="curators")
    change = reverse("admin:auth_group_change", args=[group.pk])
    refusal(client.post(change, {"name": "other"}), "name")


def test_a_superuser_may_all(client: Client) -> None:
    root = User.objects.create_superuser("root", password="as it was")
    client.force_login(root)
    lena = account(is_superuser=True)
    change = form_of(lena, is_superuser=None, is_staff="on", user_permissions=keys(*FOREIGN), email="b@paper.example")
    assert client.post(page(lena), change).status_code == 302
    lena.refresh_from_db()
    assert (lena.is_superuser, lena.is_staff, held(lena)) == (False, True, set(FOREIGN))
    assert (
        client.post(reverse("admin:auth_group_add"), {"name": "curators", "permissions": keys(*FOREIGN)}).status_code
        == 302
    )
    assert client.post(page(lena, "delete"), {"post": "yes"}).status_code == 302
    assert not User.objects.filter(pk=lena.pk).exists()


@pytest.mark.parametrize(
    "key",
    [
        *("9223372036854775808", "-9223372036854775809", str(10**30), str(2**63 - 1), "-1", " 99999999999999999999 "),
        *("1e999", "9" * 5000, "\u0661" * 25, "NaN", "0x10", "\0"),
    ],
)
def test_a_right_that_no_column_can_name_is_refused_with_a_sentence(client: Client, key: str) -> None:
    client.force_login(User.objects.create_superuser("root", password="x"))
    group, account = Group.objects.create(name="readers"), User.objects.create_user("anna", password="x")
    plain = {"username": "anna", "is_active": "on", "date_joined_0": "2031-05-04", "date_joined_1": "10:00:00"}
    for page, row, form in (
        ("group", group, {"name": "readers", "permissions": key}),
        ("user", account, {**plain, "user_permissions": key}),
        ("user", account, {**plain, "groups": key}),
    ):
        answer = client.post(reverse(f"admin:auth_{page}_change", args=[row.pk]), form)
        assert answer.status_code == 200
        assert set(answer.context["adminform"].form.errors) & {"permissions", "user_permissions", "groups"}
