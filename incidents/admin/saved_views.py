"""Filtered lists of incidents under a name: a curator's own, and those that others share."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, SuspiciousOperation, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from incidents.models import SavedView

MOST: Final = 100  # views of one curator
SHOWN: Final = 20
NO_FILTER: Final = frozenset({"p", "e", "all", "_changelist_filters", "_facets", "_popup", "_to_field"})


class SavedViewForm(forms.ModelForm):
    """A name and the filters. `list_of` gives the list that filters lead to, or raises what the admin makes of those
    that it does not know."""

    class Meta:
        model = SavedView
        fields = ["name", "query", "shared"]

    def __init__(self, *args: Any, list_of: Callable[[QueryDict], Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.list_of = list_of

    def clean_name(self) -> str:
        """The name, which no other view of the curator has."""
        name: str = self.cleaned_data["name"]
        if SavedView.objects.filter(owner=self.instance.owner_id, name=name).exists():
            raise ValidationError(f"You have a view “{name}” already: choose another name, or delete that view first.")
        return name

    def clean_query(self) -> str:
        """The filters in the order of their names, those that say nothing left out."""
        asked = QueryDict(self.cleaned_data["query"])
        kept = QueryDict(mutable=True)
        for name in sorted(asked):
            values = [value for value in asked.getlist(name) if value and "\0" not in value]
            if name not in NO_FILTER and values:
                kept.setlist(name, values)
        if not kept:
            raise ValidationError("The list is not filtered: choose filters first, then save the view.")
        try:
            self.list_of(kept)
        except (IncorrectLookupParameters, SuspiciousOperation, ValidationError):
            raise ValidationError("The list cannot be filtered so: choose filters beside it, then save it.") from None
        return kept.urlencode()


def views_of(request: HttpRequest) -> list[tuple[SavedView, str, bool]]:
    """(view, its address, whether it is the sender's own), the sender's own first."""
    if not request.user.has_perm("incidents.view_incident"):
        return []
    address = reverse("admin:incidents_incident_changelist")
    rows = SavedView.objects.for_user(request.user)[:SHOWN]
    return [(row, f"{address}?{row.query}", row.owner_id == request.user.pk) for row in rows]


def _may(request: HttpRequest, admin: ModelAdmin) -> None:
    if not admin.has_change_permission(request):
        raise PermissionDenied


def save_view(request: HttpRequest, admin: ModelAdmin) -> HttpResponse:
    """Keeps the filters of the list under a name; after it, the list with them."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _may(request, admin)
    owner: Any = request.user.pk

    def list_of(query: QueryDict) -> Any:
        asked = copy(request)
        asked.GET = query  # type: ignore[assignment]
        return admin.get_changelist_instance(asked)

    form = SavedViewForm(request.POST, instance=SavedView(owner_id=owner), list_of=list_of)
    address = reverse("admin:incidents_incident_changelist")
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{name}: {' '.join(map(str, errors))}")
        return HttpResponseRedirect(f"{address}?{request.POST.get('query', '')[:1000]}")
    if SavedView.objects.filter(owner=owner).count() >= MOST:
        messages.error(request, f"You have {MOST} views: delete one first.")
        return HttpResponseRedirect(address)
    try:
        with transaction.atomic():
            view = form.save()
    except IntegrityError:
        messages.error(request, "You have just saved a view of this name.")
        return HttpResponseRedirect(address)
    messages.success(request, f"The view “{view.name}” is saved{' and shared' if view.shared else ''}.")
    return HttpResponseRedirect(f"{address}?{view.query}")


def drop_view(request: HttpRequest, admin: ModelAdmin, pk: int) -> HttpResponse:
    """Deletes a view of the sender's own; after it, the list."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _may(request, admin)
    view: Any = get_object_or_404(SavedView, pk=pk, owner=request.user.pk)
    view.delete()
    messages.success(request, f"The view “{view.name}” is deleted.")
    return HttpResponseRedirect(reverse("admin:incidents_incident_changelist"))
