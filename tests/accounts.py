"""Accounts that hold scopes, as an administrator gives them."""

from collections.abc import Iterable

from django.contrib.auth.models import Permission, User

from tracker.foundation.access.models import TokenScope


def give(user: User, *scopes: TokenScope) -> User:
    """The account, which holds these scopes by permissions of its own; read anew, for rights are remembered."""
    user.user_permissions.add(*permissions(scopes))
    return User.objects.get(pk=user.pk)


def take(user: User, *scopes: TokenScope) -> User:
    """The account, which does not hold these scopes by permissions of its own."""
    user.user_permissions.remove(*permissions(scopes))
    return User.objects.get(pk=user.pk)


def permissions(scopes: Iterable[TokenScope]) -> list[Permission]:
    names = [f"scope_{scope.value}" for scope in scopes]
    return list(Permission.objects.filter(content_type__app_label="access", codename__in=names))


def account(name: str, *scopes: TokenScope, **fields: bool) -> User:
    """The account of this name, made where there is none, which holds these scopes."""
    user, _ = User.objects.get_or_create(username=name, defaults=fields)
    return give(user, *scopes)
