"""The change log over REST: what webhooks deliver, for whoever would rather ask."""

from typing import Any, ClassVar

from django.db.models import Q
from django.http import HttpResponseBase
from rest_framework import serializers
from rest_framework.request import Request

from incidents.api.base import REFERENCE, LedgerResource, UnderIncident
from incidents.api.naming import OfIncident, OfIncidentFound
from incidents.models import Event, EventType, Incident
from incidents.webhooks.models import Endpoint
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.authentication import may, recognise_again
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, References, Whole, Words
from tracker.foundation.rest.pages import CursorPages
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed
from tracker.foundation.rest.waiting import WAIT, asked_wait, wait_for


class EventSerializer(SparseMixin, serializers.ModelSerializer[Event]):
    """One line of the change log. `reference` is the `webhook-id` of its deliveries."""

    incident: Any = serializers.SlugRelatedField(slug_field="reference", read_only=True, allow_null=True)

    needs: ClassVar = {"incident": ("incident",)}
    guarded: ClassVar = ("actor", "public")

    class Meta:
        model = Event
        fields = (
            "sequence",
            "reference",
            "type",
            "incident",
            "incident_sequence",
            "data",
            "cause",
            "actor",
            "public",
            "occurred_at",
        )
        read_only_fields = fields


class OfIncidentThen(OfIncident):
    """One that is not public is named by its reference alone: its slug would tell of the title it has now."""

    def filter(self, rows: Any, value: str) -> Any:
        if not value:
            return rows
        named = Incident.objects.by_reference(value)
        if not may(self.parent.request, TokenScope.CURATE):
            named = named.filter(Q(reference=value.upper()) | Q(pk__in=Incident.objects.public().values("pk")))
        return self._of(rows, named)


class EventFilters(RecordFilters):
    after = Whole(field_name="sequence", lookup_expr="gt", help_text="Events after this sequence number.")
    up_to = Whole(field_name="sequence", lookup_expr="lte", help_text="Events up to this sequence number.")
    reference = References(field_name="reference", capitals=False)
    type = OneOf(field_name="type", words=EventType.values)
    incident = OfIncidentThen(field_name="incident")
    incident_after = Whole(field_name="incident_sequence", lookup_expr="gt", help_text="With `incident`: its version.")
    cause = Words(field_name="cause", lookup_expr="exact", help_text="Such as article:12.")
    occurred_after = Instant(field_name="occurred_at", lookup_expr="gt")
    occurred_before = Instant(field_name="occurred_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; sequence and reference are the public names",
        "data": "a document whose shape depends on the type",
        "actor": "shown to curators only",
        "other": "named in the data, where an event tells of two incidents",
        "revision": "for the deliverers: whether a redaction came between",
        "public": "shown to curators only, and all that others are shown",
    }

    class Meta:
        model = Event
        fields = ()


class EveryEventFilters(EventFilters):
    q = OfIncidentFound("incident")


class Events(LedgerResource, Listed, Detailed):
    """The change log in order. Keep the last `sequence` you saw and ask for what comes `after` it.

    Numbers are given in the order of commits, so nothing appears below one that was shown. Those that are missing are
    of events that you may not see: about incidents that are not public, or from the time before they were.
    """

    tag = "events"
    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EveryEventFilters
    lookup_field = "reference"
    lookup_value_regex = REFERENCE
    orders: ClassVar = {"sequence": "sequence"}
    default_order = "sequence"
    own_parameters: ClassVar = {"list": WAIT}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Events that match, in order. With `wait`, where there are none yet, the answer waits for the first."""
        if (seconds := asked_wait(request)) and request.method == "GET":
            CursorPages().asked(request, self)  # what is wrong is told at once

            def found() -> bool:
                return bool(self.filter_queryset(self.narrowed(self.get_queryset())).exists())

            wait_for(found, seconds, request=request)
            recognise_again(request)  # a right may be lost by now
            self.check_permissions(request)
        return super().list(request, *args, **kwargs)

    def visible(self, rows: Any) -> Any:
        """What everybody may see, and the ends of the sender's own endpoints, which webhooks tell as well."""
        if self.sees_all() or not self.request.user.is_authenticated:
            return super().visible(rows)
        own = list(Endpoint.objects.owned_by(self.request.user).values_list("reference", flat=True))
        return rows.public() | rows.about_endpoints(own) if own else rows.public()

    def get_object(self) -> Event:
        event: Event = self.visible(self.ready(self.get_queryset())).get(reference=self.kwargs["reference"])
        return event


class Timeline(UnderIncident, Listed):
    """What happened to one incident, in order; for whoever is no curator, while it was public."""

    tag = "incidents"
    queryset = Event.objects.all()
    serializer_class = EventSerializer
    filterset_class = EventFilters
    orders: ClassVar = {"sequence": "sequence"}
    default_order = "sequence"

    def narrowed(self, rows: Any) -> Any:
        return self.visible(super().narrowed(rows))
