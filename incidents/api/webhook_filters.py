"""What may be asked of webhook endpoints and deliveries."""

from typing import ClassVar

from incidents.api.naming import OfIncident, OfIncidentFound, OfParty
from incidents.models import EventType
from incidents.vocabulary import DataClass, Metric
from incidents.webhooks.models import ApiVersion, Delivery, DeliveryState, Endpoint, EndpointState, Signing
from tracker.foundation.rest.filters import Instant, OneOf, RecordFilters, References, Truth, Whole, Words
from tracker.foundation.rest.plain_search import SearchWithin


class EndpointFilters(RecordFilters):
    q = SearchWithin("url", "description", help_text="Words of its address or description; all must occur.")
    reference = References(field_name="reference")
    url = Words(field_name="url", lookup_expr="icontains")
    description = Words(field_name="description", lookup_expr="icontains")
    state = OneOf(field_name="state", words=EndpointState.values)
    event_type = OneOf(field_name="event_types__type", words=EventType.values, distinct=True)
    metric = OneOf(field_name="metrics__metric", words=Metric, distinct=True)
    party = OfParty(field_name="parties__party", distinct=True)
    country = Words(field_name="countries__country", lookup_expr="iexact", distinct=True)
    data_class = OneOf(field_name="data_classes__data_class", words=DataClass, distinct=True)
    signing = OneOf(field_name="signing", words=Signing.values)
    api_version = OneOf(field_name="api_version", words=ApiVersion.values)
    in_order = Truth(field_name="in_order", lookup_expr="exact")
    incident = OfIncident(field_name="incidents__incident", distinct=True)
    disputed_only = Truth(field_name="disputed_only", lookup_expr="exact")
    failures_min = Whole(field_name="consecutive_failures", lookup_expr="gte")
    rests_until = Instant(field_name="rests_until", lookup_expr="gte")
    failing_since = Instant(field_name="failing_since", lookup_expr="gte")
    succeeded_after = Instant(field_name="succeeded_at", lookup_expr="gt")
    succeeded_before = Instant(field_name="succeeded_at", lookup_expr="lt")
    state_changed_after = Instant(field_name="state_changed_at", lookup_expr="gt")
    state_changed_before = Instant(field_name="state_changed_at", lookup_expr="lt")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; the reference is the public name",
        "owner": "the sender, always",
        "scope_read": "what it was registered with; read it",
        "scope_curate": "what it was registered with; read it",
        "host": "part of the url",
        "state_reason": "free words; read them",
        "smallest_change_percent": "a setting; read it",
        "smallest_change": "a setting; read it",
        "smallest_figure": "a setting; read it",
        "rate_limit_per_minute": "a setting; read it",
        "paced_until": "internal to the deliverers",
        "after_sequence": "internal: where the fan-out began",
    }

    class Meta:
        model = Endpoint
        fields = ()


class DeliveryFilters(RecordFilters):
    q = OfIncidentFound("event__incident")
    endpoint = Words(field_name="endpoint__reference", lookup_expr="iexact")
    event_after = Whole(field_name="event__sequence", lookup_expr="gt")
    event_type = OneOf(field_name="event__type", words=EventType.values)
    state = OneOf(field_name="state", words=DeliveryState.values)
    attempts_min = Whole(field_name="attempts", lookup_expr="gte")
    last_status = Whole(field_name="last_status", lookup_expr="exact")
    due_before = Instant(field_name="next_attempt_at", lookup_expr="lte")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    finished_after = Instant(field_name="finished_at", lookup_expr="gt")
    finished_before = Instant(field_name="finished_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "names the row in its address",
        "reason": "a sentence; read it",
        "lease_token": "internal to the deliverers",
        "lease_until": "internal to the deliverers",
    }

    class Meta:
        model = Delivery
        fields = ()
