"""Filters by the names that people have at hand: of an incident its reference or slug, of a party its reference or any
name, of a regulator its slug, acronym or name."""

from typing import Any

from django.db.models import QuerySet

from incidents.models import Incident, Party, Regulator
from incidents.models.searching import search_incidents
from incidents.search.finding import belonging
from incidents.sectors import CHOICES
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.authentication import may
from tracker.foundation.rest.filters import Search, Words
from tracker.foundation.rest.other_tables import keys_of
from tracker.foundation.rest.parameters import invalid

SECTORS = "NAICS, the first of its pairs of digits: " + ", ".join(f"{code} {words}" for code, words in CHOICES) + "."


def seen_incidents(request: Any) -> Any:
    """The incidents that the sender may see: filters must not tell of others."""
    return Incident.objects.all() if may(request, TokenScope.CURATE) else Incident.objects.public()


def seen_parties(request: Any) -> Any:
    """The parties that the sender may see: a search must not find by the names of others."""
    return Party.objects.all() if may(request, TokenScope.CURATE) else Party.objects.public()


def incidents_found(request: Any, text: str) -> QuerySet[Incident]:
    """The incidents that a search finds, of those that the sender may see, by the names that they may see."""
    return search_incidents(seen_incidents(request), text, parties=seen_parties(request))


def asked_for_relevance(request: Any) -> str | None:
    """The search that answers are ordered by, None where another order is asked for. Raises a 400 where there is no
    search."""
    if request.query_params.get("ordering", "").removeprefix("-") != "relevance":
        return None
    text: str = request.query_params.get("q", "")
    if not text.strip():
        raise invalid(
            "ordering", "Without `q` nothing is more relevant than another.", "Add q, or ask for another order."
        )
    return text


class OfIncident(Words):
    """Rows of the incident with this reference or slug, if the asker may see it. `field_name` leads to the incident."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("help_text", "Reference or slug of an incident.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if not value else self._of(rows, seen_incidents(self.parent.request).by_reference(value))

    def _of(self, rows: QuerySet[Any], named: QuerySet[Any]) -> QuerySet[Any]:
        wanted = {f"{self.field_name}__in": named.values("pk")}
        if not self.distinct:
            return rows.filter(**wanted)
        # many rows for one: looked up apart, so that none is found twice
        return rows.filter(pk__in=keys_of(rows.model, wanted))


class OfIncidentFound(Search):
    """Rows of the incidents that a search finds, of those that the asker may see; `field_name` leads to them."""

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, help_text="Words that the incident is found by.")

    def filter(self, qs: QuerySet[Any], value: str) -> QuerySet[Any]:
        return qs.filter(belonging(self.field_name, incidents_found(self.parent.request, value))) if value else qs


class OfParty(OfIncident):
    """Rows of the parties with this reference, or one of whose names this is, however it is written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("help_text", "Reference or a name of a party.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if not value else self._of(rows, Party.objects.named(value))


class OfRegulator(OfIncident):
    """Rows of the regulators with this slug, acronym or name."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("help_text", "Slug, acronym or name of a regulator.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if not value else self._of(rows, Regulator.objects.named(value))
