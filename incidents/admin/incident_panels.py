"""The parts of an incident's page that this app knows: figures and claims, proceedings, merges, events."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from incidents.admin.claim_groups import by_speaker
from incidents.admin.incident_plot import incident_plot
from incidents.admin.incident_words import money_words, owed_words, stage_words
from incidents.admin.reading import figure_rows
from incidents.admin.registry import Panel, add_panel
from incidents.models import Event, Incident, IncidentMerge, Proceeding
from incidents.models.proceeding import owed_in_all

EVENTS_SHOWN = 10


def _figures(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    figures, left_out = figure_rows(incident)
    grouped = [(row, by_speaker(row.claims)) for row in figures]
    return {
        "incident": incident,
        "figures": grouped,
        "drawing": incident_plot(incident, *grouped[0]) if grouped else None,
        "left_out": left_out,
        "may_review": request.user.has_perm("incidents.add_review"),
        "may_enter": request.user.has_perm("incidents.add_claim") and incident.merged_into_id is None,
    }


def _proceedings(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    rows = list(
        Proceeding.objects.filter(incident=incident)
        .select_related("regulator", "respondent")
        .prefetch_related("stages__evidence")
        .order_by("pk")
    )
    return {
        "incident": incident,
        "proceedings": [
            (row, [(stage, stage_words(stage)) for stage in row.stages.all()], owed_words(row)) for row in rows
        ],
        "owed_in_all": [money_words(amount, currency) for currency, amount in sorted(owed_in_all(rows).items())],
        "may_add": request.user.has_perm("incidents.add_proceeding") and incident.merged_into_id is None,
    }


def _merges(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    rows = IncidentMerge.objects.filter(Q(kept=incident) | Q(absorbed=incident)).select_related("kept", "absorbed")
    return {
        "incident": incident,
        "merges": list(rows),
        "may_undo": request.user.has_perm("incidents.change_incident"),
    }


def _events(request: HttpRequest, incident: Incident) -> dict[str, Any]:
    return {
        "incident": incident,
        "events": Event.objects.filter(incident=incident).order_by("-sequence")[:EVENTS_SHOWN],
    }


add_panel(
    Panel(
        "Figures and their claims",
        "figures",
        "incidents/admin/panel_figures.html",
        "incidents.view_claim",
        _figures,
        order=10,
    )
)
add_panel(
    Panel(
        "Proceedings",
        "proceedings",
        "incidents/admin/panel_proceedings.html",
        "incidents.view_proceeding",
        _proceedings,
        order=20,
    )
)
add_panel(Panel("Merges", "merges", "incidents/admin/panel_merges.html", "incidents.view_incident", _merges, order=40))
add_panel(
    Panel("Latest events", "events", "incidents/admin/panel_events.html", "incidents.view_event", _events, order=50)
)
