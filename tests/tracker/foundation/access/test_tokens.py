"""API tokens: told once, kept as hashes, refused when they should be."""

import datetime as dt
from io import StringIO

import pytest
from django.contrib.auth.models import Permission, User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.api import grant
from tracker.foundation.access.models import ApiToken, TokenScope
from tracker.foundation.access.tokens import InvalidToken, IssuedToken, create_token, find_token, note_use, revoke_token

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued() -> IssuedToken:
    owner = User.objects.create_user("mara")
    grant(owner, [TokenScope.SUBMIT])
    return create_token(owner=owner, name="a script", scopes=[TokenScope.READ, TokenScope.SUBMIT])


def test_the_secret_is_kept_nowhere(issued: IssuedToken) -> None:
    kept = ApiToken.objects.values().get(pk=issued.token.pk)
    assert issued.secret not in str(kept)
    assert len(issued.secret) >= 43
    assert issued.secret.startswith(issued.token.prefix)


def test_a_token_is_found_by_its_secret(issued: IssuedToken) -> None:
    assert find_token(issued.secret) == issued.token


def refuse(secret: str, why: str) -> None:
    with pytest.raises(InvalidToken, match=why):
        find_token(secret)


def test_an_unknown_token_is_refused(issued: IssuedToken) -> None:
    refuse(issued.secret + "x", "not known")


def test_an_expired_token_is_refused(issued: IssuedToken) -> None:
    ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    refuse(issued.secret, "expired")


def test_a_revoked_token_is_refused(issued: IssuedToken) -> None:
    assert revoke_token(issued.token)
    assert not revoke_token(issued.token)
    refuse(issued.secret, "revoked")


def test_the_token_of_an_inactive_owner_is_refused(issued: IssuedToken) -> None:
    User.objects.update(is_active=False)
    refuse(issued.secret, "not active")


@pytest.mark.parametrize("scopes", [[], ["write"], ["read", "read"]])
def test_unknown_missing_and_doubled_scopes_are_refused(scopes: list[str]) -> None:
    owner = User.objects.create_user("mara")
    with pytest.raises(ValidationError):
        create_token(owner=owner, name="a script", scopes=scopes)


def test_the_last_use_is_written_once_a_minute(issued: IssuedToken) -> None:
    note_use(issued.token)
    first = ApiToken.objects.get().last_used_at
    assert first is not None
    note_use(issued.token)  # another process, which has not seen the first note
    assert ApiToken.objects.get().last_used_at == first
    ApiToken.objects.update(last_used_at=first - dt.timedelta(minutes=2))
    note_use(ApiToken.objects.get())
    assert ApiToken.objects.get().last_used_at != first - dt.timedelta(minutes=2)


@pytest.mark.parametrize("switched_off", [False, True])
def test_no_scope_is_issued_that_the_owner_does_not_hold_now(switched_off: bool) -> None:
    owner = User.objects.create_user("mara")
    grant(owner, TokenScope)
    assert owner.has_perm("access.scope_curate")  # this instance remembers
    User.objects.get().user_permissions.remove(Permission.objects.get(codename="scope_curate"))
    User.objects.update(is_active=not switched_off)
    with pytest.raises(ValidationError, match=r"scope .*curate.*access\.scope_curate"):
        create_token(owner=owner, name="a script", scopes=[TokenScope.READ, TokenScope.CURATE])
    assert not ApiToken.objects.exists()


def test_the_command_prints_the_token_once() -> None:
    grant(User.objects.create_user("mara"), [TokenScope.CURATE])
    out, errors = StringIO(), StringIO()
    call_command(
        "create_token", "mara", "a script", "--scopes", "read,curate", "--days", "3", stdout=out, stderr=errors
    )
    token = find_token(out.getvalue().strip())
    assert token.scopes == ["read", "curate"]
    assert token.expires_at is not None
    assert dt.timedelta(days=2) < token.expires_at - timezone.now() <= dt.timedelta(days=3)
    assert token.prefix in errors.getvalue()
    assert out.getvalue().strip() not in errors.getvalue()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nobody", "a script"], "no active user"),
        (["mara", "a script", "--scopes", "write"], "not a scope"),
        (["mara", "a script", "--scopes", ","], "at least one scope"),
        (["mara", "a script", "--scopes", "read,curate"], "does not hold the scope curate.*access.scope_curate"),
        (["mara", "a script", "--days", "0"], "1 or more"),
        (["mara", "a script", "--days", "9999999"], "at most 36500"),
    ],
)
def test_the_command_refuses_bad_arguments_with_a_sentence(arguments: list[str], sentence: str) -> None:
    User.objects.create_user("mara")
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("create_token", *arguments, stdout=StringIO(), stderr=StringIO())
    assert refused.value.returncode == 2
