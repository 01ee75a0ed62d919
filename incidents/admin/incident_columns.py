"""The list of incidents: what its rows hold, and what is shown of the figure that leads each."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from incidents.admin.words import figure_words, status_badge
from incidents.ledger.listed import leading
from incidents.models import Figure, Incident
from incidents.models.searching import search_incidents
from incidents.vocabulary import FigureStatus


class IncidentColumns(admin.ModelAdmin):
    def get_queryset(self, request: HttpRequest) -> QuerySet[Incident]:
        disputed = Figure.objects.filter(incident=OuterRef("pk"), status=FigureStatus.DISPUTED)
        return (
            super()
            .get_queryset(request)
            .select_related("merged_into")
            .prefetch_related(Prefetch("figures", queryset=leading(Figure.objects), to_attr="headline"))
            .annotate(disputed=Exists(disputed))
        )

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        """The rows, and that none of them comes twice."""
        return (search_incidents(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description="affected", ordering="affected")
    def affected_shown(self, incident: Incident) -> str:
        """The figure that the row holds, marked where it is disputed or unverified."""
        figure = _leading(incident)
        if figure is None:
            return "-"
        return format_html("{} {} {}", figure_words(figure), figure.get_unit_display(), _mark(figure))

    @admin.display(description="besides")
    def figure_status(self, incident: Incident) -> str:
        """That it was merged, or that another figure than the one that is shown is disputed."""
        if incident.merged_into is not None:
            return "merged"
        leading = _leading(incident)
        is_shown = leading is not None and leading.status == FigureStatus.DISPUTED
        if is_shown or not incident.disputed:  # type: ignore[attr-defined]
            return ""
        return format_html("another figure {}", status_badge(FigureStatus.DISPUTED))


def _leading(incident: Incident) -> Figure | None:
    """The figure that the incident's row holds."""
    rows: list[Figure] = incident.headline  # type: ignore[attr-defined]
    return next(iter(rows), None)


def _mark(figure: Figure) -> str:
    """The badge of a figure that is not to be taken at its word; empty for any other."""
    if figure.status == FigureStatus.DISPUTED:
        return status_badge(FigureStatus.DISPUTED)
    return (
        status_badge(FigureStatus.UNVERIFIED) if figure.unverified or figure.status == FigureStatus.UNVERIFIED else ""
    )
