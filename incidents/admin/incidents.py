"""Incidents: the record, who is involved, and under it the figures, claims, proceedings, coverage and merges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse

from incidents.admin import incident_pages
from incidents.admin.alike import alike
from incidents.admin.base import Historic
from incidents.admin.candidate_pages import candidate_page, rule_all
from incidents.admin.incident_box import complete
from incidents.admin.incident_columns import IncidentColumns
from incidents.admin.incident_filters import DataClassFilter, Disputed, Merged
from incidents.admin.incident_form import IncidentForm
from incidents.admin.incident_history import further_changes
from incidents.admin.incident_saving import save_form
from incidents.admin.involvement_rows import InvolvementInline, is_another_role
from incidents.admin.leases import look_at, of_incident, others_looking
from incidents.admin.moving_pages import move_page, split_page
from incidents.admin.narrowing import Narrowing
from incidents.admin.reading import summary
from incidents.admin.redactions import redact_page
from incidents.admin.registry import opening_asked_for, panels
from incidents.admin.restoring import restorable, restore_page
from incidents.admin.saved_views import drop_view, save_view, views_of
from incidents.admin.words import incident_link
from incidents.admin.years import by_year
from incidents.ledger import (
    Actor,
    InvolvementDraft,
    add_involvement,
    open_incident,
    remove_involvement,
    update_incident,
)
from incidents.ledger.incidents import VISIBILITY
from incidents.models import Incident, Involvement

DISCLOSED = by_year("disclosed_on", "year of disclosure")
PARTY: Any = (None, {"fields": ["party_name"]})


@admin.register(Incident)
class IncidentAdmin(IncidentColumns, Historic):
    form = IncidentForm
    inlines = [InvolvementInline]
    object_history_template = "incidents/admin/incident_history.html"
    history_of = ((Involvement, "incident_id"),)
    change_form_template = "incidents/admin/incident.html"
    list_display = [
        "title",
        "affected_shown",
        "figure_status",
        "kind",
        "status",
        "visibility",
        "disclosed_on",
        "reference",
    ]
    list_filter = [Narrowing, "status", Disputed, "kind", "visibility", DataClassFilter, Merged, DISCLOSED]
    change_list_template = "incidents/admin/incident_list.html"
    search_fields = ["title"]  # there is a search; search_incidents says where it looks
    search_help_text = "Title, reference, summary, quote, or the name of a party"
    ordering = ["-created_at", "-id"]
    actions = ["merge_two", "open_candidates", "dismiss_candidates"]
    fieldsets = [
        (None, {"fields": ["title", "summary", ("status", "kind", "visibility"), "slug", "read_version"]}),
        (
            "When",
            {
                "classes": ["collapse"],
                "fields": [
                    ("occurred_on", "occurred_precision"),
                    ("discovered_on", "discovered_precision"),
                    ("disclosed_on", "disclosed_precision"),
                    ("notified_on", "notified_precision"),
                ],
            },
        ),
        ("Where, and what kinds of data", {"classes": ["collapse"], "fields": ["countries", "data_classes"]}),
        ("Your change", {"fields": ["change_reason", "confirm"]}),
    ]
    fieldsets_to_read = [
        (None, {"fields": ["title", "summary", ("status", "kind", "visibility"), "slug"]}),
        fieldsets[1],
        ("Where, and what kinds of data", {"fields": ["countries_shown", "data_shown"]}),
    ]

    # --- The list

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        shown = {
            "saved_views": views_of(request),
            "shown_query": request.GET.urlencode(),
            "may_save_views": self.has_change_permission(request),
        }
        return super().changelist_view(request, {**(extra_context or {}), **shown})

    # --- The page

    def get_fieldsets(self, request: HttpRequest, obj: Incident | None = None) -> Any:
        if obj is None:
            first = {"fields": [name for name in self.fieldsets[0][1]["fields"] if name != "read_version"]}
            opening = opening_asked_for(request)
            last = ["leaves", "confirm"] if opening is not None and opening.leaves else ["confirm"]
            return [(None, first), PARTY, *self.fieldsets[1:-1], (None, {"fields": last})]
        return self.fieldsets if self.has_change_permission(request, obj) else self.fieldsets_to_read

    @admin.display(description="countries")
    def countries_shown(self, incident: Incident) -> str:
        return ", ".join(row.country for row in incident.countries.all()) or "-"

    @admin.display(description="kinds of data")
    def data_shown(self, incident: Incident) -> str:
        return ", ".join(row.get_data_class_display() for row in incident.data_classes.all()) or "-"

    def has_change_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """One that was merged is read only: its other self is changed instead."""
        return super().has_change_permission(request, obj) and (obj is None or obj.merged_into_id is None)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        incident = self.get_object(request, object_id)
        shown: dict[str, Any] = {}
        if incident is not None:
            parts = panels(request, incident)
            may_curate = self.has_change_permission(request, incident)
            if may_curate:
                look_at(request, incident)
            shown = {
                "title": incident.title,
                "subtitle": None,
                "panels": parts,
                "drawing": next((part["shown"]["drawing"] for part in parts if "drawing" in part["shown"]), None),
                "involved": incident.involvements.select_related("party"),
                "summary": summary(incident),
                "may_redact": request.user.has_perm("incidents.add_redaction"),
                "may_curate": may_curate,
                "held": [*others_looking(request, incident), *of_incident(request, incident)],
                "lives_on": incident_link(incident.merged_into) if incident.merged_into else "",
            }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def further_history(self, object_id: str) -> list[tuple[str, Any]]:
        return further_changes(int(object_id))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        opening = opening_asked_for(request)
        return dict(opening.text.initial) if opening is not None else {}

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> Any:
        return super().add_view(request, form_url, {**(extra_context or {}), "opening": opening_asked_for(request)})

    def response_add(self, request: HttpRequest, obj: Incident, post_url_continue: str | None = None) -> HttpResponse:
        answer = super().response_add(request, obj, post_url_continue)
        return incident_pages.go(incident_pages.incident_address(obj.pk)) if "_save" in request.POST else answer

    # --- Saving

    def get_form(self, request: HttpRequest, obj: Incident | None = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        opening = opening_asked_for(request) if obj is None else None
        if opening is not None:
            form.leavable = opening.leaves  # the class is made for this request
        return form

    def save_model(self, request: HttpRequest, obj: Incident, form: Any, change: bool) -> None:
        actor = Actor.of(request.user)
        if change:
            publishes = obj.is_public and not Incident.objects.get(pk=obj.pk).is_public
            form.published_by = {name: form.changes()[name] for name in VISIBILITY & set(form.changes()) if publishes}
        opening = None if change else opening_asked_for(request)
        if opening is not None:
            opening.hold()
            form.check_title()  # another tab, or a second click, may have opened it since the form was looked at
        saved = save_form(obj, form, actor) if change else open_incident(form.draft(), actor=actor, entered=True)
        obj.__dict__.update(saved.__dict__)
        if opening is not None:
            opening.opened(saved, form.left())

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Publishes last: the statement of what is held has the roles as they are after this form."""
        super().save_related(request, form, formsets, change)
        if form.published_by:
            reason, actor = form.cleaned_data["change_reason"], Actor.of(request.user)
            update_incident(form.instance.pk, form.published_by, actor=actor, reason=reason)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        formset.save(commit=False)  # tells which rows differ; the verbs write them
        incident, actor = form.instance, Actor.of(request.user)
        reason = form.cleaned_data.get("change_reason", "")
        changed = [row for row, _ in formset.changed_objects]
        gone = [*formset.deleted_objects, *(row for row in changed if is_another_role(row))]
        for row in gone:
            remove_involvement(incident.pk, row.pk, actor=actor, reason=reason)
        for row in (*changed, *formset.new_objects):
            draft = InvolvementDraft(row.party, row.role, row.standing, row.note)
            add_involvement(incident.pk, draft, actor=actor, reason=reason)

    # --- Merging and splitting

    def get_urls(self) -> list[URLPattern]:
        site = self.admin_site

        def own(view: Callable[..., HttpResponse]) -> Any:
            return site.admin_view(lambda request, **asked: view(request, self, **asked))

        return [
            path("<int:pk>/merge/", site.admin_view(self.merge_view), name="incidents_incident_merge"),
            path("<int:pk>/split/", site.admin_view(self.split_view), name="incidents_incident_split"),
            path("<int:pk>/move/", site.admin_view(self.move_view), name="incidents_incident_move"),
            path(
                "<int:pk>/candidate/<str:ruling>/", site.admin_view(self.candidate_view), name="incidents_incident_rule"
            ),
            path("<int:pk>/restore/<int:sequence>/", own(restore_page), name="incidents_incident_restore"),
            path("views/", own(save_view), name="incidents_incident_save_view"),
            path("views/<int:pk>/delete/", own(drop_view), name="incidents_incident_drop_view"),
            path("complete/", own(complete), name="incidents_incident_complete"),
            path("alike/", own(alike), name="incidents_incident_alike"),
            path("<int:pk>/redact/", own(redact_page), name="incidents_incident_redact"),
            path("merges/<int:pk>/undo/", site.admin_view(self.undo_view), name="incidents_incident_unmerge"),
            *super().get_urls(),
        ]

    def merge_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return incident_pages.merge_page(request, self, pk)

    def split_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return split_page(request, self, pk)

    def move_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return move_page(request, self, pk)

    def candidate_view(self, request: HttpRequest, pk: int, ruling: str) -> HttpResponse:
        return candidate_page(request, self, pk, ruling)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        incident = self.get_object(request, object_id)
        may = self.has_change_permission(request, incident)
        shown = {"restorable": restorable(incident) if incident is not None and may else []}
        return super().history_view(request, object_id, {**(extra_context or {}), **shown})

    def undo_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return incident_pages.undo_merge_page(request, self, pk)

    @admin.action(description="Open the selected candidates…", permissions=["change"])
    def open_candidates(self, request: HttpRequest, queryset: QuerySet[Incident]) -> HttpResponse | None:
        return rule_all(request, self, queryset, "open")

    @admin.action(description="Dismiss the selected candidates…", permissions=["change"])
    def dismiss_candidates(self, request: HttpRequest, queryset: QuerySet[Incident]) -> HttpResponse | None:
        return rule_all(request, self, queryset, "dismiss")

    @admin.action(description="Merge the two selected incidents…", permissions=["change"])
    def merge_two(self, request: HttpRequest, queryset: QuerySet[Incident]) -> HttpResponse | None:
        two = list(queryset.order_by("created_at", "pk")[:3])
        if len(two) != 2:
            messages.warning(request, "Select exactly two incidents: the one to keep and the one that is the same.")
            return None
        address = reverse("admin:incidents_incident_merge", args=[two[0].pk])
        return incident_pages.go(f"{address}?with={two[1].reference}")
