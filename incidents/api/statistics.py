"""Counts over REST: each number with the list that it counts."""

import calendar
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.models import Regulator
from incidents.sectors import sector_name
from incidents.statistics import statistics
from incidents.vocabulary import StageKind, Unit
from tracker.foundation.rest.views import Resource

LISTED = "The list that it counts, of what everybody may see."


class SumSerializer(serializers.Serializer[Any]):
    """A sum of leading counts of one unit; units are never added up."""

    unit = serializers.ChoiceField(choices=[str(unit) for unit in Unit])
    number = serializers.IntegerField(help_text="The sum.")
    incidents = serializers.IntegerField(help_text="How many incidents it is made of.")
    list = serializers.URLField(help_text=LISTED)


class GroupSerializer(serializers.Serializer[Any]):
    """One month (2018-03), kind, country (ISO 3166-1 alpha-2), sector (NAICS) or regulator (slug)."""

    key = serializers.CharField()
    name = serializers.CharField(help_text="In words, where the key is a code.")
    incidents = serializers.IntegerField()
    list = serializers.URLField(help_text=LISTED)
    affected = SumSerializer(many=True)


class StepSumSerializer(serializers.Serializer[Any]):
    """The amounts of one kind of step in one currency. Steps of several kinds tell of the same fine: never add them."""

    step = serializers.ChoiceField(choices=[str(kind) for kind in StageKind])
    currency = serializers.CharField(help_text="ISO 4217.")
    steps = serializers.IntegerField()
    incidents = serializers.IntegerField()
    amount_minor = serializers.IntegerField(help_text="Sum in minor units.")
    list = serializers.URLField(help_text=LISTED)


class OwedSumSerializer(serializers.Serializer[Any]):
    """What is owed in one currency, by the latest step in effect of each proceeding."""

    currency = serializers.CharField(help_text="ISO 4217.")
    proceedings = serializers.IntegerField()
    amount_minor = serializers.IntegerField(help_text="Sum in minor units.")


class LargeIncidentSerializer(serializers.Serializer[Any]):
    reference = serializers.CharField()
    slug = serializers.CharField()
    title = serializers.CharField()
    affected = serializers.IntegerField()
    affected_status = serializers.CharField()


class LargestSerializer(serializers.Serializer[Any]):
    """The ten incidents with the largest leading counts of one unit."""

    unit = serializers.ChoiceField(choices=[str(unit) for unit in Unit])
    list = serializers.URLField(help_text=LISTED)
    incidents = LargeIncidentSerializer(many=True)


class StatisticsSerializer(serializers.Serializer[Any]):
    """Counts of what everybody may see; an incident of several countries, sectors or regulators counts with each."""

    worked_out_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where they were counted for this answer: up to 10,000 incidents."
    )
    incidents = serializers.IntegerField()
    list = serializers.URLField(help_text=LISTED)
    affected = SumSerializer(many=True)
    months = GroupSerializer(many=True, help_text="By the day that dates an incident best.")
    kinds = GroupSerializer(many=True)
    countries = GroupSerializer(many=True)
    sectors = GroupSerializer(many=True, help_text="Of its controllers and processors; not all have one.")
    regulators = GroupSerializer(many=True)
    steps = StepSumSerializer(many=True)
    owed = OwedSumSerializer(many=True)
    largest = LargestSerializer(many=True)


def with_lists(data: dict[str, Any], base: str) -> dict[str, Any]:
    """The statistics, each number with the address of the list that it counts, beginning with `base`."""
    slugs = [group["key"] for group in data["regulators"]]
    names = dict(Regulator.objects.filter(slug__in=slugs).values_list("slug", "name"))

    def address(**query: str) -> str:
        return f"{base}?{urlencode(query)}" if query else base

    def sums(rows: Any, **query: str) -> Any:
        return [row | {"list": address(**query, affected_unit=row["unit"])} for row in rows]

    def groups(rows: Any, query_of: Any, name_of: Any = str) -> Any:
        return [
            row
            | {
                "name": name_of(row["key"]),
                "list": address(**query_of(row["key"])),
                "affected": sums(row["affected"], **query_of(row["key"])),
            }
            for row in rows
        ]

    return {
        **data,
        "list": address(),
        "affected": sums(data["affected"]),
        "months": groups(data["months"], days_of_month),
        "kinds": groups(data["kinds"], lambda key: {"kind": key}),
        "countries": groups(data["countries"], lambda key: {"country": key}),
        # what an older version has kept has none yet
        "sectors": groups(data.get("sectors", []), lambda key: {"sector": key}, sector_name),
        "regulators": groups(data["regulators"], lambda key: {"regulator": key}, lambda key: names.get(key, key)),
        "steps": [
            row | {"list": address(proceeding_stage=row["step"], proceeding_currency=row["currency"])}
            for row in data["steps"]
        ],
        "largest": [
            row | {"list": address(affected_unit=row["unit"], ordering="-affected")} for row in data["largest"]
        ],
    }


def days_of_month(month: str) -> dict[str, str]:
    """The filters that find the incidents of a month such as 2018-03."""
    year, number = (int(part) for part in month.split("-"))
    last = calendar.monthrange(year, number)[1]
    return {"dated_from": f"{month}-01", "dated_to": f"{month}-{last}"}


class Statistics(Resource):
    """Counts of incidents and of those affected."""

    tag = "statistics"
    answers: ClassVar = {"stats": (200, StatisticsSerializer)}

    @action(detail=False, methods=["get"])
    def stats(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """By month, kind, country, sector and regulator; fines by step; the largest; each with its list."""
        data, worked_out_at = statistics()
        shown = with_lists(data, f"{settings.PUBLIC_URL}/api/v1/incidents") | {"worked_out_at": worked_out_at}
        return Response(StatisticsSerializer(shown).data)
