"""The form of a claim in plain words: what each field asks, and what each choice means. The terms of the columns stay
those of the vocabulary."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from incidents.vocabulary import Hedge, Measure, Metric, Modality, Polarity, Scope, SpeakerKind, Unit

# (what the field is called, what stands below it)
FIELDS: Final = {
    "metric": ("What is counted", ""),
    "unit": ("Counted in", ""),
    "currency": ("Currency", "Three letters, such as EUR."),
    "hedge": ("How bounded", "The words before the number: about, at least, up to…"),
    "value": ("Number", "As told: 87 million, 87,000,000. Empty for a range."),
    "low": ("From", "The lower end of a range."),
    "high": ("To", "The upper end of a range."),
    "measure": ("What happened to it", ""),
    "modality": ("How sure it sounds", ""),
    "polarity": ("Says or denies", ""),
    "scope": ("Number of", "Everything, or a part of it."),
    "scope_country": ("Country of the part", "Two letters, such as GB."),
    "scope_label": ("Name of the part", "Such as children, or with bank details."),
    "speaker_party": ("Who says it", ""),
    "speaker_words": ("Or by name", "Who is not in the list, as the text names them."),
    "speaker_kind": ("What kind of voice", ""),
    "claimed_on": ("Said on", "The day on which they said it, if the text gives it."),
    "claimed_precision": ("That day is known to the", ""),
    "source_url": ("Source", "Where it is told."),
}
CHOICES: Final[dict[str, dict[str, str]]] = {
    "metric": {
        Metric.AFFECTED: "those affected",
        Metric.RECORDS: "rows or files, beside those affected",
        Metric.PRICE: "price asked for the data",
        Metric.COST: "cost to the organisation",
        Metric.COMPENSATION: "compensation for those affected",
    },
    "hedge": {
        Hedge.EXACT: "exactly, or nothing said",
        Hedge.BETWEEN: "between two numbers",
        Hedge.VAGUE: "vaguely: some, dozens",
    },
    "measure": {Measure.UNSPECIFIED: "not said", Measure.ACQUIRED: "taken", Measure.NOTIFIED: "told of it"},
    "modality": {
        Modality.STATED: "said as a fact",
        Modality.ESTIMATED: "an estimate",
        Modality.POSSIBLE: "only possible",
        Modality.ALLEGED: "alleged",
        Modality.PROJECTED: "expected to come",
    },
    "polarity": {Polarity.ASSERTED: "says it", Polarity.DENIED: "denies it (“not 87 million”)"},
    "scope": {
        Scope.TOTAL: "the whole incident",
        Scope.SUBSET: "a part: a country or a group",
        Scope.DELTA: "an increase (“5 million more”)",
        Scope.SUPERSEDED: "the whole, as told earlier",
        Scope.NOTIFIED: "those who were told",
        Scope.AGGREGATE: "several incidents together",
    },
    "speaker_kind": {
        SpeakerKind.REGULATOR: "an authority",
        SpeakerKind.COURT: "a court",
        SpeakerKind.RESPONSIBLE_PARTY: "who answers for the incident",
        SpeakerKind.REGISTER: "a public register",
        SpeakerKind.INVOLVED_PARTY: "another party of the incident",
        SpeakerKind.RESEARCHER: "a researcher",
        SpeakerKind.PRESS: "a newspaper or the like",
        SpeakerKind.THREAT_ACTOR: "the attacker",
        SpeakerKind.OTHER: "somebody else with a name",
        SpeakerKind.UNATTRIBUTED: "the article's own voice",
    },
}
_OF_PEOPLE: Final = (Metric.AFFECTED, Metric.RECORDS)
# What the script of the form hides while it says nothing: the field, the one that it hangs on, and its values.
_SHOWN_FOR: Final = {
    "currency": ("unit", (Unit.MONEY,)),
    "value": ("hedge", tuple(hedge for hedge in Hedge if hedge is not Hedge.BETWEEN)),
    "low": ("hedge", (Hedge.BETWEEN,)),
    "high": ("hedge", (Hedge.BETWEEN,)),
    "scope_country": ("scope", tuple(scope for scope in Scope if scope is not Scope.TOTAL)),
    "scope_label": ("scope", tuple(scope for scope in Scope if scope is not Scope.TOTAL)),
}


def put_plainly(form: forms.BaseForm) -> None:
    """Name the fields and choices of the form of a claim in plain words, and say when each field matters."""
    fields: dict[str, Any] = form.fields
    for name, (label, help_text) in FIELDS.items():
        if name in fields:
            fields[name].label, fields[name].help_text = label, help_text
    for name, words in CHOICES.items():
        fields[name].choices = [(value, words.get(value, shown)) for value, shown in fields[name].choices]
    for name, (other, values) in _SHOWN_FOR.items():
        fields[name].widget.attrs |= {"data-shown-for": other, "data-shown-values": " ".join(values)}
    money = [metric for metric in Metric if metric not in _OF_PEOPLE]
    fields["metric"].widget.attrs |= {"data-in-money": " ".join(money)}
