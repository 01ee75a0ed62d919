"""The group of curators: what somebody needs who works in the admin without being a superuser."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.models import Group, Permission, User
from django.db import transaction
from django.db.models import Q

NAME: Final = "curators"
SEEN: Final = ("access", "incidents", "sources", "webhooks")  # every record of these applications may be read

# Beyond reading. Figures, events, revisions and evidence are nobody's to write.
MAY: Final = (
    "access.add_apitoken",
    "access.change_apitoken",
    "access.scope_curate",
    "access.scope_read",
    "access.scope_submit",
    "access.scope_webhooks",
    "incidents.add_claim",
    "incidents.add_incident",
    "incidents.add_involvement",
    "incidents.add_party",
    "incidents.add_partyalias",
    "incidents.add_proceeding",
    "incidents.add_redaction",
    "incidents.add_regulator",
    "incidents.add_review",
    "incidents.add_stage",
    "incidents.change_incident",
    "incidents.change_involvement",
    "incidents.change_party",
    "incidents.change_partyalias",
    "incidents.change_proceeding",
    "incidents.change_regulator",
    "incidents.change_stage",
    "incidents.change_suggestion",
    "incidents.delete_involvement",
    "incidents.delete_partyalias",
    "incidents.delete_stage",
    "sources.add_article",
    "sources.add_feed",
    "sources.add_publisher",
    "sources.add_registerimport",
    "sources.change_article",
    "sources.change_coverage",
    "sources.change_feed",
    "sources.change_publisher",
    "webhooks.add_endpoint",
    "webhooks.change_delivery",
    "webhooks.change_endpoint",
    "webhooks.delete_endpoint",
)
HIDDEN: Final = (
    "access.view_idempotencykey",
    "access.view_loginattempt",
    "access.view_logintally",
    "access.view_recoverycode",
    "access.view_secondfactor",
    "incidents.view_letter",
    "incidents.view_subscription",
    "webhooks.view_endpointsecret",
)


class PermissionMissing(LookupError):
    """The database does not have a permission yet; the message says which and what to do."""


def ensure_curators_group() -> Group:
    """The group, with exactly these permissions. Doing it again changes nothing. Run it after `migrate`.

    Raises PermissionMissing when the tables were not migrated.
    """
    wanted = {*_seen(), *MAY} - set(HIDDEN)
    by_name = {_name(row): row for row in Permission.objects.filter(_any_of(wanted)).select_related("content_type")}
    missing = sorted(wanted - set(by_name))
    if missing:
        raise PermissionMissing(f"There is no permission {missing[0]} yet: run manage.py migrate first.")
    group, _ = Group.objects.get_or_create(name=NAME)
    group.permissions.set(by_name[name] for name in wanted)
    return group


@dataclass(frozen=True, slots=True)
class NewCurator:
    """`password` is that of a new account, shown once; empty for one that was there."""

    user: User
    password: str


def make_curator(username: str) -> NewCurator:
    """The user as a curator: staff, and in the group. An account that is there keeps its password.

    Raises ValidationError for a name that no account can have, PermissionMissing as `ensure_curators_group` does.
    """
    with transaction.atomic():
        group = ensure_curators_group()
        user, password = User.objects.filter(username=username).first(), ""
        if user is None:
            password = secrets.token_urlsafe(12)
            user = User(username=username, is_staff=True)
            user.set_password(password)
            user.full_clean()
        user.is_staff = True
        user.save()
        user.groups.add(group)
    return NewCurator(user, password)


def _seen() -> set[str]:
    rows = Permission.objects.filter(content_type__app_label__in=SEEN, codename__startswith="view_")
    return {_name(row) for row in rows.select_related("content_type")}


def _any_of(names: set[str]) -> Q:
    labels = {name.partition(".")[0] for name in names}
    return Q(content_type__app_label__in=labels, codename__in={name.partition(".")[2] for name in names})


def _name(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"
