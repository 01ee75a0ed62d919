"""What an incident that is being opened may be already: told while its form is filled in, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse, reverse_lazy

from incidents.figures.number_words import spell_day
from incidents.ledger.titles import titled
from incidents.models import Incident, Party

LONGEST: Final = 200
INCIDENTS_SHOWN: Final = 5


def tells_alike(field: Any, what: str) -> None:
    """Have the field of a form tell, below it, what is alike; `what` is title, party or slug."""
    field.widget.attrs |= {"data-alike": what, "data-alike-at": reverse_lazy("admin:incidents_incident_alike")}


def alike(request: HttpRequest, admin: ModelAdmin) -> JsonResponse:
    """By what was typed as title, party or slug, incidents that may be the same, each with its address: those of nearly
    the same title, of the party, at the slug."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    typed = {name: request.GET.get(name, "").replace("\0", "").strip()[:LONGEST] for name in ("title", "party", "slug")}
    twin = titled(typed["title"], apart_from=None) if typed["title"] else None
    slug = typed["slug"]
    at_slug = Incident.objects.filter(Q(slug__iexact=slug) | Q(reference__iexact=slug)) if slug else []
    party = Party.objects.called(typed["party"]).order_by("pk").first() if typed["party"] else None
    of_party: Iterable[Incident] = []
    if party is not None:
        rows = Incident.objects.current().filter(involvements__party=party).distinct()
        of_party = rows.order_by("-disclosed_on", "-pk")[:INCIDENTS_SHOWN]
    return JsonResponse(
        {
            "title": _lines("Nearly the same title:", [twin] if twin else []),
            "party": _lines("Known already, with:", of_party),
            "slug": _lines("That is the address of:", at_slug),
        }
    )


def _lines(words: str, incidents: Iterable[Incident]) -> dict[str, Any]:
    return {"words": words, "incidents": [_line(incident) for incident in incidents]}


def _line(incident: Incident) -> dict[str, str]:
    day = incident.day()
    beside = f"{incident.reference}{f', {spell_day(day)}' if day else ''}, {incident.get_status_display()}"
    address = reverse("admin:incidents_incident_change", args=[incident.pk])
    return {"title": incident.title, "beside": beside, "address": address}
