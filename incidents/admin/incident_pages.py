"""Two incidents that are one, and one that is two: the pages that ask which and why."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.incident_box import IncidentField, incident_named
from incidents.admin.merge_preview import merge_preview
from incidents.ledger import Actor, merge_incidents, undo_merge
from incidents.models import Incident, IncidentMerge


def go(address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(address)


def incident_address(pk: int) -> str:
    return reverse("admin:incidents_incident_change", args=[pk])


def figures_address(pk: int) -> str:
    """Where the incident's page shows its figures, with the claims on each."""
    return f"{incident_address(pk)}#figures"


def trail_of(*incidents: Incident) -> list[tuple[str, str]]:
    """(address, words) of the pages above one about these incidents."""
    pages = [(incident_address(incident.pk), incident.title) for incident in incidents]
    return [(reverse("admin:incidents_incident_changelist"), "Incidents"), *pages]


def may_change(request: HttpRequest, admin: ModelAdmin, incident: Incident) -> None:
    """Raise PermissionDenied unless the sender may change the incident."""
    if not admin.has_change_permission(request, incident):
        raise PermissionDenied


class MergeForm(ReasonForm):
    """Which other incident is the same one, and which of the two is kept."""

    other = IncidentField(label="The other incident")
    keep = forms.ChoiceField(
        label="Keep",
        widget=forms.RadioSelect,
        help_text="Claims, roles and proceedings move to the one that is kept; the other's reference leads there.",
    )
    field_order = ["other", "keep", "reason"]

    def __init__(self, *args: Any, incident: Incident, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.incident = incident
        self.fields["other"].widget.attrs |= {"data-previews": "with", "data-apart": incident.reference}
        known = incident_named(self.initial.get("other", ""))
        self.fields["keep"].choices = [  # type: ignore[attr-defined]
            ("this", f"{incident.title} ({incident.reference})"),
            ("other", f"{known.title} ({known.reference})" if known else "The other incident"),
        ]
        self.initial.setdefault("keep", "this")
        if known is None:  # that is asked first
            self.fields["other"].widget.attrs["autofocus"] = True
            del self.fields["reason"].widget.attrs["autofocus"]

    def ends(self) -> tuple[int, int]:
        """(the one to keep, the one to absorb)."""
        this, other = self.incident.pk, self.cleaned_data["other"].pk
        return (this, other) if self.cleaned_data["keep"] == "this" else (other, this)


def merge_page(request: HttpRequest, admin: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks; after it, the incident that was kept."""
    incident = get_object_or_404(Incident, pk=pk)
    may_change(request, admin, incident)
    form = MergeForm(request.POST or None, incident=incident, initial={"other": request.GET.get("with", "")})
    if form.is_valid():
        keep, absorb = form.ends()
        reason, actor = form.cleaned_data["reason"], Actor.of(request.user)
        merge = attempt(form, lambda: merge_incidents(keep=keep, absorb=absorb, reason=reason, actor=actor))
        if merge is not None:
            admin.log_change(request, merge.kept, f"Absorbed {merge.absorbed.reference}: {reason}")
            admin.log_change(request, merge.absorbed, f"Merged into {merge.kept.reference}: {reason}")
            messages.success(request, f"{merge.absorbed} is now part of {merge.kept}. The merge can be undone below.")
            return go(incident_address(keep) + "#merges")
    other = incident_named(request.POST.get("other", "") or request.GET.get("with", ""))
    preview = merge_preview(incident, other) if other is not None and other != incident else None
    question = Confirmation(
        title="Merge with another incident",
        submit="Merge the two",
        about=[f"{incident.title} ({incident.reference}) and another incident are one and the same."],
        things=preview.shown if preview is not None else (),
        announced=preview.announced if preview is not None else "",
        trail=trail_of(incident),
        back=incident_address(pk),
    )
    return ask(request, admin, question, form)


def undo_merge_page(request: HttpRequest, admin: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks why; after it, the incident that is its own again."""
    merge = get_object_or_404(IncidentMerge.objects.select_related("kept", "absorbed"), pk=pk)
    may_change(request, admin, merge.kept)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        reason, actor = form.cleaned_data["reason"], Actor.of(request.user)
        apart = attempt(form, lambda: undo_merge(merge.pk, reason=reason, actor=actor))
        if apart is not None:
            admin.log_change(request, apart, f"Its merge into {merge.kept.reference} was undone: {reason}")
            messages.success(request, f"{apart} is an incident of its own again.")
            return go(incident_address(apart.pk))
    question = Confirmation(
        title="Undo the merge",
        submit="Undo the merge",
        about=[
            f"{merge.absorbed.title} ({merge.absorbed.reference}) was merged into {merge.kept.title}.",
            f"{merge.actor} gave the reason: {merge.reason}",
            "It gets back what it brought, as far as that is still where the merge put it.",
        ],
        trail=trail_of(merge.kept),
        back=incident_address(merge.kept_id),
    )
    return ask(request, admin, question, form)
