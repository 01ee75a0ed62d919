"""The page on lists names every filter and order of the large lists, and no index that is not there."""

import re
from pathlib import Path

import pytest

from incidents.api.claims import Claims
from incidents.api.incidents import Incidents
from incidents.api.parties import Parties
from incidents.models import (
    Claim,
    Event,
    Figure,
    Incident,
    IncidentCountry,
    IncidentDataClass,
    Involvement,
    Party,
    PartyAlias,
    Proceeding,
)
from sources.models import Article, Coverage

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "lists.md").read_text(encoding="utf-8")
INDEXES = PAGE.split("## Indexes", 1)[1]
MODELS = (
    *(Article, Claim, Coverage, Event, Figure, Incident, IncidentCountry, IncidentDataClass, Involvement, Party),
    *(PartyAlias, Proceeding),
)


def names_of(what: str) -> str:
    """The first column of the table about these."""
    table = INDEXES.split(f"| of {what} | answered by |", 1)[1].split("\n\n", 1)[0]
    return "\n".join(line.split("|")[1] for line in table.splitlines() if line.startswith("|"))


@pytest.mark.parametrize(("what", "view"), [("incidents", Incidents), ("parties", Parties)])
def test_every_filter_and_order_has_an_index_or_a_reason(what: str, view: type) -> None:
    told = set(re.findall(r"`(\w+)`", names_of(what)))
    precisions = {name for name in view.filterset_class.base_filters if name.endswith("_precision")}
    assert told - {"…_precision"} == ({*view.filterset_class.base_filters, *view.orders} - precisions)


def test_the_filters_of_claims_that_are_named_are_there() -> None:
    told = set(re.findall(r"`(\w+)`", names_of("claims")))
    assert told <= {*Claims.filterset_class.base_filters, *Claims.orders}


def test_every_index_that_is_named_is_there() -> None:
    there = {each.name for model in MODELS for each in (*model._meta.indexes, *model._meta.constraints)}
    cells = [line.split("|")[2] for line in INDEXES.splitlines() if line.startswith("| ") and line.count("|") == 3]
    named = {name for cell in cells for name in re.findall(r"`(\w+_\w+)`", cell)}
    assert named <= there
    assert len(named) > 15
