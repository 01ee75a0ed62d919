"""Regulators over REST: the project's list, read only; curators keep it in the admin."""

from typing import ClassVar

from rest_framework import serializers

from incidents.api.base import REFERENCE
from incidents.models import Regulator
from incidents.vocabulary import RegulatorKind
from tracker.foundation.rest.filters import CodeIn, OneOf, RecordFilters, Words
from tracker.foundation.rest.selection import SparseMixin
from tracker.foundation.rest.views import Detailed, Listed


class RegulatorSerializer(SparseMixin, serializers.ModelSerializer[Regulator]):
    class Meta:
        model = Regulator
        fields = ("slug", "name", "acronym", "aliases", "kind", "country", "region", "site")
        read_only_fields = fields


class RegulatorFilters(RecordFilters):
    slug = Words(field_name="slug", lookup_expr="exact")
    name = Words(field_name="name", lookup_expr="icontains", help_text="Part of the name.")
    acronym = Words(field_name="acronym", lookup_expr="iexact")
    kind = OneOf(field_name="kind", words=RegulatorKind)
    country = CodeIn(field_name="country", help_text="ISO 3166-1 alpha-2.")
    region = Words(field_name="region", lookup_expr="iexact")

    unfiltered: ClassVar = {
        "id": "internal; the slug is the public name",
        "aliases": "a list of spellings, searched by the matching and not by clients",
        "site": "an address to follow, not to search by",
    }

    class Meta:
        model = Regulator
        fields = ()


class Regulators(Listed, Detailed):
    """Authorities: data protection, consumer, securities, health; attorneys general, courts and parliaments."""

    tag = "regulators"
    queryset = Regulator.objects.all()
    serializer_class = RegulatorSerializer
    filterset_class = RegulatorFilters
    lookup_field = "slug"
    lookup_value_regex = REFERENCE
    orders: ClassVar = {"name": "name", "country": "country"}
    default_order = "name"
