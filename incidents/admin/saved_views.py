"""Filtered lists of incidents under a name: a curator's own, and those that others share."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse

from incidents.models import SavedView

MOST: Final = 100  # views of one curator
SHOWN: Final = 20
NO_FILTER: Final = frozenset({"p", "e", "all", "_changelist_filters", "_facets", "_popup", "_to_field"})


class SavedViewForm(forms.ModelForm):
    """A name and the filters; the same name again changes the view."""

    class Meta:
        model = SavedView
        fields = ["name", "query", "shared"]

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
    known = SavedView.objects.filter(owner=owner, name=request.POST.get("name", "").strip()).first()
    form = SavedViewForm(request.POST, instance=known or SavedView(owner_id=owner))
    address = reverse("admin:incidents_incident_changelist")
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{name}: {' '.join(map(str, errors))}")
        return HttpResponseRedirect(f"{address}?{request.POST.get('query', '')[:1000]}")
    if known is None and SavedView.objects.filter(owner=owner).count() >= MOST:
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
