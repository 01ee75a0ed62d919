"""Figures: read here, worked out by the ledger, overruled by a curator with a reason."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from incidents.admin.base import ReadOnly
from incidents.admin.disputes import disputes_address, disputes_page
from incidents.admin.figure_filters import Unverified
from incidents.admin.figure_pages import overrule_page
from incidents.admin.numbers import bucket_words
from incidents.admin.reading import claim_rows
from incidents.admin.searching import incidents_found
from incidents.admin.timeline import as_known, as_recorded
from incidents.admin.words import confidence_words, figure_words, incident_link, status_badge, status_words
from incidents.admin.years import by_year
from incidents.figures.number_words import held_words
from incidents.models import Figure, FigureRevision
from incidents.vocabulary import FigureStatus


@admin.register(Figure)
class FigureAdmin(ReadOnly):
    list_display = ["what", "number", "badge", "sure", "incident", "revision", "changed_at"]
    list_display_links = ["what"]
    list_filter = ["status", Unverified, "metric", "unit", "scope", by_year("changed_at", "year of the change")]
    search_fields = ["incident"]
    search_through: ClassVar = {"incident": incidents_found}
    search_help_text = "Title, reference, summary, quote or party of the incident"
    list_select_related = ["incident"]
    ordering = ["-changed_at", "-id"]
    change_form_template = "incidents/admin/figure.html"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("incident_shown", "number", "badge", "sure_because", "sentence", "winner"),
                    ("policy", "policy_version"),
                ]
            },
        )
    ]
    readonly_fields = ["incident_shown", "number", "badge", "sure_because", "winner"]

    @admin.display(description="figure")
    def what(self, figure: Figure) -> str:
        return bucket_words(figure.bucket)

    @admin.display(description="best (low to high)", ordering="best")
    def number(self, figure: Figure) -> str:
        return figure_words(figure)

    @admin.display(description="status", ordering="status")
    def badge(self, figure: Figure) -> str:
        return status_badge(figure.status, status_words(figure))

    @admin.display(description="confidence", ordering="confidence")
    def sure(self, figure: Figure) -> str:
        return confidence_words(figure)

    @admin.display(description="confidence")
    def sure_because(self, figure: Figure) -> str:
        return f"{confidence_words(figure)}. {figure.because}".removesuffix(" ")

    @admin.display(description="incident")
    def incident_shown(self, figure: Figure) -> str:
        return incident_link(figure.incident)

    @admin.display(description="winning claim")
    def winner(self, figure: Figure) -> Any:
        return figure.claim or "none"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Figure]:
        return super().get_queryset(request).select_related("incident", "claim__speaker_party")

    def get_urls(self) -> list[URLPattern]:
        overrule = self.admin_site.admin_view(self.overrule_view)
        return [
            path("<int:figure_id>/overrule/", overrule, name="incidents_figure_overrule"),
            path("disputes/", self.admin_site.admin_view(self.disputes_view), name="incidents_figure_disputes"),
            *super().get_urls(),
        ]

    def disputes_view(self, request: HttpRequest) -> HttpResponse:
        return disputes_page(request, self)

    def overrule_view(self, request: HttpRequest, figure_id: int) -> HttpResponse:
        return overrule_page(request, self, figure_id)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The figure's page is its history: every revision stands there with its cause and its explanation."""
        return HttpResponseRedirect(reverse("admin:incidents_figure_change", args=[object_id]) + "#revisions")

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        figure = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if figure is not None:
            revisions = list(figure.revisions.select_related("claim"))
            shown = {
                "title": bucket_words(figure.bucket).capitalize(),
                "subtitle": figure.incident.title,
                "known": as_known(figure),
                "recorded": as_recorded(figure, revisions),
                "claims": claim_rows(figure),
                "may_overrule": request.user.has_perms(["incidents.add_review", "incidents.change_incident"]),
                "dispute": disputes_address(figure=figure.pk) if figure.status == FigureStatus.DISPUTED else "",
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})


@admin.register(FigureRevision)
class FigureRevisionAdmin(ReadOnly):
    list_display = ["figure_shown", "number", "best_shown", "status", "recorded_at", "actor", "cause"]
    list_filter = ["status", "figure__metric", "recorded_at", by_year("recorded_at", "year")]
    search_fields = ["figure__incident"]
    search_through: ClassVar = {"figure__incident": incidents_found}
    search_help_text = "Title, reference, summary, quote or party of the incident"
    ordering = ["-recorded_at", "-id"]
    fields = [
        "figure_shown",
        "number",
        "best_shown",
        "status",
        "sentence",
        "claim",
        ("policy", "policy_version"),
        ("actor", "cause", "recorded_at"),
    ]
    readonly_fields = ["figure_shown", "best_shown"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[FigureRevision]:
        return super().get_queryset(request).select_related("figure__incident", "claim__speaker_party")

    @admin.display(description="figure")
    def figure_shown(self, revision: FigureRevision) -> str:
        return f"{revision.figure.incident}: {bucket_words(revision.figure.bucket)}"

    @admin.display(description="best", ordering="best")
    def best_shown(self, revision: FigureRevision) -> str:
        return held_words(revision, revision.figure.bucket)
