"""The form of an incident. It knows the version that it was opened at, so that nobody overwrites another's work."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.html import format_html
from django.utils.safestring import SafeString

from incidents.admin.alike import tells_alike
from incidents.admin.base import ReasonedForm, add_refusal
from incidents.admin.concurrent_edits import Change, meanwhile
from incidents.admin.odd_entries import OddBox, is_confirmed
from incidents.admin.words import incident_link
from incidents.figures.number_words import spell_day
from incidents.ledger import IncidentDraft, InvolvementDraft, OddEntry, VersionConflict, known_party
from incidents.ledger.marking import may_have_been
from incidents.ledger.snapshots import COLUMNS
from incidents.ledger.titles import titled
from incidents.models import Incident
from incidents.models.fields import choices
from incidents.vocabulary import DataClass, Role

LISTS = ("countries", "data_classes")
OTHER_VERSION = "This form belongs to no version of the incident: open the page anew."


class IncidentForm(ReasonedForm):
    """Keeps what was typed when somebody else saved first: the form comes back with both sets of changes."""

    readers_see = True
    countries = forms.CharField(
        required=False,
        help_text="Two-letter ISO 3166-1 codes of the countries whose people it concerned, such as GB, US, IN.",
        widget=forms.TextInput(attrs={"size": 60}),
    )
    data_classes = forms.MultipleChoiceField(
        required=False,
        choices=choices(DataClass),
        widget=forms.CheckboxSelectMultiple,
        help_text="Special categories are those of GDPR art. 9.",
    )
    party_name = forms.CharField(
        label="Happened to",
        required=False,
        max_length=200,
        help_text="The organisation that answers for it: a party of this name, else a new one. More go below.",
        widget=forms.TextInput(attrs={"size": 60}),
    )
    leaves = forms.MultipleChoiceField(
        label="What it is opened from", required=False, widget=forms.CheckboxSelectMultiple
    )
    confirm = OddBox()
    read_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Incident
        fields = list(COLUMNS)

    class Media:
        js = (forms.Script("incidents/alike.js", defer=True),)

    data: Any  # what was posted, a QueryDict
    leavable: tuple[tuple[str, str], ...] = ()  # what the thing that it is opened from may be taken out of

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.clashes: dict[str, Change] = {}
        self.edits: tuple[str, ...] = ()
        self.published_by: dict[str, Any] = {}  # the changes that make the incident public: they are made last
        if self.instance.pk is None:
            self._tell_alike()
        else:
            self.fields.pop("party_name", None)
            self._read_lists()
            if isinstance(self.refusal, VersionConflict):
                self._catch_up(self.refusal.expected)
        if self.leavable:
            self.fields["leaves"].choices = self.leavable  # type: ignore[attr-defined]
        else:
            del self.fields["leaves"]
        if "slug" in self.fields:
            self.fields["slug"].required = self.instance.pk is not None
            self.fields["slug"].help_text += " Left empty, it is made from the title."

    def _tell_alike(self) -> None:
        for name, what in (("title", "title"), ("party_name", "party"), ("slug", "slug")):
            if name in self.fields:
                tells_alike(self.fields[name], what)

    def _read_lists(self) -> None:
        self.initial.setdefault("read_version", self.instance.version)
        self.initial.setdefault("countries", ", ".join(row.country for row in self.instance.countries.all()))
        self.initial.setdefault("data_classes", [row.data_class for row in self.instance.data_classes.all()])

    def _catch_up(self, version: int) -> None:
        """Takes over what others set in fields that this curator left alone, and marks those that both changed."""
        since = meanwhile(self.instance, version)
        self.edits = since.sentences
        self.data = self.data.copy()
        self.data[self.add_prefix("read_version")] = str(since.version)
        for name, change in since.changes.items():
            if name not in self.fields:
                continue
            typed = self._typed(name)
            if may_have_been(typed, change.before):
                self._set(name, change.after)
            elif typed != change.after:
                self.clashes[name] = change

    def _typed(self, name: str) -> Any:
        """The field as it was typed, in the form in which events tell it."""
        field = self.fields[name]
        try:
            value = field.clean(field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)))
        except ValidationError:
            return object()
        if name == "countries":
            return codes(value)
        if name == "data_classes":
            return sorted(value)
        if name == "summary":
            return _lines(value)
        return value.isoformat() if hasattr(value, "isoformat") else value

    def _set(self, name: str, value: Any) -> None:
        key = self.add_prefix(name)
        if name == "data_classes":
            self.data.setlist(key, value)
        else:
            self.data[key] = ", ".join(value) if name == "countries" else ("" if value is None else value)

    def clean_summary(self) -> str:
        return _lines(self.cleaned_data["summary"])

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        others = Incident.objects.exclude(pk=self.instance.pk).filter(Q(slug__iexact=slug) | Q(reference__iexact=slug))
        if slug and (other := others.first()) is not None:
            raise ValidationError(named_twin(other, "That is the address of"))
        return slug

    def clean_countries(self) -> list[str]:
        found = codes(self.cleaned_data["countries"])
        wrong = [code for code in found if not re.fullmatch("[A-Z]{2}", code)]
        if wrong:
            raise ValidationError(f"{wrong[0]} is no two-letter ISO 3166-1 code: write GB for the United Kingdom.")
        return found

    def clean(self) -> dict[str, Any]:
        conflict = isinstance(self.refusal, VersionConflict)
        if not conflict:
            cleaned = super().clean()
        else:
            cleaned = self.cleaned_data
            self._tell_conflict()
        try:
            self.check_title()
        except OddEntry as odd:
            add_refusal(self, odd)
        if self.instance.pk is not None and cleaned.get("read_version") is None:
            self.add_error(None, OTHER_VERSION)
        return cleaned

    def check_title(self) -> None:
        """Raise OddEntry where another incident has the title, and nobody has said that it is so."""
        title = self.cleaned_data.get("title", "") if "title" in self.changed_data else ""
        twin = titled(title, apart_from=self.instance.pk)
        if twin is not None:
            odd = {"title": named_twin(twin, "Nearly the same is the title of")}
            if not is_confirmed(self, odd):
                raise OddEntry(odd)

    def _tell_conflict(self) -> None:
        self.add_error(None, "Somebody else saved this incident while you had it open, so yours is not saved yet.")
        for sentence in self.edits:
            self.add_error(None, sentence)
        self.add_error(
            None,
            "Everything you typed is still below. Fields that you had not changed now show the new values. Look it "
            "over, then save again: what you see is what will be kept.",
        )
        for name, change in self.clashes.items():
            now = ", ".join(change.after) if isinstance(change.after, list) else change.after
            self.add_error(name, f"{change.actor} set this to “{now}” meanwhile. Saving again puts yours in its place.")

    def changes(self) -> dict[str, Any]:
        """What the curator changed, by the names that the ledger knows."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name in (*COLUMNS, *LISTS)}

    def left(self) -> list[int]:
        """The keys of what the thing that it is opened from is taken out of."""
        return [int(key) for key in self.cleaned_data.get("leaves", [])]

    def draft(self) -> IncidentDraft:
        name = self.cleaned_data["party_name"].strip()
        involved = [InvolvementDraft(known_party(name), Role.CONTROLLER)] if name else []
        typed = {name: self.cleaned_data[name] for name in (*COLUMNS, *LISTS)}
        return IncidentDraft(**typed, involvements=involved, confirmed=True)


def named_twin(incident: Incident, words: str) -> SafeString:
    day = incident.day()
    said = f", {spell_day(day)}" if day else ""
    return format_html("{} {}{} ({}).", words, incident_link(incident), said, incident.reference)


def codes(text: str) -> list[str]:
    """The country codes in the text, in capitals, each once, in order."""
    return sorted({code.upper() for code in re.split(r"[\s,;]+", text) if code})


def _lines(text: str) -> str:
    """The text as it is kept: browsers send a line's end as two characters."""
    return text.replace("\r\n", "\n").strip()
