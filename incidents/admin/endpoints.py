"""Webhook endpoints: made and changed by their owner, their secret shown once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse

from incidents.admin.base import ListedAdmin, add_refusal
from incidents.admin.confirmations import REFUSALS, Confirmation, InternalReasonForm, ask
from incidents.admin.delivery_plot import draw_deliveries
from incidents.admin.endpoint_form import READ_VERSION, EndpointForm, NewEndpointForm, ReplayForm, RotateForm, held
from incidents.webhooks.endpoint_health import endpoint_health
from incidents.webhooks.endpoints import (
    EndpointChanged,
    create_endpoint,
    pause_endpoint,
    public_keys,
    resume_endpoint,
    rotate_secret,
    update_endpoint,
)
from incidents.webhooks.models import Delivery, Endpoint, Signing
from incidents.webhooks.requested_deliveries import replay_failed, replay_since, send_test_event
from tracker.foundation.access.models import TokenScope
from tracker.foundation.access.rights import held_scopes
from tracker.foundation.access.secrets_page import Shown, secret_page

LATEST = 10
HOW = "Receivers verify the header webhook-signature with it, by the Standard Webhooks specification."


@admin.register(Endpoint)
class EndpointAdmin(ListedAdmin):
    """Every change is a page with one form and one verb: the verbs look names up, so no transaction is open."""

    list_display = ["__str__", "url", "state", "owner", "consecutive_failures", "succeeded_at", "reference"]
    list_filter = ["state", "disputed_only", "owner"]
    search_fields = ["url", "description", "reference", "owner__username"]
    list_select_related = ["owner"]
    ordering = ["-created_at", "-id"]
    change_form_template = "incidents/admin/endpoint.html"
    fields = [
        "url",
        "description",
        ("state", "state_reason", "state_changed_at"),
        "owner",
        ("types_shown", "metrics_shown", "incidents_shown"),
        ("parties_shown", "countries_shown", "data_classes_shown"),
        ("disputed_only", "smallest_figure", "smallest_change_percent", "smallest_change"),
        ("rate_limit_per_minute", "in_order", "api_version"),
        ("scope_read", "scope_curate"),
        ("signing", "keys_shown"),
        ("consecutive_failures", "failing_since", "rests_until", "succeeded_at"),
        ("reference", "created_at", "updated_at"),
    ]
    readonly_fields = [
        "types_shown",
        "metrics_shown",
        "incidents_shown",
        "parties_shown",
        "countries_shown",
        "data_classes_shown",
        "keys_shown",
        "scope_read",
        "scope_curate",
    ]

    @admin.display(description="types of events")
    def types_shown(self, endpoint: Endpoint) -> str:
        return ", ".join(row.type for row in endpoint.event_types.all()) or "all"

    @admin.display(description="metrics")
    def metrics_shown(self, endpoint: Endpoint) -> str:
        return ", ".join(row.metric for row in endpoint.metrics.all()) or "all"

    @admin.display(description="incidents")
    def incidents_shown(self, endpoint: Endpoint) -> str:
        rows = endpoint.incidents.select_related("incident")
        return ", ".join(f"{row.incident} ({row.incident.reference})" for row in rows) or "all"

    @admin.display(description="parties")
    def parties_shown(self, endpoint: Endpoint) -> str:
        rows = endpoint.parties.select_related("party")
        return ", ".join(f"{row.party} ({row.party.reference})" for row in rows) or "all"

    @admin.display(description="countries")
    def countries_shown(self, endpoint: Endpoint) -> str:
        return ", ".join(row.country for row in endpoint.countries.all()) or "all"

    @admin.display(description="classes of data")
    def data_classes_shown(self, endpoint: Endpoint) -> str:
        return ", ".join(row.get_data_class_display() for row in endpoint.data_classes.all()) or "all"

    @admin.display(description="public keys")
    def keys_shown(self, endpoint: Endpoint) -> str:
        return ", ".join(public_keys(endpoint)) or "none: it is verified with its secret"

    # --- Who sees what: one's own, a superuser everybody's

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endpoint]:
        found = Endpoint.objects.select_related("owner").order_by(*self.ordering)
        return found if request.user.is_superuser else found.owned_by(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # the page shows; each change is asked for on a page of its own

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        owned = obj is None or request.user.is_superuser or obj.owner_id == request.user.pk
        return owned and super().has_delete_permission(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and TokenScope.WEBHOOKS in held_scopes(request.user)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """The owner's name tells of accounts: superusers, who see everybody's endpoints, may filter by it."""
        return [one for one in self.list_filter if one != "owner" or request.user.is_superuser]

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> tuple[Any, ...]:
        """What goes with them is counted, not named: its owner may no longer see the incidents of its filters."""
        _, counts, needed, protected = super().get_deleted_objects(objs, request)
        return [str(endpoint) for endpoint in objs], counts, needed, protected

    def _own(self, request: HttpRequest, pk: int) -> Endpoint:
        """The endpoint, for whoever may read what it was registered for."""
        endpoint = self._to_stop(request, pk)
        if endpoint.beyond(held_scopes(request.user)):
            raise PermissionDenied
        return endpoint

    def _to_stop(self, request: HttpRequest, pk: int) -> Endpoint:
        if not request.user.has_perm("webhooks.change_endpoint"):
            raise PermissionDenied
        return get_object_or_404(self.get_queryset(request), pk=pk)

    # --- Pages

    def get_urls(self) -> list[URLPattern]:
        def page(words: str, view: Callable[..., HttpResponse]) -> URLPattern:
            return path(f"<int:pk>/{words}/", self.admin_site.admin_view(view), name=f"webhooks_endpoint_{words}")

        return [
            page("edit", self.edit_view),
            page("rotate", self.rotate_view),
            page("pause", self.pause_view),
            page("replay", self.replay_view),
            page("do", self.do_view),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None) -> Any:
        endpoint = self.get_object(request, object_id)
        if endpoint and endpoint.beyond(held_scopes(request.user)):
            raise PermissionDenied
        shown = shown_of(endpoint) if endpoint else {}
        shown["may_edit"] = request.user.has_perm("webhooks.change_endpoint")
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = NewEndpointForm(request.POST or None, sees_all=_sees_all(request))
        if form.is_valid():
            try:
                new = create_endpoint(form.draft(), owner=request.user, scopes=held_scopes(request.user))
            except REFUSALS as refusal:
                add_refusal(form, refusal)
            else:
                self.log_addition(request, new.endpoint, [{"added": {}}])
                return self._show(request, new.endpoint, new.secret, "The endpoint was made.")
        question = Confirmation(
            title="Add webhook endpoint",
            submit="Add it",
            about=["Its secret is shown once, on the next page."],
            trail=[(reverse("admin:webhooks_endpoint_changelist"), "Endpoints")],
            back=reverse("admin:webhooks_endpoint_changelist"),
        )
        return ask(request, self, question, form)

    def edit_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._own(request, pk)
        form = EndpointForm(request.POST or None, initial=held(endpoint), sees_all=_sees_all(request))
        if form.is_valid():
            try:
                update_endpoint(endpoint, form.values(), expected_version=form.cleaned_data[READ_VERSION] or None)
            except EndpointChanged:
                form.left_open(self._own(request, pk))
            except REFUSALS as refusal:
                add_refusal(form, refusal)
            else:
                self.log_change(request, endpoint, [{"changed": {"fields": form.changed_data}}])
                messages.success(request, "The endpoint was changed.")
                return self._back(endpoint)
        return ask(request, self, self._question(endpoint, "Change the endpoint", "Save"), form)

    def rotate_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._own(request, pk)
        form = RotateForm(request.POST or None, initial={"signing": endpoint.signing})
        if form.is_valid():
            secret = rotate_secret(endpoint, signing=form.cleaned_data["signing"])
            self.log_change(request, endpoint, f"New secret: {form.cleaned_data['reason']}")
            return self._show(
                request, endpoint, secret, "The new secret signs from now on, the old one for a day more."
            )
        question = self._question(
            endpoint, "Make a new secret", "Make a new secret", "For 24 hours both secrets sign, so nothing is lost."
        )
        return ask(request, self, question, form)

    def pause_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._to_stop(request, pk)
        form = InternalReasonForm(request.POST or None)
        if form.is_valid():
            pause_endpoint(endpoint, reason=form.cleaned_data["reason"])
            self.log_change(request, endpoint, f"Paused: {form.cleaned_data['reason']}")
            messages.success(request, "The endpoint is paused: its deliveries wait.")
            return self._back(endpoint)
        return ask(request, self, self._question(endpoint, "Pause the endpoint", "Pause it"), form)

    def replay_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        endpoint = self._own(request, pk)
        form = ReplayForm(request.POST or None)
        if form.is_valid():
            since = form.cleaned_data["since"]
            done = f"{replay_since(endpoint, since)} deliveries since {since:%Y-%m-%d %H:%M} are due again."
            self.log_change(request, endpoint, done)
            messages.success(request, done)
            return self._back(endpoint)
        about = "Finished deliveries that were owed since then go out again, with the same ids."
        return ask(request, self, self._question(endpoint, "Send everything since a moment again", "Send", about), form)

    def do_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What needs no question: resume, a test event, the failed deliveries again."""
        endpoint = self._own(request, pk)
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        match request.POST.get("what"):
            case "resume":
                done = "The endpoint is active." if resume_endpoint(endpoint) else "The endpoint was active already."
            case "test":
                send_test_event(endpoint)
                done = "A test event is on its way; its delivery is listed below."
            case "replay":
                done = f"{replay_failed(endpoint)} failed deliveries are due again."
            case _:
                done = "Nothing done: the page asked for nothing that is known."
        self.log_change(request, endpoint, done)
        messages.success(request, done)
        return self._back(endpoint)

    def _question(self, endpoint: Endpoint, title: str, submit: str, *about: str) -> Confirmation:
        address = reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])
        trail = [(reverse("admin:webhooks_endpoint_changelist"), "Endpoints"), (address, str(endpoint))]
        return Confirmation(title=title, submit=submit, about=[endpoint.url, *about], trail=trail, back=address)

    def _back(self, endpoint: Endpoint) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:webhooks_endpoint_change", args=[endpoint.pk]))

    def _show(self, request: HttpRequest, endpoint: Endpoint, secret: str, sentence: str) -> HttpResponse:
        back = reverse("admin:webhooks_endpoint_change", args=[endpoint.pk])
        name = "public key" if endpoint.signing == Signing.V1A else "secret"
        return secret_page(
            request, self, Shown(f"Webhook {name}", sentence, f"{name.capitalize()} of {endpoint}", secret, HOW, back)
        )


def _sees_all(request: HttpRequest) -> bool:
    return TokenScope.CURATE in held_scopes(request.user)


def shown_of(endpoint: Endpoint) -> dict[str, Any]:
    """What the page shows besides the fields: how it goes, the latest deliveries, what the owner was told."""
    health = endpoint_health(endpoint)
    return {
        "health": health,
        "attempts": health.succeeded + health.failed,
        "success_percent": None if health.success_rate is None else f"{health.success_rate * 100:.1f}%",
        "plot": draw_deliveries(health.by_hour),
        "notices": endpoint.notices.all()[:LATEST],
        "deliveries": Delivery.objects.filter(endpoint=endpoint).select_related("event")[:LATEST],
    }
