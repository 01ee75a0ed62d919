"""What several bodies share: what is counted, and the number with its bounds."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from incidents.figures.assertion import Bucket
from incidents.figures.quantity import Quantity, bounds
from incidents.vocabulary import Hedge, Metric, Scope, Unit
from tracker.foundation.rest.bodies import Body, NumberField, WordField


class BucketBody(Body):
    """Metric, unit and scope."""

    metric = WordField(Metric)
    unit = WordField(Unit)
    currency = serializers.RegexField(r"^[A-Z]{3}$", default="", allow_blank=True, help_text="ISO 4217, for money.")
    scope = WordField(Scope, default=Scope.TOTAL)
    scope_country = serializers.RegexField(r"^[A-Z]{2}$", default="", allow_blank=True)
    scope_label = serializers.CharField(max_length=120, default="", allow_blank=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if (attrs["unit"] is Unit.MONEY) != bool(attrs["currency"]):
            raise serializers.ValidationError({"currency": "Give it with the unit money, and only then."})
        return super().validate(attrs)


def confirm_field() -> serializers.BooleanField:
    """By which the sender says that what is odd is so."""
    return serializers.BooleanField(
        default=False, help_text="It is so, odd as it is: keeps what a refusal has asked about."
    )


class QuantityBody(Body):
    """A value whose hedge gives the bounds, or the bounds themselves. Counts, or minor units for money."""

    value = NumberField(allow_null=True, default=None)
    low = NumberField(allow_null=True, default=None)
    high = NumberField(allow_null=True, default=None)
    hedge = WordField(Hedge, default=Hedge.EXACT)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        low, high = attrs["low"], attrs["high"]
        if attrs["value"] is None and low is None and high is None:
            raise serializers.ValidationError({"value": "Give a value, a low or a high."})
        if low is not None and high is not None and low > high:
            raise serializers.ValidationError({"low": "It is above high: give the smaller number as low."})
        return super().validate(attrs)


def bucket_of(values: Mapping[str, Any]) -> Bucket:
    """The bucket that a validated BucketBody names."""
    return Bucket(
        metric=values["metric"],
        unit=values["unit"],
        currency=values["currency"],
        scope=values["scope"],
        country=values["scope_country"],
        label=values["scope_label"],
    )


def quantity_of(values: Mapping[str, Any]) -> Quantity:
    """The quantity of a validated QuantityBody: the bounds given, else those that the hedge makes of the value."""
    value, low, high, hedge = (values[name] for name in ("value", "low", "high", "hedge"))
    if low is None and high is None and value is not None:
        return bounds(value, hedge)
    return Quantity(value, low, high, hedge)
