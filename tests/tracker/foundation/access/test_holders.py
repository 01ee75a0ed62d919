"""The two ways to ask who holds a scope agree: of one account, and over all."""

import pytest
from django.contrib.auth.models import Group, User

from tests.accounts import account, permissions
from tracker.foundation.access.curators import ensure_curators_group
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.rights import held_scopes, holders

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody() -> list[User]:
    """Accounts of every kind, by permission, group and flag, active and not."""
    desk, bare = Group.objects.create(name="desk"), Group.objects.create(name="bare")
    desk.permissions.set(permissions([TokenScope.CURATE]))
    for active in (True, False):
        for kind in ("plain", "staff", "superuser", "curator", "desk", "bare", "both"):
            user = account(f"{kind}-{active}", is_active=active)
            user.is_staff, user.is_superuser = kind == "staff", kind == "superuser"
            user.save()
            groups = {"curator": [ensure_curators_group()], "desk": [desk], "bare": [bare], "both": [desk, bare]}
            user.groups.set(groups.get(kind, []))
        for scope in TokenScope:
            account(f"{scope.value}-{active}", scope, is_active=active)
        account(f"two-{active}", TokenScope.CURATE, TokenScope.WEBHOOKS, is_active=active).groups.add(desk)
    return list(User.objects.all())


@pytest.mark.parametrize("scope", TokenScope)
def test_an_account_is_among_the_holders_exactly_while_it_holds_the_scope(
    everybody: list[User], scope: TokenScope
) -> None:
    found = list(holders(scope))
    assert {user.username for user in found} == {one.username for one in everybody if scope in held_scopes(one)}
    assert len(found) == len(set(found)), "each once"
    assert any(one not in found for one in everybody)
