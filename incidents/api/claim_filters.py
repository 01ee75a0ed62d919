"""What may be asked of claims."""

from typing import Any, ClassVar

from incidents.api.naming import OfIncident, OfParty, seen_parties
from incidents.models import Claim
from incidents.models.searching import search_claims
from incidents.vocabulary import (
    Basis,
    DatePrecision,
    Decision,
    Hedge,
    Measure,
    Metric,
    Modality,
    Polarity,
    Scope,
    SpeakerKind,
    Standing,
    Unit,
)
from tracker.foundation.rest.filters import (
    CodeIn,
    Day,
    Instant,
    OneOf,
    RecordFilters,
    References,
    Search,
    Truth,
    Whole,
    Words,
)


class ClaimFilters(RecordFilters):
    q = Search(
        method="searched",
        help_text="Words of the speaker, the number as printed, the quotes and the incident; all must occur.",
    )
    reference = References(field_name="reference")
    incident = OfIncident(field_name="incident")
    recorded_for = OfIncident(field_name="origin", help_text="Reference or slug, as before any merge or split.")
    metric = OneOf(field_name="metric", words=Metric)
    unit = OneOf(field_name="unit", words=Unit)
    currency = CodeIn(field_name="currency", help_text="ISO 4217.")
    measure = OneOf(field_name="measure", words=Measure)
    value_min = Whole(field_name="value", lookup_expr="gte", help_text="Money: minor units.")
    value_max = Whole(field_name="value", lookup_expr="lte", help_text="Money: minor units.")
    low_min = Whole(field_name="low", lookup_expr="gte")
    high_max = Whole(field_name="high", lookup_expr="lte")
    hedge = OneOf(field_name="hedge", words=Hedge)
    modality = OneOf(field_name="modality", words=Modality)
    polarity = OneOf(field_name="polarity", words=Polarity)
    scope = OneOf(field_name="scope", words=Scope)
    scope_country = CodeIn(field_name="scope_country", help_text="ISO 3166-1 alpha-2.")
    scope_label = Words(field_name="scope_label", lookup_expr="icontains")
    party = OfParty(
        field_name="incident__involvements__party",
        distinct=True,
        help_text="Reference or a name of a party that has a role in the incident.",
    )
    speaker_party = OfParty(field_name="speaker_party")
    speaker_words = Words(field_name="speaker_words", lookup_expr="icontains")
    speaker_kind = OneOf(field_name="speaker_kind", words=SpeakerKind)
    claimed_from = Day(field_name="claimed_on", lookup_expr="gte")
    claimed_to = Day(field_name="claimed_on", lookup_expr="lte")
    claimed_precision = OneOf(field_name="claimed_precision", words=DatePrecision)
    basis = OneOf(field_name="basis", words=Basis)
    standing = OneOf(field_name="standing", words=Standing)
    decision = OneOf(field_name="decision", words=Decision)
    reviewed = Truth(method="by_review", help_text="Whether a curator has looked.")
    stories_min = Whole(field_name="stories", lookup_expr="gte")
    known_from = Day(field_name="known_on", lookup_expr="gte")
    known_to = Day(field_name="known_on", lookup_expr="lte")
    recorded_after = Instant(field_name="recorded_at", lookup_expr="gt")
    recorded_before = Instant(field_name="recorded_at", lookup_expr="lt")

    unfiltered: ClassVar = {
        "id": "internal; the reference is the public name",
        "fingerprint": "internal identity, worked out from the other fields",
        "speaker_key": "internal identity; filter by speaker_party or speaker_words",
        "printed": "the number as printed; filter by value, low and high",
        "hedge_text": "the words of the hedge; filter by hedge",
    }

    class Meta:
        model = Claim
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return search_claims(rows, value, parties=seen_parties(self.request))

    def by_review(self, rows: Any, name: str, value: bool) -> Any:
        return rows.exclude(decision="") if value else rows.filter(decision="")
