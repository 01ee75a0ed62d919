"""Webhook endpoints over REST, each owner's own."""

from typing import Any, ClassVar

from django.http import HttpResponse, HttpResponseBase
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api.base import REFERENCE
from incidents.api.deliveries import DeliverySerializer, OwnedResource
from incidents.api.webhook_bodies import EndpointBody, EndpointChanges, PauseBody, ReplayBody, RotateBody
from incidents.api.webhook_filters import EndpointFilters
from incidents.webhooks import endpoints as verbs
from incidents.webhooks import requested_deliveries
from incidents.webhooks.endpoint_health import DEFAULT_HOURS, MOST_HOURS, endpoint_health
from incidents.webhooks.models import Endpoint
from tracker.foundation.rest import problems
from tracker.foundation.rest.authentication import scopes_of
from tracker.foundation.rest.bodies import NoBody
from tracker.foundation.rest.conditional import versions_of
from tracker.foundation.rest.parameters import invalid
from tracker.foundation.rest.problems import Problem
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed

HOURS = {
    "hours": {
        "type": "integer",
        "minimum": 1,
        "maximum": MOST_HOURS,
        "default": DEFAULT_HOURS,
        "description": "How far back to look.",
    }
}


class EndpointSerializer(SparseMixin, serializers.ModelSerializer[Endpoint]):
    """Where one subscriber wants to be told, and how that goes. An empty filter lets everything through."""

    event_types: Any = serializers.SlugRelatedField(slug_field="type", many=True, read_only=True)
    metrics: Any = serializers.SlugRelatedField(slug_field="metric", many=True, read_only=True)
    countries: Any = serializers.SlugRelatedField(slug_field="country", many=True, read_only=True)
    data_classes: Any = serializers.SlugRelatedField(slug_field="data_class", many=True, read_only=True)
    incidents = serializers.SerializerMethodField()
    parties = serializers.SerializerMethodField()
    public_keys = serializers.SerializerMethodField(
        help_text="What verifies its `v1a` signatures, the newest first: `whpk_` and base64. Empty for `v1`."
    )

    needs: ClassVar = {
        "event_types": ("event_types",),
        "metrics": ("metrics",),
        "incidents": ("incidents", "incidents__incident"),
        "parties": ("parties", "parties__party"),
        "countries": ("countries",),
        "data_classes": ("data_classes",),
        "public_keys": ("secrets",),
    }

    class Meta:
        model = Endpoint
        fields = (
            "reference",
            "url",
            "description",
            "state",
            "state_reason",
            "state_changed_at",
            "scope_read",
            "scope_curate",
            "event_types",
            "incidents",
            "parties",
            "countries",
            "data_classes",
            "metrics",
            "disputed_only",
            "smallest_figure",
            "smallest_change_percent",
            "smallest_change",
            "rate_limit_per_minute",
            "in_order",
            "signing",
            "public_keys",
            "api_version",
            "consecutive_failures",
            "failing_since",
            "rests_until",
            "succeeded_at",
            "created_at",
            "updated_at",
        )
        read_only_fields = fields

    def get_incidents(self, endpoint: Endpoint) -> list[str]:
        return [] if self._beyond(endpoint) else [row.incident.reference for row in endpoint.incidents.all()]

    def get_parties(self, endpoint: Endpoint) -> list[str]:
        return [] if self._beyond(endpoint) else [row.party.reference for row in endpoint.parties.all()]

    def _beyond(self, endpoint: Endpoint) -> bool:
        """Whether its filters may name what the reader may not see."""
        return endpoint.scope_curate and not self.context.get("sees_all")

    def get_public_keys(self, endpoint: Endpoint) -> list[str]:
        return verbs.public_keys(endpoint)


class SecretSerializer(serializers.Serializer[Any]):
    """What verifies deliveries. A secret is shown in this answer and never again."""

    secret = serializers.CharField(
        help_text="As Standard Webhooks has it: `whsec_` and base64, or for `v1a` the public key, `whpk_` and base64."
    )


class NewEndpointSerializer(EndpointSerializer):
    """A new endpoint with what verifies its deliveries: the secret, shown this once, or with `v1a` the public key."""

    secret = serializers.CharField(read_only=True)

    class Meta(EndpointSerializer.Meta):
        fields: Any = (*EndpointSerializer.Meta.fields, "secret")
        read_only_fields: Any = fields


class HourSerializer(serializers.Serializer[Any]):
    """One hour's attempts."""

    at = serializers.DateTimeField(help_text="When the hour began.")
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()


class LatencySerializer(serializers.Serializer[Any]):
    """Milliseconds until the answer was read, of the attempts that were answered; null without any."""

    p50 = serializers.IntegerField(allow_null=True)
    p95 = serializers.IntegerField(allow_null=True)
    p99 = serializers.IntegerField(allow_null=True)


class HealthSerializer(serializers.Serializer[Any]):
    """How an endpoint's deliveries have gone of late."""

    hours = serializers.IntegerField(help_text="How far back it looks: this hour and those before it.")
    succeeded = serializers.IntegerField(help_text="Attempts that were answered with 2xx.")
    failed = serializers.IntegerField(help_text="Attempts that were not.")
    success_rate = serializers.FloatField(allow_null=True, help_text="From 0 to 1; null without an attempt.")
    latency_ms = LatencySerializer()
    pending = serializers.IntegerField(help_text="Deliveries to come, now.")
    given_up = serializers.IntegerField(help_text="Deliveries that failed for good and are kept.")
    oldest_pending_at = serializers.DateTimeField(allow_null=True, help_text="When the oldest of those was owed.")
    by_hour = HourSerializer(many=True)


class ReplayedSerializer(serializers.Serializer[Any]):
    replayed = serializers.IntegerField(help_text="How many deliveries are due again.")


class Endpoints(OwnedResource, Listed, Detailed):
    """Where events are posted to. Signed as Standard Webhooks has it.

    An endpoint is sent what its owner may read at that moment, with the scopes that it was registered with. Who lacks
    one of these may read, pause and delete it.
    """

    tag = "webhooks"
    queryset = Endpoint.objects.all()
    serializer_class = EndpointSerializer
    filterset_class = EndpointFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    body_serializers: ClassVar = {
        "create": EndpointBody,
        "partial_update": EndpointChanges,
        "pause": PauseBody,
        "resume": NoBody,
        "rotate_secret": RotateBody,
        "test": NoBody,
        "replay": ReplayBody,
        "replay_failed": NoBody,
    }
    refusals: ClassVar = {**OwnedResource.refusals, verbs.EndpointChanged: problems.PRECONDITION_FAILED}
    answers: ClassVar = {
        "create": (201, NewEndpointSerializer),
        "destroy": (204, None),
        "health": (200, HealthSerializer),
        "rotate_secret": (200, SecretSerializer),
        "test": (202, DeliverySerializer),
        "replay": (202, ReplayedSerializer),
        "replay_failed": (202, ReplayedSerializer),
    }
    own_parameters: ClassVar = {"health": HOURS}
    # The verb looks the host's name up, which may take seconds that no transaction should last.
    outside_transaction: ClassVar = frozenset({"create"})
    open_beyond: ClassVar = frozenset({"list", "retrieve", "pause", "destroy"})
    orders: ClassVar = {"created_at": "created_at", "updated_at": "updated_at"}
    default_order = "-created_at"

    def get_serializer_class(self) -> Any:
        return HealthSerializer if self.action == "health" else super().get_serializer_class()

    def narrowed(self, rows: Any) -> Any:
        """Without those whose filters are shown to nobody with this token, where it asks by these."""
        found = super().narrowed(rows)
        by_filter = {"incident", "party"} & self.request.query_params.keys()
        return found.filter(scope_curate=False) if by_filter and not self.sees_all() else found

    def get_object(self) -> Endpoint:
        rows = self.visible(self.ready(self.get_queryset()))
        endpoint: Endpoint = rows.get(reference=self.kwargs["reference"].upper())
        if self.action not in self.open_beyond:
            self.require_reach(endpoint)
        return endpoint

    def version_of(self, row: Endpoint) -> str:
        return verbs.endpoint_version(row)

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new endpoint and its secret, which is shown this once. It hears of what happens from now on."""
        new = verbs.create_endpoint(draft_of(self.body()), owner=request.user, scopes=scopes_of(request))
        location = self.reverse_action("detail", args=[new.endpoint.reference])
        shown = {**self.get_serializer(new.endpoint).data, "secret": new.secret}
        self.version_tag = self.version_of(new.endpoint)
        return Response(shown, status=201, headers={"Location": location})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The endpoint with the changes made."""
        endpoint, changes = self.get_object(), changes_of(self.body())
        read = self.version_of(endpoint) if versions_of(request) else None
        return self.present(verbs.update_endpoint(endpoint, changes, expected_version=read))

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        """Removes the endpoint with its deliveries, for good; pause it to keep them."""
        verbs.delete_endpoint(self.get_object())
        return HttpResponse(status=204)

    @action(detail=True, methods=["get"])
    def health(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Success rate, latency percentiles, and what waits: of the last day, or of so many hours."""
        hours = request.query_params.get("hours", str(DEFAULT_HOURS))
        if not (hours.isascii() and hours.isdigit() and len(hours) < 5 and 1 <= int(hours) <= MOST_HOURS):
            raise invalid("hours", f"`{hours}` is not a number of hours.", f"Give a number from 1 to {MOST_HOURS}.")
        return Response(HealthSerializer(endpoint_health(self.get_object(), hours=int(hours))).data)

    @action(detail=True, methods=["post"])
    def pause(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Its deliveries wait; 409 when it is not active."""
        endpoint, values = self.get_object(), self.body()
        return self._moved(endpoint, done=verbs.pause_endpoint(endpoint, reason=values["reason"]))

    @action(detail=True, methods=["post"])
    def resume(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Deliveries go out again; 409 when it is active already."""
        endpoint, _ = self.get_object(), self.body()
        return self._moved(endpoint, done=verbs.resume_endpoint(endpoint))

    @action(detail=True, methods=["post"], url_path="rotate-secret", url_name="rotate-secret")
    def rotate_secret(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new secret, shown this once, or the new public key; for a day, the key before signs as well."""
        endpoint, values = self.get_object(), self.body()
        return Response({"secret": verbs.rotate_secret(endpoint, signing=values.get("signing"))})

    @action(detail=True, methods=["post"])
    def test(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A delivery of type `webhook.test`, due now."""
        endpoint, _ = self.get_object(), self.body()
        return Response(DeliverySerializer(requested_deliveries.send_test_event(endpoint)).data, status=202)

    @action(detail=True, methods=["post"])
    def replay(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Makes every finished delivery since a moment due again, with the same ids."""
        endpoint, values = self.get_object(), self.body()
        return Response({"replayed": requested_deliveries.replay_since(endpoint, values["since"])}, status=202)

    @action(detail=True, methods=["post"], url_path="replay-failed", url_name="replay-failed")
    def replay_failed(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Makes every failed delivery of the endpoint due again."""
        endpoint, _ = self.get_object(), self.body()
        return Response({"replayed": requested_deliveries.replay_failed(endpoint)}, status=202)

    def _moved(self, endpoint: Endpoint, *, done: bool) -> HttpResponseBase:
        if not done:
            raise Problem(problems.CONFLICT, f"The endpoint is {endpoint.state}.")
        return self.present(endpoint)


def changes_of(values: dict[str, Any]) -> dict[str, Any]:
    """The values as the verbs take them."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}


def draft_of(values: dict[str, Any]) -> verbs.EndpointDraft:
    """The verbs' draft of a validated EndpointBody."""
    return verbs.EndpointDraft(**changes_of(values))
