"""What an account may do now: the one answer for its sessions and for its tokens."""

from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser, Permission, User
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from tracker.foundation.access.models import TokenScope


def held_scopes(user: User | AnonymousUser) -> frozenset[str]:
    """The scopes that the account holds now, by its own permissions, its groups or as superuser.

    Everybody who may sign in reads; an account that was switched off holds nothing.
    """
    if not user.is_authenticated or not user.is_active:
        return frozenset()
    held = {scope.value for scope in TokenScope if user.has_perm(f"access.scope_{scope.value}")}
    return frozenset(held | {TokenScope.READ.value})


def effective_scopes(owner: User, scopes: Iterable[str]) -> frozenset[str]:
    """Those of a token's scopes that its owner still holds."""
    return frozenset(scopes) & held_scopes(owner)


def holders(scope: TokenScope) -> QuerySet[User]:
    """The accounts that hold the scope now: what `held_scopes` says of one account, as a query over all."""
    active = User.objects.filter(is_active=True)
    if scope is TokenScope.READ:
        return active
    named = Permission.objects.filter(content_type__app_label="access", codename=f"scope_{scope.value}").values("pk")
    # Apart, so that the database looks each of them up by its own index.
    directly = User.user_permissions.through._default_manager.filter(permission__in=named).values("user")
    by_group = User.groups.through._default_manager.filter(group__permissions__in=named).values("user")
    return active.filter(Q(is_superuser=True) | Q(pk__in=directly) | Q(pk__in=by_group))


def check_held(owner: User, scopes: Iterable[str]) -> None:
    """Raise ValidationError, naming scope and remedy, unless the account holds all of them now, by the database."""
    held = held_scopes(User.objects.get(pk=owner.pk))  # another instance may remember rights that were taken away
    missing = [str(scope) for scope in scopes if scope not in held]
    if missing:
        needed = ", ".join(f"access.scope_{scope}" for scope in missing)
        raise ValidationError(
            f"{owner.get_username()} does not hold the scope {', '.join(missing)}: leave it out, or have the "
            f"permission {needed} given to the account first.",
            code="not_held",
        )
