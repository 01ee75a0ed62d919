"""What is sent about webhook endpoints: the bodies of requests."""

from typing import Any

from rest_framework import serializers

from incidents.models import EventType, Incident, Party
from incidents.vocabulary import DataClass, Metric
from incidents.webhooks.models import ApiVersion, Signing
from tracker.foundation.rest.bodies import Body, NumberField, ReferenceField, WordField


class VisibleIncidentField(ReferenceField):
    """An incident that the sender may see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="reference", queryset=Incident.objects.all(), **options)

    def rows(self) -> Any:
        return Incident.objects.all() if self.context.get("sees_all") else Incident.objects.public()


class VisiblePartyField(ReferenceField):
    """A party that the sender may see."""

    def __init__(self, **options: Any) -> None:
        super().__init__(slug_field="reference", queryset=Party.objects.all(), **options)

    def rows(self) -> Any:
        return Party.objects.all() if self.context.get("sees_all") else Party.objects.public()


class EndpointChanges(Body):
    """The fields to change; those left out stay as they are."""

    url = serializers.CharField(max_length=2048, required=False)
    description = serializers.CharField(max_length=200, allow_blank=True, required=False)
    event_types = serializers.ListField(
        child=serializers.ChoiceField(choices=EventType.values), max_length=50, required=False
    )
    incidents = serializers.ListField(child=VisibleIncidentField(), max_length=500, required=False)
    parties = serializers.ListField(child=VisiblePartyField(), max_length=500, required=False)
    countries = serializers.ListField(
        child=serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1 alpha-2."), max_length=250, required=False
    )
    data_classes = serializers.ListField(child=WordField(DataClass), max_length=50, required=False)
    metrics = serializers.ListField(child=WordField(Metric), max_length=50, required=False)
    disputed_only = serializers.BooleanField(required=False)
    smallest_change_percent = serializers.DecimalField(
        max_digits=9, decimal_places=3, min_value=0, allow_null=True, required=False
    )
    smallest_change = NumberField(min_value=1, allow_null=True, required=False)
    smallest_figure = NumberField(min_value=1, allow_null=True, required=False)
    rate_limit_per_minute = NumberField(
        min_value=1, max_value=1_000_000, allow_null=True, required=False, help_text="Null for no limit."
    )
    in_order = serializers.BooleanField(required=False)
    api_version = serializers.ChoiceField(choices=ApiVersion.values, required=False)


class EndpointBody(EndpointChanges):
    """A new endpoint."""

    url = serializers.CharField(max_length=2048, help_text="http or https, a public address.")
    signing = serializers.ChoiceField(
        choices=Signing.values, required=False, help_text="HMAC-SHA256 with a shared secret (v1), or Ed25519 (v1a)."
    )


class PauseBody(Body):
    reason = serializers.CharField(max_length=300, allow_blank=True, default="")


class RotateBody(Body):
    """What the new key is for; without it, the scheme stays."""

    signing = serializers.ChoiceField(choices=Signing.values, required=False)


class ReplayBody(Body):
    """Since when; the deliveries that were owed at that moment or later are sent again."""

    since = serializers.DateTimeField(help_text="With a time zone, such as 2018-04-04T17:00:00Z.")
