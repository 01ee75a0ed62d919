"""Moments have two sides, and records may be named several at a time."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.ledger import IncidentDraft, InvolvementDraft, known_party, open_incident
from incidents.models import Incident
from incidents.vocabulary import Role
from tests.api import ROOT, actor, fill, problem
from tests.hidden import hide
from tests.sources.api.filling import cover
from tests.tracker.foundation.rest.walking import addresses
from tracker.api import router
from tracker.foundation.rest.filters import Instant, References

__all__ = ["addresses"]

FILTERED = [(prefix, view, name) for prefix, view, name in router.registry if view.filterset_class]
NOT_PAIRED = {"due", "rests_until", "failing_since"}  # of deliveries and endpoints, each with a sense of its own


def test_every_moment_has_both_sides() -> None:
    seen = 0
    for _, view, _ in FILTERED:
        filters = view.filterset_class.base_filters  # type: ignore[attr-defined]
        for name in [name for name, each in filters.items() if isinstance(each, Instant)]:
            plain, _, side = name.rpartition("_")
            if side in {"after", "before"} and plain not in NOT_PAIRED:
                pair = [filters[f"{plain}_{each}"] for each in ("after", "before")]
                assert [(each.field_name, each.lookup_expr) for each in pair] == [
                    (pair[0].field_name, "gt"),
                    (pair[0].field_name, "lt"),
                ]
                seen += 1
    assert seen > 30


@pytest.mark.django_db
def test_the_sides_divide_the_rows(addresses: dict[str, str], curator: APIClient) -> None:
    for moment, sizes in (("2001-01-01T00:00:00Z", (1, 0)), ("2041-01-01T00:00:00Z", (0, 1))):
        for side, size in zip(("after", "before"), sizes, strict=True):
            for name in ("incident", "claim", "event", "party", "proceeding", "publisher", "article", "coverage"):
                word = {"claim": "recorded", "event": "occurred"}.get(name, "created")
                found = curator.get(f"{addresses[f'{name}-list']}?{word}_{side}={moment}").json()["results"]
                assert bool(found) == bool(size), (name, side, moment)


@pytest.mark.django_db
def test_several_references_are_asked_for_at_once(addresses: dict[str, str], curator: APIClient) -> None:
    walked = 0
    for _, view, name in FILTERED:
        if not isinstance(view.filterset_class.base_filters.get("reference"), References):  # type: ignore[attr-defined]
            continue
        address = addresses[f"{name}-list"]
        every = [row["reference"] for row in curator.get(address).json()["results"]]
        for asked in (every[:1], every, [*every, "NO-0000-0000"]):
            for query in (",".join(asked), "&reference=".join(asked)):
                found = curator.get(f"{address}?reference={query}").json()["results"]
                assert {row["reference"] for row in found} == set(asked) & set(every), (name, query)
        for wrong in ("a b", "a/b", "a,b c", "é", "x" * 121):
            refusal = problem(curator.get(f"{address}?reference={wrong}"), 400)
            assert refusal["errors"][0]["name"] == "reference"
        walked += 1
    assert walked >= 8


@pytest.mark.django_db
def test_a_hundred_references_are_enough(curator: APIClient) -> None:
    incident = fill(1)
    hundred = ",".join([incident.reference] * 100)
    assert len(curator.get(f"{ROOT}/incidents?reference={hundred}").json()["results"]) == 1
    problem(curator.get(f"{ROOT}/incidents?reference={hundred},{incident.reference}"), 400)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Northwind 1", "NW1", "northwind 1", "{reference}"])
def test_claims_are_found_by_a_party_of_their_incident(anonymous: APIClient, curator: APIClient, name: str) -> None:
    public = fill(1)
    fill(2)
    party = public.involvements.get().party
    hidden = hide(public, cover(public)).incidents[0]
    open_incident(IncidentDraft("No claims", involvements=[InvolvementDraft(party, Role.PROCESSOR)]), actor=actor())
    asked: Any = {"party": name.format(reference=party.reference)}
    rows = anonymous.get(f"{ROOT}/claims", asked).json()["results"]
    assert {row["incident"] for row in rows} == {public.reference}
    assert len(rows) == len({row["reference"] for row in rows}) == 2
    assert hidden.reference not in {row["incident"] for row in rows}
    assert anonymous.get(f"{ROOT}/claims?party=nobody").json()["results"] == []
    other = known_party("Somebody else")
    assert curator.get(f"{ROOT}/claims", {"party": other.reference}).json()["results"] == []
    assert Incident.objects.count() > 2
