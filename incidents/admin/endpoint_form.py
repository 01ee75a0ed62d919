"""What the owner of a webhook endpoint says of it."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from incidents.admin.confirmations import InternalReasonForm
from incidents.models import EventType, Incident, Party
from incidents.models.fields import choices
from incidents.vocabulary import DataClass, Metric
from incidents.webhooks.endpoints import FILTERS, SIMPLE_FIELDS, EndpointDraft, endpoint_version
from incidents.webhooks.models import ApiVersion, Endpoint, Signing
from incidents.webhooks.models.endpoint import MAX_URL_LENGTH

READ_VERSION = "read_version"
LEFT_OPEN = (
    "The endpoint was changed since you opened the page: open it anew to see what it has now, or save again to have it "
    "as you typed."
)
RELATED = {"incidents": ("incident",), "parties": ("party",)}


class EndpointForm(forms.Form):
    """Empty filters let everything through. `sees_all`: whether who fills it in may see what is not public."""

    data: Any  # what was posted, a QueryDict

    read_version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
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
    parties = forms.CharField(
        label="Parties only",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "cols": 60}),
        help_text="References such as PA-9X3V-7HQE, one a line: their incidents, whatever their role. Empty: all.",
    )
    countries = forms.CharField(
        label="Countries only",
        required=False,
        widget=forms.TextInput(attrs={"size": 40}),
        help_text="Two-letter codes such as GB, IE: incidents that concerned one of them. Empty: all.",
    )
    data_classes = forms.MultipleChoiceField(
        label="Classes of data only",
        required=False,
        choices=choices(DataClass),
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked: all.",
    )
    disputed_only = forms.BooleanField(required=False, help_text="Of figures, only those disputed after the change.")
    smallest_figure = forms.IntegerField(
        required=False,
        min_value=1,
        help_text="A figure is told only if it is or was at least this (money: minor units).",
    )
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
    rate_limit_per_minute = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=1_000_000,
        label="Attempts a minute",
        help_text="At most. Empty: as fast as it answers.",
    )
    in_order = forms.BooleanField(
        required=False,
        help_text="Of each incident, an event only once those before it are done; one that fails holds up the rest.",
    )
    api_version = forms.TypedChoiceField(
        label="API version",
        required=False,
        choices=ApiVersion.choices,
        empty_value=ApiVersion.V1,
        help_text="The shape of the payloads.",
    )

    def __init__(self, *args: Any, sees_all: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self._sees_all = sees_all

    def clean_incidents(self) -> tuple[Incident, ...]:
        rows = Incident.objects.all() if self._sees_all else Incident.objects.public()
        return _named(rows, self.cleaned_data["incidents"], "incident")

    def clean_parties(self) -> tuple[Party, ...]:
        rows = Party.objects.all() if self._sees_all else Party.objects.public()
        return _named(rows, self.cleaned_data["parties"], "party")

    def clean_countries(self) -> tuple[str, ...]:
        return _words(self.cleaned_data["countries"])

    def values(self) -> dict[str, Any]:
        """The fields of an EndpointDraft."""
        given = {name: value for name, value in self.cleaned_data.items() if name != READ_VERSION}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}

    def left_open(self, endpoint: Endpoint) -> None:
        """Refuse what would take back another's change; sent once more, it counts."""
        self.add_error(None, LEFT_OPEN)
        self.data = self.data.copy()
        self.data[READ_VERSION] = endpoint_version(endpoint)


class NewEndpointForm(EndpointForm):
    """How it is signed is chosen here, and changed with its key."""

    signing = forms.TypedChoiceField(
        required=False, choices=Signing.choices, empty_value=Signing.V1, help_text="Standard Webhooks has both."
    )

    def draft(self) -> EndpointDraft:
        return EndpointDraft(**self.values())


class RotateForm(InternalReasonForm):
    """A new key, perhaps for the other scheme."""

    signing = forms.TypedChoiceField(
        required=False,
        choices=Signing.choices,
        empty_value=None,
        help_text="The old key goes on by its own scheme for a day.",
    )


class ReplayForm(forms.Form):
    since = forms.DateTimeField(
        label="Since (UTC)",
        widget=forms.DateTimeInput(attrs={"size": 20}),
        help_text="Such as 2018-04-04 17:00.",
    )


def _words(text: str) -> tuple[str, ...]:
    """What is typed with blanks, commas or lines between, in capitals, each once."""
    return tuple(dict.fromkeys(word.upper() for word in re.split(r"[\s,;]+", text) if word))


def _named(rows: QuerySet[Any], text: str, what: str) -> tuple[Any, ...]:
    wanted = _words(text)
    found = {row.reference: row for row in rows.filter(reference__in=wanted)}
    missing = [reference for reference in wanted if reference not in found]
    if missing:
        raise ValidationError(f"No {what} has the reference {missing[0]}.")
    return tuple(found[reference] for reference in wanted)


def held(endpoint: Endpoint) -> dict[str, Any]:
    """What the form shows for an endpoint that is known."""
    filters = {
        name: [getattr(row, column) for row in getattr(endpoint, name).select_related(*RELATED.get(name, ()))]
        for name, (_, column) in FILTERS.items()
    }
    return {
        **{name: getattr(endpoint, name) for name in SIMPLE_FIELDS},
        READ_VERSION: endpoint_version(endpoint),
        **filters,
        "incidents": "\n".join(incident.reference for incident in filters["incidents"]),
        "parties": "\n".join(party.reference for party in filters["parties"]),
        "countries": ", ".join(filters["countries"]),
    }
