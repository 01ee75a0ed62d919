"""What lists need, kept in the rows: an incident's leading count and its day, and which parties are public.

| column                                 | follows from                                                             |
| -------------------------------------- | ------------------------------------------------------------------------ |
| `Incident.affected`, `affected_unit`,  | its leading figure: people who are affected, else the largest count of   |
| `affected_status`, `affected_confidence` | accounts, records and so on; -1 and empty where none is known          |
| `Incident.dated_on`                    | `Incident.day`; the year 1 where none is known                           |
| `Party.public`                         | whether it has a role or a say in an incident that everybody may see     |

They are written in the transaction of the change that they follow from: the count when figures are worked out, the day
with the incident (`Incident.save`), and the parties by triggers (`party_triggers`).
`manage.py check_rows` compares all of them with what they follow from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import reduce
from operator import attrgetter, itemgetter, or_
from typing import Any, Final

from django.db.models import (
    BigIntegerField,
    CharField,
    DateField,
    Exists,
    F,
    FloatField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce

from incidents.figures.leading_figure import NONE_LEADS, leading_place
from incidents.models import Figure, Incident, Party
from incidents.models.figure import PEOPLE_FIRST
from incidents.vocabulary import Metric, Scope

HEADLINE: Final = ("affected", "affected_unit", "affected_status", "affected_confidence")
NO_HEADLINE: Final = (-1, "", "", None)
_RELATIONS: Final = (("involvements", "party"), ("claims", "speaker_party"), ("proceedings", "respondent"))


# --- Incidents


def leading(figures: Any) -> QuerySet[Any]:
    """The figures that can lead an incident's row, the one that does first, as `leading_place` sorts them; `figures` is
    a manager."""
    known = figures.filter(metric=Metric.AFFECTED, scope=Scope.TOTAL, best__isnull=False)
    found: QuerySet[Any] = known.order_by(PEOPLE_FIRST, "-best", "pk")
    return found


def headline_of(figures: Iterable[Figure]) -> tuple[Any, ...]:
    """The values of HEADLINE by all the figures of an incident; of two that could lead alike the first one counts."""
    places = [(leading_place(one.bucket, one.best), one) for one in figures]
    place, first = min(places, key=itemgetter(0), default=(NONE_LEADS, None))
    if first is None or place == NONE_LEADS:
        return NO_HEADLINE
    return first.best, first.unit, str(first.status), first.confidence


def keep_headline(incident: Incident, figures: Iterable[Figure]) -> None:
    """Write the leading count of all its figures, which are saved, into the incident's row, if it differs. The incident
    must be locked by the caller."""
    now = headline_of(sorted(figures, key=attrgetter("pk")))
    if tuple(getattr(incident, name) for name in HEADLINE) != now:
        values = dict(zip(HEADLINE, now, strict=True))
        Incident.objects.filter(pk=incident.pk).update(**values)
        for name, value in values.items():
            setattr(incident, name, value)


def worked_out(figures: Any) -> dict[str, Any]:
    """By column of an incident, the expression of what it follows from."""
    of_incident = leading(figures.filter(incident=OuterRef("pk")))
    day = Value(dt.date.min, output_field=DateField())

    def of(column: str) -> Subquery:
        return Subquery(of_incident.values(column)[:1])

    return {
        "affected": Coalesce(of("best"), -1, output_field=BigIntegerField()),
        "affected_unit": Coalesce(of("unit"), Value(""), output_field=CharField()),
        "affected_status": Coalesce(of("status"), Value(""), output_field=CharField()),
        "affected_confidence": Subquery(of_incident.values("confidence")[:1], output_field=FloatField()),
        "dated_on": Coalesce("disclosed_on", "discovered_on", "occurred_on", day, output_field=DateField()),
    }


def drifted_incidents(low: int, high: int) -> QuerySet[Incident]:
    """Of the incidents from one key to another, those whose row differs from what it follows from."""
    wanted = worked_out(Figure.objects)
    rows = Incident.objects.filter(pk__gte=low, pk__lte=high)
    rows = rows.annotate(**{f"right_{name}": expression for name, expression in wanted.items()})
    unlike = [~Q(**{name: F(f"right_{name}")}) for name in wanted if name != "affected_confidence"]
    one_sided = Q(affected_confidence__isnull=True) ^ Q(right_affected_confidence__isnull=True)
    right = F("right_affected_confidence")
    other = Q(affected_confidence__lt=right) | Q(affected_confidence__gt=right)  # of two that are null neither
    return rows.filter(reduce(or_, [*unlike, one_sided, other]))


# --- Parties


def seen() -> Q:
    """Of a party: whether it has a role or a say in an incident that everybody may see."""
    conditions = []
    for relation, column in _RELATIONS:
        model: Any = Incident._meta.get_field(relation).related_model
        rows = model._default_manager.filter(**{column: OuterRef("pk")})
        conditions.append(Q(Exists(rows.filter(Exists(Incident.objects.public().filter(pk=OuterRef("incident")))))))
    return reduce(or_, conditions)


def drifted_parties(low: int, high: int) -> QuerySet[Party]:
    """Of the parties from one key to another, those that are public in their row alone, or not in it alone."""
    rows = Party.objects.filter(pk__gte=low, pk__lte=high)
    return rows.filter(Q(seen(), public=False) | Q(~seen(), public=True))
