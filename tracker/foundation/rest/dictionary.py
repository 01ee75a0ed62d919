"""What the columns of a list mean, for machines: made of the serializers that write them, so that both say alike.

| of                       | is                                                                              |
| ------------------------ | ------------------------------------------------------------------------------- |
| CSV                      | CSV on the Web (W3C, tabular metadata): each column with its title and datatype |
| NDJSON, a page's results | JSON Schema 2020-12 of one record, as in the OpenAPI document                   |
"""

from collections.abc import Mapping
from typing import Any, ClassVar, Final

from django.urls import NoReverseMatch, reverse
from drf_spectacular.types import OpenApiTypes
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from tracker.foundation.rest import problems
from tracker.foundation.rest.described import FORMS
from tracker.foundation.rest.parameters import REFERENCE, invalid, nearest, shortened
from tracker.foundation.rest.problems import Fault, Problem
from tracker.foundation.rest.selection import Selection
from tracker.foundation.rest.served_schema import component_of
from tracker.foundation.rest.views import Listed, Resource

_DATATYPES: Final[tuple[tuple[type[serializers.Field[Any, Any, Any, Any]], str], ...]] = (
    (serializers.BooleanField, "boolean"),
    (serializers.IntegerField, "integer"),
    (serializers.FloatField, "double"),
    (serializers.DateTimeField, "datetime"),
    (serializers.DateField, "date"),
    (serializers.URLField, "anyURI"),
    (serializers.SlugRelatedField, "string"),
    (serializers.CharField, "string"),
    (serializers.ChoiceField, "string"),
)
_ONE: Final = rf"dictionaries/(?P<name>{REFERENCE})"
_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


class DictionaryNameSerializer(serializers.Serializer[Any]):
    """A list, and where it is said what its columns mean."""

    name = serializers.CharField()
    csv = serializers.URLField(help_text="CSV on the Web.")
    ndjson = serializers.URLField(help_text="JSON Schema of a line.")


class DictionaryNamesSerializer(serializers.Serializer[Any]):
    """The lists of this interface."""

    lists = DictionaryNameSerializer(many=True)


class Dictionaries(Resource):
    """What the columns of lists mean. `tables` are the lists by name, given by whoever registers them."""

    tag = "dictionaries"
    tables: ClassVar[Mapping[str, type[Listed]]] = {}
    answers: ClassVar = {
        "dictionaries": (200, DictionaryNamesSerializer),
        "csv": (200, OpenApiTypes.OBJECT),
        "ndjson": (200, OpenApiTypes.OBJECT),
    }
    own_parameters: ClassVar = {
        "csv": {
            "columns": {
                "type": "string",
                "maxLength": 2_000,
                "pattern": "^[a-z_]+(,[a-z_]+)*$",
                "description": "The names of these columns, in their order; those of the list as it is if left out.",
            }
        }
    }

    @action(detail=False, methods=["get"])
    def dictionaries(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The lists that have a dictionary."""
        rows = [
            {"name": name}
            | {form: request.build_absolute_uri(reverse(f"dictionary-{form}", args=[name])) for form in FORMS}
            for name in self.tables
        ]
        return Response({"lists": rows})

    @action(detail=False, methods=["get"], url_path=f"{_ONE}/csv")
    def csv(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The columns of a list as CSV, by CSV on the Web; `columns` names those that were chosen."""
        fields = self._chosen()
        columns = [_column(name, field) for name, field in fields.items()]
        return Response(
            {
                "@context": "http://www.w3.org/ns/csvw",
                "url": self._listed(),
                "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\r\n"]},
                "tableSchema": {"columns": columns},
            }
        )

    @action(detail=False, methods=["get"], url_path=f"{_ONE}/ndjson")
    def ndjson(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """One line of a list as NDJSON, by JSON Schema; every field that can be asked for is told."""
        name = type(self._serializer()).__name__.removesuffix("Serializer")
        return Response({"$schema": _DRAFT, **component_of(name)})

    def _table(self) -> type[Listed]:
        name = self.kwargs["name"]
        if name not in self.tables:
            detail = f"There is no dictionary `{name}`."
            fault = Fault(detail=detail, name="name", remedy=nearest(name, self.tables))
            raise Problem(problems.NOT_FOUND, detail, faults=(fault,))
        return self.tables[name]

    def _listed(self) -> str:
        """The list as CSV, where it has an address of its own."""
        try:
            address = self.request.build_absolute_uri(reverse(f"{self.kwargs['name']}-list"))
        except NoReverseMatch:
            return "export.csv"
        return f"{address}?format=csv"

    def _chosen(self) -> dict[str, Any]:
        """By name, the columns that are asked for. Raises a 400 for one that the list does not have."""
        usual, text = self._serializer().fields, self.request.query_params.get("columns")
        if text is None:
            return dict(usual)
        every = self._serializer(whole=True).fields
        names = text.split(",")
        for name in names:
            if name not in every:
                raise invalid("columns", f"There is no column `{shortened(name)}`.", nearest(name, every))
        return {name: every[name] for name in names}

    def _serializer(self, *, whole: bool = False) -> Any:
        """The serializer of the list, as the sender would see it; with all that can be expanded, if `whole`."""
        view = self._table()()
        view.request, view.action, view.kwargs, view.format_kwarg = self.request, "list", {}, None
        sparse = view.sparse()
        if not whole or sparse is None:
            return view.get_serializer()
        selection = Selection(expanded=frozenset(sparse.expandable))
        return view.get_serializer(context={**view.get_serializer_context(), "selection": selection})


def _column(name: str, field: Any) -> dict[str, Any]:
    datatype = next((words for kind, words in _DATATYPES if isinstance(field, kind)), "json")
    many = isinstance(field, serializers.ManyRelatedField | serializers.ListField | serializers.ListSerializer)
    found: dict[str, Any] = {"name": name, "titles": name, "datatype": "json" if many else datatype}
    if field.help_text:
        found["dc:description"] = str(field.help_text)
    if isinstance(field, serializers.ChoiceField):
        found["rdfs:comment"] = f"One of: {', '.join(str(choice) for choice in field.choices)}."
    return found
