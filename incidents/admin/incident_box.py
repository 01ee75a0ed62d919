"""A box that names an incident: it completes what is typed, and takes a reference or a slug as well."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse
from django.urls import reverse_lazy

from incidents.figures.number_words import spell_day
from incidents.models import Incident
from incidents.models.searching import search_incidents

MOST_PROPOSED: Final = 10
LONGEST: Final = 120


class IncidentBox(forms.TextInput):
    """Without a script it is a plain box for a reference or a slug."""

    template_name = "incidents/admin/incident_box.html"

    class Media:
        js = ["incidents/incident_box.js"]

    def __init__(self) -> None:
        completes = reverse_lazy("admin:incidents_incident_complete")
        super().__init__(attrs={"size": 60, "autocomplete": "off", "spellcheck": "false", "data-completes": completes})


class IncidentField(forms.CharField):
    """Gives the incident; a name of several or of none is refused."""

    widget = IncidentBox

    def __init__(self, **kwargs: Any) -> None:
        helps = "Type words of its title or a party and choose, or give its reference (PI-XXXX-XXXX) or slug."
        super().__init__(**{"max_length": LONGEST, "help_text": helps, **kwargs})

    def clean(self, value: Any) -> Any:
        """The incident; None where nothing was typed and nothing has to be."""
        text = super().clean(value)
        if not text:
            return None
        found = incident_named(text)
        if found is None:
            raise ValidationError("No incident has this reference or slug: choose one of those that are proposed.")
        return found


def incident_named(text: str) -> Incident | None:
    """The one of this reference or slug, or the only current one of this title."""
    wanted = text.replace("\0", "").strip()
    if not wanted:
        return None
    found = Incident.objects.by_reference(wanted).first()
    if found is not None:
        return found
    titled = Incident.objects.current().filter(title=wanted)[:2]
    return titled[0] if len(titled) == 1 else None


def complete(request: HttpRequest, admin: ModelAdmin) -> JsonResponse:
    """Up to MOST_PROPOSED current incidents that the words in `q` find, apart from the one of the reference `apart`,
    each with what tells it from others."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    words = request.GET.get("q", "")[:LONGEST]
    others = Incident.objects.current().exclude(reference=request.GET.get("apart", "")[:LONGEST].replace("\0", ""))
    rows = search_incidents(others, words).prefetch_related("involvements__party")[:MOST_PROPOSED]
    return JsonResponse({"incidents": [_proposed(row) for row in rows]})


def _proposed(row: Incident) -> dict[str, str]:
    day = row.day()
    parties = ", ".join(sorted({involved.party.name for involved in row.involvements.all()})[:3])
    beside = [
        row.reference,
        row.get_status_display(),
        *([spell_day(day)] if day else []),
        *([parties] if parties else []),
    ]
    return {"reference": row.reference, "title": row.title, "beside": ", ".join(beside)}
