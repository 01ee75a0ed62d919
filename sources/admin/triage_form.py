"""What a curator sends with a verdict: forms of the triage page, one for each verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from incidents.admin.alike import tells_alike
from incidents.admin.base import READERS_SEE, add_refusal
from incidents.admin.incident_box import IncidentField
from incidents.admin.incident_form import named_twin
from incidents.admin.odd_entries import OddBox, is_confirmed
from incidents.entered_values import wrong_day
from incidents.ledger import OddEntry
from incidents.ledger.titles import titled
from sources.admin.triage_queues import NewIncident, TriageQueue, TriageVerdict


class VerdictForm(forms.Form):
    """Carries what the page has shown, and where the curator is in the queue."""

    verdict = forms.CharField(widget=forms.HiddenInput)
    item = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**62)
    shown = forms.CharField(widget=forms.HiddenInput, max_length=200)
    reason = forms.CharField(max_length=300, widget=forms.TextInput(attrs={"size": 40, "autocomplete": "off"}))

    def __init__(self, *args: Any, queue: TriageQueue, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.queue = queue
        self.fields["reason"].help_text = READERS_SEE if queue.readers_see else ""

    def verdict_of(self, user: Any) -> TriageVerdict:
        fields = self.cleaned_data
        reason = fields["reason"] or self.queue.unexplained
        return TriageVerdict(fields["verdict"], reason, user, fields.get("incident"), self.new())

    def new(self) -> NewIncident | None:
        return None


class ConfirmForm(VerdictForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        seen = ", readers see it" if self.queue.readers_see else ""
        self.fields["reason"].widget.attrs["placeholder"] = f"Reason (optional){seen}"
        self.fields["reason"].widget.attrs["aria-label"] = f"Reason for confirming, optional{seen}"


class RejectForm(VerdictForm):
    pass


class OtherForm(VerdictForm):
    incident = IncidentField()
    field_order = ["incident", "reason"]


class NewForm(VerdictForm):
    title = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"size": 50}))
    party = forms.CharField(
        label="Happened to", max_length=200, required=False, widget=forms.TextInput(attrs={"size": 40})
    )
    day = forms.DateField(
        label="In the news since", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    confirm = OddBox()
    field_order = ["title", "party", "day", "reason", "confirm"]

    class Media:
        js = (forms.Script("incidents/alike.js", defer=True),)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "party"):
            tells_alike(self.fields[name], name)

    def clean(self) -> dict[str, Any]:
        """What was typed. Another incident of nearly the same title is asked about."""
        cleaned = super().clean() or self.cleaned_data
        twin = titled(cleaned.get("title", ""), apart_from=None)
        if twin is not None:
            odd = {"title": named_twin(twin, "Nearly the same is the title of")}
            if not is_confirmed(self, odd):
                add_refusal(self, OddEntry(odd))
        return cleaned

    def clean_day(self) -> Any:
        if wrong := wrong_day(self.cleaned_data["day"]):
            raise ValidationError(wrong)
        return self.cleaned_data["day"]

    def new(self) -> NewIncident | None:
        fields = self.cleaned_data
        return NewIncident(fields["title"], fields["party"].strip(), fields["day"])


FORMS: dict[str, type[VerdictForm]] = {
    "confirm": ConfirmForm,
    "reject": RejectForm,
    "other": OtherForm,
    "new": NewForm,
}
KEYS = {"confirm": "c", "reject": "r", "other": "o", "new": "n"}
