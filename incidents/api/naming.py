"""Filters by the names that people have at hand: an incident's reference or slug, a party's reference or any name."""

from typing import Any

from django.db.models import QuerySet

from incidents.models import Incident, Party
from tracker.rest.filters import Words


class OfIncident(Words):
    """Rows of the incident with this reference or slug. `field_name` leads to the incident."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("help_text", "Reference or slug of an incident.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if not value else self._of(rows, Incident.objects.by_reference(value))

    def _of(self, rows: QuerySet[Any], named: QuerySet[Any]) -> QuerySet[Any]:
        found = rows.filter(**{f"{self.field_name}__in": named.values("pk")})
        return found.distinct() if self.distinct else found


class OfParty(OfIncident):
    """Rows of the parties with this reference, or one of whose names this is, however it is written."""

    def __init__(self, *args: Any, **options: Any) -> None:
        options.setdefault("help_text", "Reference or a name of a party.")
        super().__init__(*args, **options)

    def filter(self, rows: QuerySet[Any], value: str) -> QuerySet[Any]:
        return rows if not value else self._of(rows, Party.objects.named(value))
