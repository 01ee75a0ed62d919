"""Accounts and groups in the admin, where nobody gives, takes or reaches more than they hold (`grants`).

An account or a group that holds more is shown to whoever may look, and not to be changed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest
from django.utils.text import capfirst

from tracker.foundation.access.curators import NAME
from tracker.foundation.access.grants import given_by, in_words, lacking, may_touch_account, may_touch_group, names_of
from tracker.foundation.access.left_open import KeepsLeftOpen, LeftOpenForm

REMEDY = "Leave it as it was, or ask somebody who does."
HOLDS_MORE = "This {what} holds what you do not, so you may look at it but not change it: ask a superuser."
LAST_SUPERUSER = (
    "{name} is the last superuser who is active, and nobody else could give rights: make another one first."
)
KEEPS_LOG = "{name} has {count} entries in the log of changes, which would go with it: switch it off instead (Active)."


def is_last_superuser(accounts: Collection[int]) -> bool:
    """Whether there is no active superuser but among these accounts."""
    active = set(User.objects.filter(is_superuser=True, is_active=True).values_list("pk", flat=True))
    return bool(active) and active <= set(accounts)


class GrantingForm(LeftOpenForm):
    """A form that is told who gives, and refuses what they do not hold."""

    giver: ClassVar[Any] = None  # set on the class that is made for a request

    def moved(self, field: str) -> set[Any]:
        """The rows that this form gives or takes."""
        before = set(getattr(self.instance, field).all()) if self.instance.pk else set()
        return before ^ set(self.cleaned_data[field])

    def moved_permissions(self, field: str) -> Any:
        """The permissions of the field. Raise ValidationError when one that is given or taken is not the giver's."""
        missing = lacking(self.giver, names_of(self.moved(field)))
        if missing:
            raise ValidationError(f"You do not hold {in_words(missing)}. {REMEDY}", code="not_held")
        return self.cleaned_data[field]


class AccountForm(GrantingForm, UserChangeForm):
    """What Django's form has. The instance is as the database has it: fields are cleaned before they are taken over."""

    def clean_user_permissions(self) -> Any:
        return self.moved_permissions("user_permissions")

    def clean_groups(self) -> Any:
        groups: Any = self.cleaned_data["groups"]
        for group in sorted(self.moved("groups"), key=str):
            if missing := lacking(self.giver, given_by([group])):
                raise ValidationError(
                    f"The group {group} gives {in_words(missing)}, which you do not hold. {REMEDY}", code="not_held"
                )
        return groups

    def clean_is_superuser(self) -> bool:
        return self._flag("is_superuser", "superusers")

    def clean_is_staff(self) -> bool:
        return self._flag("is_staff", "staff")

    def clean(self) -> Any:
        cleaned = super().clean() or self.cleaned_data
        for name in ("is_superuser", "is_active"):
            if cleaned.get(name) is False and is_last_superuser([self.instance.pk]):
                self.add_error(name, ValidationError(LAST_SUPERUSER.format(name=self.instance.username), code="last"))
        return cleaned

    def _flag(self, name: str, whom: str) -> bool:
        value: bool = self.cleaned_data[name]
        if value != getattr(self.instance, name) and not (self.giver.is_superuser or getattr(self.giver, name)):
            raise ValidationError(f"Only {whom} give and take this. {REMEDY}", code="not_held")
        return value


class GroupForm(GrantingForm):
    """A group's name and permissions."""

    def clean_permissions(self) -> Any:
        return self.moved_permissions("permissions")

    def clean_name(self) -> str:
        """The name. That of the curators is kept: the command that makes curators fills the group that bears it."""
        name: str = self.cleaned_data["name"]
        if NAME in (name, self.instance.name) and name != self.instance.name and not self.giver.is_superuser:
            raise ValidationError(
                f"Only superusers give or take the name {NAME}: create_curator fills that group. Use another.",
                code="reserved",
            )
        return name


def _could_be_a_key(text: str) -> bool:
    """Whether an integer column could be asked for it; what is no number at all, Django refuses by itself."""
    try:
        return abs(int(text)) < 2**31
    except ValueError:
        return True


class HeldRows(forms.ModelMultipleChoiceField):
    """Groups or permissions. Refuses a key that no column holds, on which databases fail."""

    def clean(self, value: Any) -> Any:
        keys = value if isinstance(value, list | tuple) else ()
        for key in keys:
            if not _could_be_a_key(str(key)):
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(key)[:30]})
        return super().clean(value)


class Guarded(KeepsLeftOpen):
    """Pages on which nobody changes or deletes what holds more than they do."""

    # Whether a row holds nothing that a user does not.
    may_touch: Callable[[Any, Any], bool]

    def formfield_for_manytomany(self, db_field: Any, request: Any = None, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, **{"form_class": HeldRows, **kwargs})

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or self.may_touch(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or self.may_touch(request.user, obj))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, obj, change=change, **kwargs)
        form.giver = request.user
        return form

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What Django gives, but of what goes with the rows, and of what keeps them, counts: names may be secret."""
        _, counts, lacking_rights, protected = super().get_deleted_objects(objs, request)
        own = str(self.opts.verbose_name_plural)
        lines = [str(row) for row in objs]
        lines += [f"{capfirst(name)}: {count}" for name, count in counts.items() if name != own]
        kept = self.reasons_to_keep(objs)
        if protected and not kept:
            kept = [f"{len(protected)} records point to it."]
        return lines, counts, set() if kept else lacking_rights, kept

    def reasons_to_keep(self, rows: Any) -> list[str]:
        """Why these rows cannot be deleted, in sentences; none when they can."""
        return []

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        row = self.get_object(request, object_id)
        may_change = request.method == "GET" and row and self.has_change_permission(request)
        if may_change and not self.may_touch(request.user, row):
            messages.warning(request, HOLDS_MORE.format(what=self.opts.verbose_name))
        return super().change_view(request, object_id, form_url, extra_context)


admin.site.unregister([User, Group])


@admin.register(User)
class AccountAdmin(Guarded, UserAdmin):
    form = AccountForm

    may_touch = staticmethod(may_touch_account)

    def reasons_to_keep(self, rows: Any) -> list[str]:
        keys = [row.pk for row in rows]
        if is_last_superuser(keys):
            names = ", ".join(str(row) for row in rows if row.is_superuser and row.is_active)
            return [LAST_SUPERUSER.format(name=names)]
        entries = LogEntry.objects.filter(user__in=[row.pk for row in rows]).order_by()
        counts = dict(entries.values_list("user").annotate(count=Count("pk")))
        return [KEEPS_LOG.format(name=row, count=counts[row.pk]) for row in rows if row.pk in counts]


@admin.register(Group)
class RightsGroupAdmin(Guarded, GroupAdmin):
    form = GroupForm

    may_touch = staticmethod(may_touch_group)
