"""`fields`, `omit` and `expand`: what is shown, and what it costs."""

import pytest
from rest_framework.test import APIClient

from incidents.api.incidents import IncidentSerializer
from tests.api import ROOT, fill, queries_of

pytestmark = pytest.mark.django_db


def names(client: APIClient, query: str) -> set[str]:
    return set(client.get(f"{ROOT}/incidents{query}").json()["results"][0])


def test_fields_shows_these_only(anonymous: APIClient) -> None:
    fill(1)
    assert names(anonymous, "?fields=reference,title") == {"reference", "title"}


def test_fields_may_name_what_is_not_shown_by_itself(anonymous: APIClient) -> None:
    fill(1)
    assert names(anonymous, "?fields=reference,claims") == {"reference", "claims"}


def test_omit_leaves_out(anonymous: APIClient) -> None:
    fill(1)
    assert names(anonymous, "") - names(anonymous, "?omit=figures,summary") == {"figures", "summary"}


def test_expand_adds(anonymous: APIClient) -> None:
    fill(1)
    assert names(anonymous, "?expand=claims,proceedings") - names(anonymous, "") == {"claims", "proceedings"}


def test_one_record_is_selected_alike(anonymous: APIClient) -> None:
    incident = fill(1)
    body = anonymous.get(f"{ROOT}/incidents/{incident.reference}?fields=slug&expand=claims").json()
    assert set(body) == {"slug", "claims"}
    assert len(body["claims"]) == 2


def test_what_is_left_out_is_not_asked_for(anonymous: APIClient) -> None:
    fill(1)
    whole = queries_of(anonymous, f"{ROOT}/incidents")
    assert queries_of(anonymous, f"{ROOT}/incidents?fields=reference") == 1 < whole


def test_every_name_can_be_asked_for(anonymous: APIClient) -> None:
    fill(1)
    every = IncidentSerializer.all_names()
    assert names(anonymous, f"?fields={','.join(every)}") == set(every)
