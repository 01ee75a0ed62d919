"""Taking a text out of an incident's record: the page that shows where it stands, then asks, and the list of all."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from incidents.admin.base import ReadOnly
from incidents.admin.confirmations import Confirmation, ReasonForm, ask, attempt
from incidents.admin.incident_pages import go, incident_address, trail_of
from incidents.admin.words import incident_link
from incidents.ledger import Actor, preview_redaction, redact_text
from incidents.ledger.redacting import LONGEST
from incidents.models import Incident, Redaction

PLACES_SHOWN = 100
MEANS = (
    "The text is taken out of events, histories, explanations, quotes and deliveries still to be sent.",
    "So it is out of what receivers answered to deliveries, which is not shown here: that is for their owners.",
    "[redacted] takes its place, and subscribers are told that something was taken out, when and why.",
    "Other names of a party that hold it are removed, since a mark for a name would match texts.",
    "It cannot be undone. What stands in title, summary, notes or names is changed there first.",
)


class RedactForm(ReasonForm):
    """Which text, letter by letter."""

    text = forms.CharField(
        label="Text to take out",
        max_length=LONGEST,
        help_text="As it stands there, letter by letter; copy it rather than typing it.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80, "class": "vLargeTextField"}),
    )
    field_order = ["text", "reason"]


def redact_page(request: HttpRequest, incidents: ModelAdmin, pk: int) -> HttpResponse:
    """The page that asks which text; then where it stands; after it was taken out, the incident."""
    incident = get_object_or_404(Incident, pk=pk)
    if not request.user.has_perm("incidents.add_redaction"):
        raise PermissionDenied
    form = RedactForm(request.POST or None)
    things: list[str] = []
    shown = ""
    if form.is_valid():
        text, reason, actor = form.cleaned_data["text"], form.cleaned_data["reason"], Actor.of(request.user)
        shown = hashlib.sha256(text.encode()).hexdigest()
        if request.POST.get("shown") == shown:
            done = attempt(form, lambda: redact_text(pk, text, reason=reason, actor=actor))
            if done is not None:
                incidents.log_change(request, incident, f"Took a text out of {done.places} places: {reason}")
                messages.success(request, f"The text was taken out of {done.places} places.")
                return go(incident_address(pk))
        else:
            places = attempt(form, lambda: preview_redaction(pk, text)) or []
            things = [f"{place.where}: {place.excerpt}" for place in places[:PLACES_SHOWN]]
            if len(places) > PLACES_SHOWN:
                things.append(f"and {len(places) - PLACES_SHOWN} more")
    question = Confirmation(
        title="Take a text out",
        submit="Take it out of all these places" if things else "Show where it stands",
        about=MEANS,
        things=things,
        hidden=[("shown", shown)] if things else (),
        trail=trail_of(incident),
        back=incident_address(pk),
        danger=bool(things),
    )
    return ask(request, incidents, question, form)


@admin.register(Redaction)
class RedactionAdmin(ReadOnly):
    list_display = ["redacted_at", "incident", "places", "reason", "actor"]
    list_filter = ["actor", "redacted_at"]
    search_fields = ["reason", "actor", "incident__title", "=incident__reference"]
    list_select_related = ["incident"]
    ordering = ["-redacted_at", "-id"]
    fields = ["incident_shown", "reason", "field", ("places", "by_kind"), ("actor", "redacted_by", "redacted_at")]
    readonly_fields = ["incident_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Redaction]:
        return super().get_queryset(request).select_related("incident", "redacted_by")

    @admin.display(description="incident")
    def incident_shown(self, redaction: Redaction) -> Any:
        return incident_link(redaction.incident)
