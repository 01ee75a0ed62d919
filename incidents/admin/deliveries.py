"""Webhook deliveries: what is owed, what was tried, and sending it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from incidents.admin.base import ReadOnly
from incidents.webhooks.models import Attempt, Delivery, Endpoint
from incidents.webhooks.requested_deliveries import replay
from tracker.foundation.access.rights import held_scopes


class AttemptInline(admin.TabularInline):
    model = Attempt
    extra = 0
    can_delete = False
    fields = ["number", "started_at", "duration_ms", "status", "error", "detail", "answer"]
    readonly_fields = ["number", "started_at", "duration_ms", "status", "error", "detail", "answer"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OwnEndpointFilter(admin.RelatedFieldListFilter):
    """Offers the sender's own endpoints; superusers are offered all."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, Any]]:
        rows = Endpoint.objects.all() if request.user.is_superuser else Endpoint.objects.owned_by(request.user)
        return [(row.pk, str(row)) for row in rows]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly):
    list_display = ["__str__", "event_type", "endpoint", "attempts", "last_status", "next_attempt_at", "finished_at"]
    list_filter = ["state", "event__type", ("endpoint", OwnEndpointFilter)]
    search_fields = ["=event__reference", "endpoint__url", "endpoint__reference", "endpoint__description"]
    ordering = ["-id"]
    actions = ["send_again"]
    inlines = [AttemptInline]
    fields = [
        "endpoint",
        "event",
        "message_id",
        ("state", "reason"),
        ("attempts", "last_status"),
        ("next_attempt_at", "finished_at", "created_at"),
    ]
    readonly_fields = ["message_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found = Delivery.objects.select_related("endpoint__owner", "event").order_by(*self.ordering)
        return found if request.user.is_superuser else found.owned_by(request.user).within(held_scopes(request.user))

    @admin.display(description="event", ordering="event__type")
    def event_type(self, delivery: Delivery) -> str:
        return delivery.event.type if delivery.event else "webhook.test"

    def has_replay_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("webhooks.change_delivery")

    @admin.action(description="Send the selected deliveries again", permissions=["replay"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """Finished ones are due again with the same id; pending ones are on their way already."""
        rows = list(queryset)
        for row in rows:
            self.log_change(request, row, "Sent again.")
        chosen = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        messages.success(request, f"{replay(chosen)} due again; pending ones are on their way already.")
