"""What a curator did last, on the first page of the admin."""

from __future__ import annotations

from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.http import HttpRequest

SHOWN = 10
LOOKED_AT = 100  # entries, of which the first that may be seen are shown


def own_actions(request: HttpRequest) -> list[LogEntry]:
    """The last entries of the log by the sender, whose rows there are and he may see now: entries bear titles."""
    user = request.user
    if not isinstance(user, User):
        return []
    entries = LogEntry.objects.filter(user=user).select_related("content_type").order_by("-action_time", "-pk")
    found: list[LogEntry] = []
    for entry in entries[:LOOKED_AT]:
        if len(found) == SHOWN:
            break
        if _may_see(request, entry):
            found.append(entry)
    return found


def _may_see(request: HttpRequest, entry: LogEntry) -> bool:
    model = entry.content_type.model_class() if entry.content_type else None
    page = admin.site._registry.get(model) if model else None
    if page is None or not page.has_view_permission(request):
        return False
    if entry.is_deletion():
        return True
    row = page.get_object(request, str(entry.object_id))
    return row is not None and page.has_view_permission(request, row)
