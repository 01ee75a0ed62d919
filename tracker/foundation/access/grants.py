"""Who may give and take rights, and whose account they may touch: nobody gives, takes or reaches more than they hold.

| who asks       | gives or takes                                 | changes, switches off or deletes           |
| -------------- | ---------------------------------------------- | ------------------------------------------ |
| a superuser    | everything                                     | everybody                                  |
| anybody else   | permissions that they hold, groups made of     | accounts and groups with no permission     |
|                | such, and staff if they are staff themselves   | beyond their own, and no superuser         |

What an account was given counts, whether or not it is switched on: who may switch it on again would have it all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

NAMED: Final = 3  # of the permissions that somebody lacks; the sentence counts the rest


def given_to(user: Any) -> frozenset[str]:
    """Names such as access.scope_read: what the account was given, by itself or by its groups."""
    return _names(Permission.objects.filter(Q(user=user.pk) | Q(group__user=user.pk)))


def given_by(groups: Iterable[Group]) -> frozenset[str]:
    """What the members of these groups are given."""
    return _names(Permission.objects.filter(group__in=list(groups)))


def lacking(user: Any, names: Iterable[str]) -> list[str]:
    """Those of the permissions that the account does not hold now, sorted."""
    if user.is_active and user.is_superuser:
        return []
    return sorted(set(names) - (given_to(user) if user.is_active else frozenset()))


def may_touch_account(user: Any, other: User) -> bool:
    """Whether `other` holds nothing that `user` does not."""
    if user.is_active and user.is_superuser:
        return True
    held = User.objects.filter(pk=other.pk).first()  # a form may have changed the instance already
    if held is None or held.is_superuser or (held.is_staff and not user.is_staff):
        return False
    return not lacking(user, given_to(held))


def may_touch_group(user: Any, group: Group) -> bool:
    """Whether the group gives nothing that `user` does not hold."""
    return not lacking(user, given_by([group]))


def in_words(names: list[str]) -> str:
    """`access.scope_curate, incidents.add_claim and 3 more`."""
    rest = len(names) - NAMED
    shown = ", ".join(names[:NAMED])
    return f"{shown} and {rest} more" if rest > 0 else shown


def names_of(permissions: Iterable[Permission]) -> frozenset[str]:
    """The names by which they are asked for."""
    return _names(Permission.objects.filter(pk__in=[row.pk for row in permissions]))


def _names(rows: Any) -> frozenset[str]:
    pairs = rows.order_by().values_list("content_type__app_label", "codename").distinct()
    return frozenset(f"{label}.{codename}" for label, codename in pairs)
