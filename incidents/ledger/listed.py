"""What lists need, kept in the rows: an incident's leading count and its day, and which parties are public.

| column                                 | follows from                                                             |
| -------------------------------------- | ------------------------------------------------------------------------ |
| `Incident.affected`, `affected_unit`,  | the largest of its headline figures of who is affected; -1 and empty     |
| `affected_status`, `affected_confidence` | where none is known                                                    |
| `Incident.dated_on`                    | `Incident.day`; the year 1 where none is known                           |
| `Party.public`                         | whether it has a role or a say in an incident that everybody may see     |

They are written in the transaction of the change that they follow from: the count when figures are worked out, the day
with the incident (`Incident.save`), and the parties where events are published. There every writer holds the one row
that numbers events, so that of two who change the same party each sees what the other did.
`manage.py check_rows` compares all of them with what they follow from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
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

from incidents.models import EventCounter, EventDraft, EventType, Figure, Incident, Party
from incidents.vocabulary import Metric, Scope

HEADLINE: Final = ("affected", "affected_unit", "affected_status", "affected_confidence")
NO_HEADLINE: Final = (-1, "", "", None)
# The events of changes that parties can appear or vanish by; the first few also concern what was merged into them.
_OF_THE_WHOLE: Final = frozenset(
    {
        EventType.INCIDENT_UPDATED,
        EventType.INCIDENT_PUBLISHED,
        EventType.INCIDENT_WITHDRAWN,
        EventType.INCIDENT_MERGED,
        EventType.INCIDENT_SPLIT,
    }
)
_OF_PARTIES: Final = _OF_THE_WHOLE | {
    EventType.INCIDENT_CREATED,
    EventType.CLAIM_RECORDED,
    EventType.CLAIM_DENIED,
    EventType.CLAIM_CORRECTED,
    EventType.PROCEEDING_STAGE_CHANGED,
}
_RELATIONS: Final = (("involvements", "party"), ("claims", "speaker_party"), ("proceedings", "respondent"))


# --- Incidents


def leading(figures: Any) -> QuerySet[Any]:
    """The figures that can lead an incident's row, the one that does first; `figures` is a manager."""
    known = figures.filter(metric=Metric.AFFECTED, scope=Scope.TOTAL, best__isnull=False)
    found: QuerySet[Any] = known.order_by("-best", "pk")
    return found


def keep_headline(incident: Incident) -> None:
    """Write the incident's leading count into its row, if it differs. The incident must be locked by the caller."""
    row = leading(Figure.objects.filter(incident=incident)).values_list("best", "unit", "status", "confidence").first()
    now = row or NO_HEADLINE
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


def keep_parties_of(drafts: Sequence[EventDraft]) -> None:
    """Write which parties are public, where these events can have changed it. They must have been appended."""
    concerned: set[int] = set()
    for draft in drafts:
        if draft.kind in _OF_PARTIES:
            named = [incident for incident in (draft.incident, draft.other) if incident is not None]
            whole = draft.kind in _OF_THE_WHOLE
            concerned.update(pk for one in named for pk in (one.family_ids() if whole else [one.pk]))
    if concerned:
        keep_parties(concerned)


def keep_parties(incidents: Iterable[int], parties: Iterable[int | None] = ()) -> None:
    """Write which of the parties of these incidents are public, and which of these others, that were theirs before."""
    keys = set(incidents)
    EventCounter.objects.filter(pk=1).update(last=F("last"))  # held until the transaction ends
    shown = set(Incident.objects.public().filter(pk__in=keys).values_list("pk", flat=True))
    _parties_of(shown).filter(public=False).update(public=True)
    hidden = {pk for pk in (*parties, *_parties_of(keys - shown).values_list("pk", flat=True)) if pk is not None}
    if hidden:
        rows = Party.objects.filter(pk__in=hidden)
        rows.filter(seen(), public=False).update(public=True)
        rows.filter(~seen(), public=True).update(public=False)


def _parties_of(incidents: Iterable[int]) -> QuerySet[Party]:
    """The parties that have a role or a say in one of these incidents."""
    keys = list(incidents)
    if not keys:
        return Party.objects.none()
    rows: list[QuerySet[Any]] = []
    for relation, column in _RELATIONS:
        model: Any = Incident._meta.get_field(relation).related_model
        rows.append(model._default_manager.filter(incident__in=keys).order_by().values(column))
    return Party.objects.filter(pk__in=rows[0].union(*rows[1:]))


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
