"""What the owner of a webhook endpoint says of it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from incidents.figures.vocabulary import Metric
from incidents.models import EventType, Incident
from incidents.models.fields import choices
from incidents.webhooks.endpoints import EndpointDraft
from incidents.webhooks.models import Endpoint
from incidents.webhooks.models.endpoint import MAX_URL_LENGTH


class EndpointForm(forms.Form):
    """Empty filters let everything through."""

    url = forms.CharField(
        label="Address",
        max_length=MAX_URL_LENGTH,
        help_text="Where events are posted to: http or https, a public address, no redirect.",
        widget=forms.TextInput(attrs={"size": 80, "inputmode": "url"}),
    )
    description = forms.CharField(
        required=False, max_length=200, help_text="What it is for.", widget=forms.TextInput(attrs={"size": 60})
    )
    event_types = forms.MultipleChoiceField(
        label="Types of events",
        required=False,
        choices=[(kind.value, kind.value) for kind in EventType],
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all.",
    )
    metrics = forms.MultipleChoiceField(
        required=False,
        choices=choices(Metric),
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all.",
    )
    incidents = forms.CharField(
        label="Incidents only",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="References such as PI-7K3M-9Q2X, one a line. Empty: all.",
    )
    disputed_only = forms.BooleanField(required=False, help_text="Of figures, only those disputed after the change.")
    smallest_change_percent = forms.DecimalField(
        required=False,
        min_value=0,
        max_digits=9,
        decimal_places=3,
        help_text="A changed figure is told only if it moved by this much in per cent.",
    )
    smallest_change = forms.IntegerField(
        required=False,
        min_value=1,
        help_text="A changed figure is told only if it moved by this number (money: minor units).",
    )

    def clean_incidents(self) -> tuple[Incident, ...]:
        wanted = [text.upper() for text in re.split(r"[\s,;]+", self.cleaned_data["incidents"]) if text]
        found = {incident.reference: incident for incident in Incident.objects.filter(reference__in=wanted)}
        missing = [reference for reference in wanted if reference not in found]
        if missing:
            raise ValidationError(f"No incident has the reference {missing[0]}.")
        return tuple(found[reference] for reference in dict.fromkeys(wanted))

    def values(self) -> dict[str, Any]:
        """The fields of an EndpointDraft."""
        told = self.cleaned_data
        return {**told, "event_types": tuple(told["event_types"]), "metrics": tuple(told["metrics"])}

    def draft(self) -> EndpointDraft:
        return EndpointDraft(**self.values())


def held(endpoint: Endpoint) -> dict[str, Any]:
    """What the form shows for an endpoint that is known."""
    names = ("url", "description", "disputed_only", "smallest_change_percent", "smallest_change")
    return {
        **{name: getattr(endpoint, name) for name in names},
        "event_types": [row.type for row in endpoint.event_types.all()],
        "metrics": [row.metric for row in endpoint.metrics.all()],
        "incidents": "\n".join(row.incident.reference for row in endpoint.incidents.select_related("incident")),
    }
