"""What is owed to webhook endpoints over REST: each owner's own log, and sending again."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from incidents.api.base import LedgerResource
from incidents.api.webhook_filters import DeliveryFilters
from incidents.webhooks import requested_deliveries
from incidents.webhooks.models import Attempt, Delivery, Endpoint
from incidents.webhooks.models.reach import REACH
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest import problems
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.bodies import NoBody
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class AttemptSerializer(serializers.ModelSerializer[Attempt]):
    """One try at a delivery, and what came of it."""

    class Meta:
        model = Attempt
        fields = ("number", "started_at", "duration_ms", "status", "error", "detail", "answer")
        read_only_fields = fields


class DeliverySerializer(SparseMixin, serializers.ModelSerializer[Delivery]):
    """An event owed to an endpoint. `message_id` is the `webhook-id` of every attempt."""

    endpoint: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True)
    event: Any = serializers.SlugRelatedField(slug_field="sequence", read_only=True, allow_null=True)
    message_id = serializers.CharField(read_only=True)
    tries = AttemptSerializer(many=True, read_only=True)

    expandable: ClassVar = ("tries",)
    needs: ClassVar = {
        "endpoint": ("endpoint",),
        "event": ("event",),
        "message_id": ("event",),
        "tries": ("tries",),
    }

    class Meta:
        model = Delivery
        fields = (
            "id",
            "endpoint",
            "event",
            "message_id",
            "state",
            "reason",
            "attempts",
            "next_attempt_at",
            "last_status",
            "created_at",
            "finished_at",
            "tries",
        )
        read_only_fields = fields


class OwnedResource(LedgerResource):
    """What belongs to the sender: nobody else sees it, whatever their scopes."""

    own_scope = TokenScope.WEBHOOKS

    def scope_needed(self) -> TokenScope:
        return self.own_scope

    def visible(self, rows: Any) -> Any:
        return rows.owned_by(self.request.user)

    def reach(self) -> frozenset[TokenScope]:
        """The sender's scopes, of those that decide what can be read."""
        return frozenset(scope for scope in REACH if may(self.request, scope))

    def require_reach(self, endpoint: Endpoint) -> None:
        """Refuse a sender who may read less than the endpoint was registered for."""
        if missing := endpoint.beyond(self.reach()):
            raise Problem(
                problems.FORBIDDEN,
                f"This needs the scope `{missing}`: {endpoint.reference} was registered with it. Without it, the "
                "endpoint can be read, paused and deleted.",
            )


class Deliveries(OwnedResource, Listed, Detailed):
    """What is owed to the sender's endpoints, and how it went.

    Those of an endpoint that was registered with a scope that the sender lacks are left out.
    """

    tag = "webhooks"
    queryset = Delivery.objects.all()
    serializer_class = DeliverySerializer
    filterset_class = DeliveryFilters
    lookup_value_regex = r"[0-9]{1,18}"
    body_serializers: ClassVar = {"replay": NoBody}
    answers: ClassVar = {"replay": (202, DeliverySerializer)}
    orders: ClassVar = {"id": "pk"}
    default_order = "-id"

    def narrowed(self, rows: Any) -> Any:
        return super().narrowed(rows.within(self.reach()))

    def get_object(self) -> Delivery:
        rows = self.visible(self.ready(self.get_queryset())).select_related("endpoint")
        delivery: Delivery = rows.get(pk=self.kwargs["pk"])
        self.require_reach(delivery.endpoint)
        return delivery

    @action(detail=True, methods=["post"])
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Makes a finished delivery due again, with the same id; 409 while it is pending."""
        delivery, _ = self.get_object(), self.body()
        if not requested_deliveries.replay_delivery(delivery):
            raise Problem(problems.CONFLICT, "The delivery is pending: it is due already.")
        return self.present(self.get_object(), status=202)
