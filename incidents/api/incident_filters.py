"""What may be asked of incidents. Filters on figures hold of one figure together: 50 million people and disputed."""

import datetime as dt
from typing import Any, ClassVar

from incidents.api.naming import SECTORS, OfIncident, OfRegulator, seen_parties
from incidents.figures.confidence import LINE
from incidents.ledger.drafts import LARGEST
from incidents.models import Incident, Party
from incidents.models.searching import search_incidents
from incidents.sectors import Sector
from incidents.vocabulary import (
    DataClass,
    DatePrecision,
    FigureStatus,
    IncidentKind,
    IncidentStatus,
    Metric,
    ProceedingKind,
    Role,
    Scope,
    StageKind,
    Unit,
    Visibility,
)
from tracker.foundation.rest.filters import (
    CodeIn,
    Day,
    Instant,
    OneOf,
    RecordFilters,
    References,
    Search,
    Share,
    Truth,
    Whole,
    Words,
)

# parameter -> the look-up on one figure; those that end in affected_ also fix the metric
ON_FIGURES: dict[str, str] = {
    "metric": "metric__in",
    "unit": "unit__in",
    "currency": "currency__in",
    "figure_status": "status__in",
    "figure_min": "best__gte",
    "figure_max": "best__lte",
    "affected_min": "best__gte",
    "affected_max": "best__lte",
    "confidence_min": "confidence__gte",
    "unverified": "confidence",  # after confidence_min, which it may raise
    "disputed": "status",
}
_ABOUT_PEOPLE = frozenset({"affected_min", "affected_max"})
LEADING = "Best number of the leading count of who is affected: people, else the largest."


class IncidentFilters(RecordFilters):
    q = Search(
        method="searched",
        help_text="Words of the title, the summary and the parties' names, or of one quote; all must occur.",
    )
    reference = References(field_name="reference")
    slug = Words(field_name="slug", lookup_expr="exact")
    title = Words(field_name="title", lookup_expr="icontains")
    summary = Words(field_name="summary", lookup_expr="icontains")
    kind = OneOf(field_name="kind", words=IncidentKind)
    status = OneOf(field_name="status", words=IncidentStatus)
    visibility = OneOf(field_name="visibility", words=Visibility)
    occurred_from = Day(field_name="occurred_on", lookup_expr="gte")
    occurred_to = Day(field_name="occurred_on", lookup_expr="lte")
    occurred_precision = OneOf(field_name="occurred_precision", words=DatePrecision)
    discovered_from = Day(field_name="discovered_on", lookup_expr="gte")
    discovered_to = Day(field_name="discovered_on", lookup_expr="lte")
    discovered_precision = OneOf(field_name="discovered_precision", words=DatePrecision)
    disclosed_from = Day(field_name="disclosed_on", lookup_expr="gte")
    disclosed_to = Day(field_name="disclosed_on", lookup_expr="lte")
    disclosed_precision = OneOf(field_name="disclosed_precision", words=DatePrecision)
    notified_from = Day(field_name="notified_on", lookup_expr="gte")
    notified_to = Day(field_name="notified_on", lookup_expr="lte")
    notified_precision = OneOf(field_name="notified_precision", words=DatePrecision)
    merged_into = OfIncident(field_name="merged_into", help_text="Reference or slug; with `merged=true`.")
    merged = Truth(method="by_merge", help_text="Those merged into another, instead of those that were not.")
    dated_from = Day(field_name="dated_on", lookup_expr="gte", help_text="Disclosed, else discovered, else occurred.")
    dated_to = Day(method="by_last_day", help_text="The same; what has no day at all is not found.")
    created_after = Instant(field_name="created_at", lookup_expr="gt")
    created_before = Instant(field_name="created_at", lookup_expr="lt")
    updated_after = Instant(field_name="updated_at", lookup_expr="gt")
    updated_before = Instant(field_name="updated_at", lookup_expr="lt")

    country = CodeIn(field_name="countries__country", distinct=True, help_text="ISO 3166-1 alpha-2.")
    data_class = OneOf(field_name="data_classes__data_class", words=DataClass, distinct=True)
    sector = OneOf(method="by_sector", words=Sector, help_text=f"Of a controller or processor. {SECTORS}")
    party = Words(method="by_party", help_text="Reference or a name of a party; with `role`, in that role.")
    role = OneOf(method="by_role", words=Role, help_text="Some party has this role; with `party`, that party.")
    regulator = OfRegulator(field_name="proceedings__regulator", distinct=True)
    proceeding = OneOf(field_name="proceedings__kind", words=ProceedingKind, distinct=True)
    proceeding_stage = OneOf(method="by_stage", words=StageKind, help_text="A proceeding has such a step.")
    proceeding_currency = CodeIn(
        method="by_stage", help_text="ISO 4217: a step, with `proceeding_stage` that step, names an amount."
    )

    metric = OneOf(method="by_figure", words=Metric, help_text="Has a figure of this metric.")
    unit = OneOf(method="by_figure", words=Unit)
    currency = CodeIn(method="by_figure", help_text="ISO 4217.")
    figure_status = OneOf(method="by_figure", words=FigureStatus)
    figure_min = Whole(method="by_figure", help_text="Best number of one headline figure; money: minor units.")
    figure_max = Whole(method="by_figure", help_text="Best number of one headline figure; money: minor units.")
    affected_unit = OneOf(field_name="affected_unit", words=Unit, help_text="Of its leading count of who is affected.")
    affected_min = Whole(method="by_figure", help_text=LEADING)
    affected_max = Whole(method="by_figure", help_text=LEADING)
    confidence_min = Share(method="by_figure", help_text="Confidence of one headline figure, 0 to 1.")
    unverified = Truth(method="by_figure", help_text="A headline figure is unverified; false: one is not.")
    disputed = Truth(method="by_figure", help_text="A headline figure is disputed; false: none is.")

    unfiltered: ClassVar = {
        "id": "internal; reference and slug are the public names",
        "version": "a counter for If-Match",
        "withheld": "internal: follows what it was merged into",
        "affected": "kept for lists: filter by affected_min and affected_max",
        "affected_status": "kept for lists: filter by figure_status",
        "affected_confidence": "kept for lists: filter by confidence_min",
        "created_by": "an account of this service, not shown over REST",
    }

    class Meta:
        model = Incident
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return search_incidents(rows, value, parties=seen_parties(self.request))

    def by_merge(self, rows: Any, name: str, value: bool) -> Any:
        return rows.exclude(merged_into=None) if value else rows.current()

    def by_party(self, rows: Any, name: str, value: str) -> Any:
        return rows.with_involvement(parties=Party.objects.named(value), roles=self.form.cleaned_data.get("role") or ())

    def by_sector(self, rows: Any, name: str, value: list[str]) -> Any:
        return rows.of_sectors(value)

    def by_role(self, rows: Any, name: str, value: list[str]) -> Any:
        # with a party, by_party has looked at the role already: both hold of one involvement
        return rows if self.form.cleaned_data.get("party") else rows.with_involvement(roles=value)

    def by_last_day(self, rows: Any, name: str, value: dt.date) -> Any:
        return rows.filter(dated_on__lte=value, dated_on__gt=dt.date.min)  # the year 1 stands for no day

    def by_stage(self, rows: Any, name: str, value: list[str]) -> Any:
        """Looks at both parameters on steps at once, on behalf of the first: they hold of one step."""
        kinds, currencies = (self.form.cleaned_data.get(key) for key in ("proceeding_stage", "proceeding_currency"))
        if name == "proceeding_currency" and kinds:
            return rows
        return rows.with_stage(kinds=kinds or (), currencies=currencies or ())

    def by_figure(self, rows: Any, name: str, value: Any) -> Any:
        """Looks at all parameters on figures at once, on behalf of the first of them."""
        asked = {key: self.form.cleaned_data.get(key) for key in ON_FIGURES}
        given = {key: asked[key] for key in ON_FIGURES if asked[key] not in (None, [], "")}
        if not given or name != next(iter(given)):
            return rows
        conditions: dict[str, Any] = {"scope": Scope.TOTAL}
        for key, wanted in given.items():
            if key == "unverified" and wanted:
                conditions["confidence__lt"] = LINE
            elif key == "unverified":
                conditions["confidence__gte"] = max(LINE, given.get("confidence_min", 0.0))
            elif key != "disputed":
                conditions[ON_FIGURES[key]] = wanted
            elif wanted:
                conditions["status"] = FigureStatus.DISPUTED
        if given.keys() & _ABOUT_PEOPLE:
            conditions.setdefault("metric__in", [Metric.AFFECTED])
        found = rows.undisputed() if given.get("disputed") is False else rows
        if given.keys() & _ABOUT_PEOPLE and given.keys() <= {*_ABOUT_PEOPLE, "disputed"} and not given.get("disputed"):
            # The leading count stands in the row, where -1 is for none; with more conditions any figure may fulfil all.
            lowest, highest = given.get("affected_min", 0), given.get("affected_max", LARGEST)
            return found.filter(affected__gte=lowest, affected__lte=highest)
        return found if len(conditions) == 1 else found.with_figure(**conditions)
