"""What an account may do now: the one answer for its sessions and for its tokens."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, User

from tracker.access.models import Scope


def held_scopes(user: User | AnonymousUser) -> frozenset[str]:
    """The scopes that the account holds now, by its own permissions, its groups or as superuser.

    Everybody who may sign in reads; an account that was switched off holds nothing.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = {scope.value for scope in Scope if user.has_perm(f"access.scope_{scope.value}")}
    return frozenset(held | {Scope.READ.value})


def effective_scopes(owner: User, scopes: Iterable[str]) -> frozenset[str]:
    """Those of a token's scopes that its owner still holds."""
    return frozenset(scopes) & held_scopes(owner)
