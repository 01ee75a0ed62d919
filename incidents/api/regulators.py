"""Regulators over REST: the project's list, which curators keep here or in the admin."""

from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request

from incidents.api.base import REFERENCE, LedgerResource
from incidents.ledger import change_record, enter_record, kept_version
from incidents.models import Regulator
from incidents.models.searching import search_regulators
from incidents.vocabulary import RegulatorKind
from tracker.foundation.rest.bodies import Body, WordField
from tracker.foundation.rest.filters import CodeIn, OneOf, RecordFilters, Search, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class RegulatorSerializer(SparseMixin, serializers.ModelSerializer[Regulator]):
    class Meta:
        model = Regulator
        fields = ("slug", "name", "acronym", "aliases", "kind", "country", "region", "site")
        read_only_fields = fields


class RegulatorChanges(Body):
    """The fields to change; those left out stay as they are. The slug is permanent."""

    name = serializers.CharField(max_length=200, required=False)
    acronym = serializers.CharField(max_length=30, required=False, allow_blank=True)
    aliases = serializers.ListField(
        child=serializers.CharField(max_length=200), required=False, max_length=50, help_text="All its other names."
    )
    kind = WordField(RegulatorKind, required=False)
    country = serializers.RegexField(r"^[A-Z]{2}$", required=False, allow_blank=True, help_text="ISO 3166-1 alpha-2.")
    region = serializers.CharField(max_length=80, required=False, allow_blank=True)
    site = serializers.URLField(max_length=300, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=2000, required=False, allow_blank=True, help_text="For the history.")


@extend_schema_serializer(
    examples=[
        OpenApiExample(
            "Usual",
            {"slug": "fj-opc", "name": "Office of the Islands", "kind": "data_protection_authority", "country": "FJ"},
            request_only=True,
        )
    ]
)
class RegulatorBody(RegulatorChanges):
    """A new regulator."""

    slug = serializers.RegexField(r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80, help_text="Permanent, such as gb-ico.")
    name = serializers.CharField(max_length=200)
    kind = WordField(RegulatorKind)


class RegulatorFilters(RecordFilters):
    q = Search(method="searched", help_text="Words of its names, region and slug; all must occur.")
    slug = Words(field_name="slug", lookup_expr="exact")
    name = Words(field_name="name", lookup_expr="icontains", help_text="Part of the name.")
    acronym = Words(field_name="acronym", lookup_expr="iexact")
    kind = OneOf(field_name="kind", words=RegulatorKind)
    country = CodeIn(field_name="country", help_text="ISO 3166-1 alpha-2.")
    region = Words(field_name="region", lookup_expr="iexact")

    unfiltered: ClassVar = {
        "id": "internal; the slug is the public name",
        "aliases": "a list of spellings; search them with q",
        "site": "an address to follow, not to search by",
    }

    class Meta:
        model = Regulator
        fields = ()

    def searched(self, rows: Any, name: str, value: str) -> Any:
        return search_regulators(rows, value)


class Regulators(LedgerResource, Listed, Detailed):
    """Authorities: data protection, consumer, securities, health; attorneys general, courts and parliaments."""

    tag = "regulators"
    queryset = Regulator.objects.all()
    serializer_class = RegulatorSerializer
    filterset_class = RegulatorFilters
    lookup_field = "slug"
    lookup_value_regex = REFERENCE
    body_serializers: ClassVar = {"create": RegulatorBody, "partial_update": RegulatorChanges}
    needs_match: ClassVar = frozenset({"partial_update"})
    orders: ClassVar = {"name": "name", "country": "country"}
    default_order = "name"

    def visible(self, rows: Any) -> Any:
        return rows

    def get_object(self) -> Regulator:
        return Regulator.objects.get(slug=self.kwargs["slug"])

    def create(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The new regulator."""
        values = self.body()
        reason = values.pop("reason", "")
        regulator = enter_record(Regulator(**values), actor=self.actor, reason=reason)
        location = self.reverse_action("detail", args=[regulator.slug])
        return self.present(regulator, status=201, headers={"Location": location})

    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Changes the fields given. Needs If-Match."""
        regulator, changes = self.get_object(), self.body()
        version, reason = self.matched(kept_version(regulator)), changes.pop("reason", "")
        changed = change_record(regulator, changes, actor=self.actor, reason=reason, expected_version=version)
        return self.present(changed)

    def version_of(self, row: Regulator) -> str:
        return str(kept_version(row))
