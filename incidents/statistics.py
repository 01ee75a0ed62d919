"""How many incidents and how many affected, by month, kind, country, sector and regulator; fines by step; the largest.

Only what everybody may see is counted, and of what was merged only what it lives on as. Numbers of different units, and
amounts of different currencies, are never added up. An incident of several countries, sectors or
regulators counts with each.

A small database is counted when it is asked. A larger one is counted once a minute at most, by a task, and the result
is kept in a row: no request reads more than that. Where the task has not come to it yet, the first request counts, one
at a time, and keeps what it counted.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, Final

from django.core.cache import cache
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone

from incidents.models import EventCounter, Incident, IncidentCountry, Involvement, KeptStatistics, Proceeding, Stage
from incidents.models.incident import ANSWERABLE, SHOWN
from incidents.vocabulary import Unit
from tracker.foundation.rest import problems
from tracker.foundation.rest.problems import Problem

SMALL: Final = 10_000  # incidents, up to which counting takes a tenth of a second
LARGEST: Final = 10
COUNTING: Final = "statistics:counting"  # in the cache, while a request counts
COUNTING_SECONDS: Final = 60
_PART: Final = 10**6  # sums are made of millions and of what is left, so that no database's big integer overflows
_CURRENT: Final = Q(merged_into__isnull=True)

logger = logging.getLogger(__name__)


def statistics() -> tuple[dict[str, Any], dt.datetime | None]:
    """The counts, and when they were worked out, None for just now. Raises Problem (503) while they are counted for
    the first time by somebody else."""
    kept = None if is_small() else KeptStatistics.objects.filter(pk=1).first() or _first_count()
    data, worked_out_at = (kept.data, kept.worked_out_at) if kept else (count(), None)
    return data | {"largest": _named(data["largest"])}, worked_out_at


def _first_count() -> KeptStatistics:
    """What this request counts, which the next ones find. One that runs out of its time keeps others from trying for a
    while: the task has more."""
    if not _nobody_counts():
        detail = "The statistics are counted for the first time, which takes a moment."
        raise Problem(problems.UNAVAILABLE, detail, headers={"Retry-After": "10"})
    kept = _keep(_last_event())
    with suppress(Exception):  # the cache's client raises what it likes when its server is away
        cache.delete(COUNTING)
    return kept


def _nobody_counts() -> bool:
    try:
        return bool(cache.add(COUNTING, True, COUNTING_SECONDS))
    except Exception as error:  # noqa: BLE001 - the same
        logger.warning("nobody knows who counts the statistics: %s", error)
        return True


def _last_event() -> int:
    return EventCounter.objects.filter(pk=1).values_list("last", flat=True).first() or 0


def _keep(last: int) -> KeptStatistics:
    """The kept statistics, counted anew; `last` is the event up to which they are complete."""
    values = {"sequence": last, "data": count(), "worked_out_at": timezone.now()}
    return KeptStatistics.objects.update_or_create(pk=1, defaults=values)[0]


def is_small() -> bool:
    last = Incident.objects.order_by("-pk").values_list("pk", flat=True).first()
    return (last or 0) <= SMALL


def keep_statistics() -> bool:
    """Whether the kept ones were worked out anew: only where there are too many incidents to count per request, and
    something has changed."""
    if is_small():
        return False
    last = _last_event()
    if KeptStatistics.objects.filter(pk=1, sequence=last).exists():
        return False
    _keep(last)
    return True


def count() -> dict[str, Any]:
    """The counts as plain JSON values. Each group: `key`, `incidents`, and by unit `affected`."""
    shown = Incident.objects.public().current()
    countries = IncidentCountry.objects.filter(_of_incidents())
    cases = _one_case_each()
    return {
        "incidents": shown.count(),
        "affected": _affected(shown, {}, "affected").get("", []),
        "months": _groups(
            shown.filter(dated_on__gt=dt.date.min).annotate(month=TruncMonth("dated_on")), "month", "affected"
        ),
        "kinds": _groups(shown, "kind", "affected"),
        "countries": _groups(countries, "country", "incident__affected"),
        "sectors": _groups(_one_party_of_each_sector(), "party__sector", "incident__affected"),
        "regulators": _groups(cases, "regulator__slug", "incident__affected"),
        "steps": _steps(),
        "owed": _owed(),
        "largest": _largest(shown),
    }


def _of_incidents(path: str = "incident") -> Q:
    """That the incident which a row belongs to is counted."""
    return Q((f"{path}__in", Incident.objects.filter(SHOWN & _CURRENT).order_by().values("pk")))


def _one_case_each() -> QuerySet[Proceeding]:
    """Of a regulator's proceedings about one incident the first."""
    cases = Proceeding.objects.filter(_of_incidents(), regulator__isnull=False)
    earlier = Proceeding.objects.filter(
        incident=OuterRef("incident"), regulator=OuterRef("regulator"), pk__lt=OuterRef("pk")
    )
    return cases.filter(~Exists(earlier))


def _one_party_of_each_sector() -> QuerySet[Involvement]:
    """Of the organisations of one sector that answer for one incident the first, in its first role."""
    held = Involvement.objects.filter(_of_incidents(), ~Q(party__sector=""), role__in=ANSWERABLE)
    earlier = Involvement.objects.filter(
        incident=OuterRef("incident"),
        party__sector=OuterRef("party__sector"),
        role__in=ANSWERABLE,
        pk__lt=OuterRef("pk"),
    )
    return held.filter(~Exists(earlier))


def _groups(rows: QuerySet[Any, Any], key: str, column: str) -> list[dict[str, Any]]:
    """By the key, in its order, how many incidents there are and how many are affected."""
    counted = rows.order_by().values(key).annotate(many=Count("pk")).order_by(key)
    affected = _affected(rows, {key: key}, column)
    return [
        {
            "key": _text(row[key]),
            "incidents": row["many"],
            "affected": affected.get(_text(row[key]), []),
        }
        for row in counted
    ]


def _text(value: Any) -> str:
    """The key as text: months as 2018-03."""
    return f"{value:%Y-%m}" if isinstance(value, dt.date) else str(value)


def _affected(rows: QuerySet[Any, Any], key: Mapping[str, str], column: str) -> dict[str, list[dict[str, Any]]]:
    """By key, the sums of the incidents' leading counts, one for each unit."""
    known = rows.filter(**{f"{column}__gte": 0}).order_by()
    names = [*key.values(), f"{column}_unit"]
    found: dict[str, list[dict[str, Any]]] = {}
    for row in known.values(*names).annotate(many=Count("pk"), **_sum(column)):
        name = next((_text(row[each]) for each in key.values()), "")
        found.setdefault(name, []).append(
            {"unit": row[f"{column}_unit"], "number": _whole(row), "incidents": row["many"]}
        )
    return {name: sorted(sums, key=_people_first) for name, sums in found.items()}


def _sum(column: str) -> dict[str, Any]:
    return {"millions": Sum(F(column) / _PART), "rest": Sum(F(column) % _PART)}


def _whole(row: Mapping[str, Any]) -> int:
    return int(row["millions"]) * _PART + int(row["rest"])


def _people_first(row: Mapping[str, Any]) -> tuple[bool, str]:
    return row["unit"] != Unit.PEOPLE, row["unit"]


def _steps() -> list[dict[str, Any]]:
    """By kind of step and currency, the steps with an amount. Those of one proceeding are never added to one another
    across kinds: an intended fine is not a fine."""
    rows = Stage.objects.filter(_of_incidents("proceeding__incident"), amount_minor__isnull=False)
    counted = (
        rows.order_by()
        .values("kind", "currency")
        .annotate(many=Count("pk"), of=Count("proceeding__incident", distinct=True), **_sum("amount_minor"))
        .order_by("kind", "currency")
    )
    return [
        {
            "step": row["kind"],
            "currency": row["currency"],
            "steps": row["many"],
            "incidents": row["of"],
            "amount_minor": _whole(row),
        }
        for row in counted
    ]


def _owed() -> list[dict[str, Any]]:
    """By currency, what is owed: of each proceeding the amount of its latest step in effect."""
    with_amount = Exists(Stage.objects.filter(proceeding=OuterRef("pk"), amount_minor__isnull=False))
    cases = Proceeding.objects.filter(_of_incidents(), with_amount).prefetch_related("stages").order_by("pk")
    sums: dict[str, list[int]] = {}
    for case in cases.iterator(chunk_size=2_000):
        owed = case.amount_owed()
        if owed is not None:
            sums.setdefault(owed[1], []).append(owed[0])
    return [
        {"currency": currency, "proceedings": len(amounts), "amount_minor": sum(amounts)}
        for currency, amounts in sorted(sums.items())
    ]


def _largest(shown: QuerySet[Incident]) -> list[dict[str, Any]]:
    """For each unit, people first, the ids of the incidents with the largest counts: no word of them is kept."""
    known = shown.filter(affected__gte=0)
    units: Iterable[str] = known.order_by().values_list("affected_unit", flat=True).distinct()

    def of(unit: str) -> list[int]:
        return list(
            known.filter(affected_unit=unit).order_by("-affected", "-pk").values_list("pk", flat=True)[:LARGEST]
        )

    return [{"unit": unit, "ids": of(unit)} for unit in sorted(units, key=lambda unit: (unit != Unit.PEOPLE, unit))]


def _named(largest: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The largest in words, without those that are no longer shown."""
    names = ("pk", "reference", "slug", "title", "affected", "affected_status")
    ids = [pk for row in largest for pk in row["ids"]]
    rows = {row.pop("pk"): row for row in Incident.objects.public().current().filter(pk__in=ids).values(*names)}
    return [{"unit": row["unit"], "incidents": [rows[pk] for pk in row["ids"] if pk in rows]} for row in largest]
