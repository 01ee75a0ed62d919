"""API tokens in the admin, and the group of curators."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from tracker.foundation.access.curators import MAY, ensure_curators_group
from tracker.foundation.access.models import ApiToken
from tracker.foundation.access.tokens import InvalidToken, find_token

ADD = "admin:access_apitoken_add"


@pytest.fixture
def curator(db: None) -> User:
    user = User.objects.create_user("mara", password="unused", is_staff=True)
    user.groups.add(ensure_curators_group())
    return user


@pytest.fixture
def desk(curator: User, client: Client) -> Client:
    client.force_login(curator)
    return client


def issue(desk: Client) -> str:
    response = desk.post(reverse(ADD), {"name": "Night desk", "scopes": ["read", "submit"]})
    assert response.status_code == 201
    assert "no-store" in response["Cache-Control"]
    return str(response.context["secret"])


def test_a_token_is_shown_once_and_works(desk: Client, curator: User) -> None:
    secret = issue(desk)
    token = find_token(secret)
    assert (token.owner, token.scopes) == (curator, ["read", "submit"])
    for page in (reverse("admin:access_apitoken_change", args=[token.pk]), reverse("admin:index")):
        assert secret not in desk.get(page).content.decode()


def test_a_token_without_a_scope_is_not_issued(desk: Client) -> None:
    response = desk.post(reverse(ADD), {"name": "Empty"})
    assert response.status_code == 200
    assert not ApiToken.objects.exists()


def test_a_revoked_token_is_refused(desk: Client) -> None:
    secret = issue(desk)
    post = {"action": "revoke", "_selected_action": [find_token(secret).pk]}
    desk.post(reverse("admin:access_apitoken_changelist"), post)
    with pytest.raises(InvalidToken):
        find_token(secret)


def test_another_curator_does_not_see_it(desk: Client, client: Client, curator: User) -> None:
    token = find_token(issue(desk))
    other = User.objects.create_user("jonas", is_staff=True)
    other.groups.set(curator.groups.all())
    client.force_login(other)
    assert "Night desk" not in client.get(reverse("admin:access_apitoken_changelist")).content.decode()
    assert client.get(reverse("admin:access_apitoken_change", args=[token.pk])).status_code == 302


def test_making_the_group_again_changes_nothing(db: None) -> None:
    first = ensure_curators_group()
    held = set(first.permissions.values_list("pk", flat=True))
    assert ensure_curators_group() == first
    assert set(first.permissions.values_list("pk", flat=True)) == held
    assert Group.objects.count() == 1


def test_the_group_may_read_all_records_but_no_keys_and_write_no_figures(curator: User) -> None:
    assert curator.has_perms(MAY)
    for name in ("incidents.view_event", "sources.view_mention", "webhooks.view_delivery", "incidents.view_figure"):
        assert curator.has_perm(name)
    for name in (
        "access.view_idempotencykey",
        "webhooks.view_endpointsecret",
        "incidents.change_figure",
        "incidents.delete_incident",
        "auth.change_user",
    ):
        assert not curator.has_perm(name)


def test_a_command_makes_a_curator_who_needs_no_superuser(
    db: None, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("create_curator", "lena")
    password = capsys.readouterr().out.strip()
    assert client.login(username="lena", password=password)
    assert client.get(reverse("admin:index")).status_code == 200
    lena = User.objects.get(username="lena")
    assert (lena.is_staff, lena.is_superuser) == (True, False)


def test_an_account_that_is_there_keeps_its_password(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    User.objects.create_user("lena", password="as it was")
    call_command("create_curator", "lena")
    call_command("create_curator", "lena")
    assert capsys.readouterr().out == ""
    lena = User.objects.get(username="lena")
    assert lena.check_password("as it was")
    assert lena.is_staff


def test_a_name_that_no_account_can_have_is_refused(db: None) -> None:
    with pytest.raises(CommandError) as refused:
        call_command("create_curator", "not a name")
    assert refused.value.returncode == 2
    assert not User.objects.exists()


def test_a_scope_that_its_owner_does_not_hold_is_an_error_of_the_form(desk: Client, curator: User) -> None:
    Permission.objects.get(codename="scope_curate").group_set.clear()
    response = desk.post(reverse(ADD), {"name": "Night desk", "scopes": ["read", "curate"]})
    assert response.status_code == 200
    (error,) = response.context["adminform"].form.errors["scopes"]
    assert "does not hold the scope curate" in error
    assert "access.scope_curate" in error
    assert not ApiToken.objects.exists()


def test_who_may_do_everything_with_tokens_still_has_no_hand_on_those_of_others(desk: Client, client: Client) -> None:
    token = find_token(issue(desk))
    other = User.objects.create_user("jonas", is_staff=True)
    other.user_permissions.set(Permission.objects.filter(content_type__app_label="access"))
    client.force_login(other)
    listed = reverse("admin:access_apitoken_changelist")
    client.post(listed, {"action": "revoke", "_selected_action": [token.pk]})
    client.post(reverse("admin:access_apitoken_change", args=[token.pk]), {"name": "Mine", "scopes": ["read"]})
    client.post(reverse("admin:access_apitoken_delete", args=[token.pk]), {"post": "yes"})
    token.refresh_from_db()
    assert (token.name, token.revoked_at) == ("Night desk", None)
    User.objects.filter(pk=other.pk).update(is_superuser=True)
    client.post(listed, {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at is not None
