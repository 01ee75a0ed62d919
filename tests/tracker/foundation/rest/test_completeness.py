"""Completeness: every field has a filter or a reason, every address is in the schema, every list a constant cost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import Field
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

from tests.api import ROOT, client_with, fill, queries_of
from tests.sources.api.filling import cover, subscribe
from tracker.api import router
from tracker.foundation.access.models import TokenScope
from tracker.foundation.rest.filters import RecordFilters
from tracker.foundation.rest.schema import ResourceSchema
from tracker.foundation.rest.views import Listed, Resource

FEW, MANY = 2, 20
NOT_FILTERED = {"FigureHistory", "ArticleVersions"}  # told in full, in order: an incident's or an article's own


def resources() -> Iterator[type[Resource]]:
    for _, viewset, _ in router.registry:
        assert issubclass(viewset, Resource)
        yield viewset


def filter_sets() -> list[type[RecordFilters]]:
    return list(dict.fromkeys(view.filterset_class for view in resources() if view.filterset_class))


@pytest.mark.parametrize("filters", filter_sets(), ids=lambda filters: filters.__name__)
def test_every_field_has_a_filter_or_a_reason(filters: type[RecordFilters]) -> None:
    model = filters._meta.model
    fields = {field.name for field in model._meta.get_fields() if isinstance(field, Field)}
    filtered = {str(each.field_name).split("__")[0] for each in filters.base_filters.values()}
    filtered |= {name for names in filters.covers.values() for name in names}
    assert fields - filtered - filters.unfiltered.keys() == set(), "give each a filter, or say why it has none"
    assert filters.unfiltered.keys() - fields == set(), "these are no fields any more"
    assert filters.unfiltered.keys() & filtered == set(), "these have a filter after all"
    assert all(filters.unfiltered.values())


def test_every_list_has_filters() -> None:
    without = {view.__name__ for view in resources() if issubclass(view, Listed) and not view.filterset_class}
    assert without == NOT_FILTERED


@pytest.fixture(scope="module")
def document() -> Any:
    return SchemaGenerator(api_version=None).get_schema(request=None, public=True)


def test_the_schema_is_made_without_a_warning(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "schema.yaml"))
    assert "Warning" not in capsys.readouterr().err


def test_the_schema_is_openapi_3_1(document: Any) -> None:
    assert document["openapi"].startswith("3.1")
    validate_schema(document)


def test_every_address_and_method_is_in_the_schema(document: Any) -> None:
    described = {
        (method, operation["operationId"]) for path in document["paths"].values() for method, operation in path.items()
    }
    served = 0
    for pattern in router.urls:
        served += len(pattern.callback.actions.keys() - {"head"})  # type: ignore[union-attr]
    assert len(described) == served
    assert len({name for _, name in described}) == served
    assert all(isinstance(view.schema, ResourceSchema) for view in resources())


def test_every_operation_is_described(document: Any) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            where = f"{method} {path}"
            assert operation.get("summary") or operation.get("description"), where
            assert operation["tags"] != ["v1"], where
            assert {"400", "401", "403", "429"} <= operation["responses"].keys(), where
            if method == "get":
                assert "304" in operation["responses"], where
            problem = operation["responses"]["400"]["content"]["application/problem+json"]["schema"]
            assert problem == {"$ref": "#/components/schemas/Problem"}, where


def test_the_schema_names_the_parameters_that_a_view_knows(document: Any) -> None:
    generator = SchemaGenerator(api_version=None)
    generator._initialise_endpoints()
    for path, _, method, view in generator._get_paths_and_endpoints():
        if not isinstance(view, Resource):
            continue
        view.request = type("Request", (), {"method": method, "query_params": {}})()
        known = view.parameters() - {"format"}
        serializer = view.sparse()
        if serializer is not None and not serializer.expandable:
            known -= {"expand"}
        operation = document["paths"][path.rstrip("/")][method.lower()]
        described = {each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"}
        assert described - {"format"} == known, f"{method} {path}"


def lists() -> list[str]:
    return [
        "incidents",
        "incidents?expand=claims,proceedings",
        "incidents?as_of=2031-05-05",
        "incidents?ordering=-affected&affected_min=1",
        "incidents?q=address&country=GB&data_class=contact&role=controller&disputed=false",
        "claims",
        "claims?expand=reviews",
        "figures",
        "figures?as_of=2031-05-05",
        "figures?ordering=-best&country=GB&count=true",
        "events",
        "parties",
        "proceedings",
        "regulators",
        "publishers",
        "articles",
        "feeds",
        "mentions",
        "coverage",
        "webhooks/endpoints",
        "webhooks/deliveries?expand=tries",
    ]


@pytest.mark.django_db
def test_a_list_costs_the_same_number_of_queries_whatever_it_holds(record_property: Any) -> None:
    client = client_with(TokenScope, "mara")
    owner = User.objects.get(username="mara")
    counts: dict[str, list[int]] = {address: [] for address in lists()}
    filled = 0
    for size in (FEW, MANY):
        while filled < size:
            filled += 1
            incident = fill(filled)
            cover(incident)
            subscribe(owner, incident)
        for address, seen in counts.items():
            body = client.get(f"{ROOT}/{address}").json()
            assert len(body["results"]) >= (min(size, FEW) if address != "regulators" else 1), address
            seen.append(queries_of(client, f"{ROOT}/{address}"))
    record_property("queries", counts)
    # On PostgreSQL a search asks one query less where a word has very many rows.
    grown = {
        address: seen
        for address, seen in counts.items()
        if seen[1] > seen[0] or ("q=" not in address and seen[1] < seen[0])
    }
    assert grown == {}


@pytest.mark.django_db
def test_the_lists_of_one_incident_cost_the_same_number_of_queries_too(curator: APIClient) -> None:
    incident = fill(1)
    names = ("figures", "figures/history", "figures/explain", "claims", "involvements", "proceedings", "timeline")
    counts: dict[str, list[int]] = {name: [] for name in (*names, "coverage", "")}
    for size in (FEW, MANY):
        for number in range(size):
            body = {
                "metric": "affected",
                "unit": "people",
                "value": 1000 + number,
                "scope": "subset",
                "scope_label": f"group {number}",
                "speaker_kind": "press",
                "speaker_words": f"paper {number}",
                "quote": "So many.",
                "reason": "Read there.",
            }
            assert curator.post(f"{ROOT}/incidents/{incident.reference}/claims", body).status_code == 201
            cover(incident)
        for name, seen in counts.items():
            seen.append(queries_of(curator, f"{ROOT}/incidents/{incident.reference}/{name}".rstrip("/")))
    assert {name: seen for name, seen in counts.items() if seen[0] != seen[1]} == {}
