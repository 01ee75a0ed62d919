"""What a person enters is judged: what cannot be is refused, what is odd is asked about; REST names the field."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.ledger import SYSTEM, InvolvementDraft, add_involvement, known_party
from incidents.models import Claim, Event
from incidents.vocabulary import Role
from tests.api import ROOT, fill, problem

pytestmark = pytest.mark.django_db

CLAIM: dict[str, Any] = {
    "metric": "affected",
    "unit": "people",
    "value": 7000,
    "speaker_kind": "regulator",
    "speaker_words": "Ombud",
    "claimed_on": "2031-06-01",
    "known_on": "2031-06-01",
    "quote": "7,000 people.",
    "url": "https://ombud.example/1",
    "reason": "From the notice.",
}
FINE = {"metric": "fine", "unit": "money", "currency": "GBP"}
REFUSED: dict[str, list[tuple[dict[str, Any], str]]] = {
    "what is counted in what": [
        ({"metric": "fine"}, "unit"),
        ({"metric": "settlement", "unit": "records"}, "unit"),
        ({"metric": "ransom", "unit": "accounts"}, "unit"),
        ({"metric": "cost", "unit": "files"}, "unit"),
        ({"metric": "compensation", "unit": "households"}, "unit"),
        ({"metric": "price", "unit": "credentials"}, "unit"),
        ({"metric": "market_value_loss", "unit": "organisations"}, "unit"),
        ({"unit": "money", "currency": "EUR"}, "unit"),
        ({"metric": "records", "unit": "money", "currency": "USD"}, "unit"),
        ({"metric": "records", "unit": "people"}, "unit"),
        ({"metric": "fine", "unit": "other"}, "unit"),
    ],
    "currencies": [
        ({**FINE, "currency": code}, "currency")
        for code in ["XXQ", "ABC", "XXX", "XTS", "UKP", "BTC", "ZZZ", "RMB", "EUU", "QQQ", "USZ"]
    ],
    "countries": [
        ({"scope": "subset", "scope_country": code}, "scope_country")
        for code in ["UK", "EN", "XX", "ZZ", "EZ", "QQ", "AA", "OO", "UN", "SU", "XQ"]
    ],
    "scopes": [
        ({"scope_country": "GB"}, "scope_country"),
        ({"scope_label": "children"}, "scope_label"),
        ({"scope": "total", "scope_country": "US", "scope_label": "children"}, "scope_country"),
        ({**FINE, "scope_country": "FR"}, "scope_country"),
        ({"scope": "subset"}, "scope_label"),
        ({"scope": "subset", "scope_label": "   "}, "scope_label"),
        ({"scope": "subset", "scope_label": "…"}, "scope_label"),
        ({**FINE, "scope": "subset"}, "scope_label"),
        ({"unit": "records", "scope_label": "with names"}, "scope_label"),
        ({"scope": "total", "scope_country": "DE"}, "scope_country"),
        ({"unit": "accounts", "scope": "total", "scope_label": "of a subsidiary"}, "scope_label"),
    ],
    "days": [
        ({"claimed_on": "0001-01-01", "known_on": None}, "claimed_on"),
        ({"claimed_on": "1989-12-31"}, "claimed_on"),
        ({"claimed_on": "2099-01-01", "known_on": None}, "claimed_on"),
        ({"claimed_on": "1901-05-05"}, "claimed_on"),
        ({"claimed_on": None, "known_on": "2099-06-01"}, "known_on"),
        ({"claimed_on": None, "known_on": "1900-01-01"}, "known_on"),
        ({"claimed_on": None, "known_on": "1970-01-01"}, "known_on"),
        ({"claimed_on": "2031-06-02"}, "claimed_on"),
        ({"claimed_on": "2031-07-01", "claimed_precision": "month"}, "claimed_on"),
        ({"claimed_on": "2032-01-01", "claimed_precision": "year"}, "claimed_on"),
        ({"claimed_on": "2088-06-01", "known_on": "2088-06-02"}, "claimed_on"),
    ],
    "ends": [
        ({"value": 5, "low": 10, "high": 20, "hedge": "exact"}, "value"),
        ({"value": 30, "low": 10, "high": 20, "hedge": "about"}, "value"),
        ({"value": None, "low": 5, "hedge": "between"}, "high"),
        ({"value": None, "high": 5, "hedge": "between"}, "low"),
        ({"value": 5, "hedge": "between"}, "low"),
        ({"value": 5, "low": 6, "hedge": "about"}, "value"),
        ({"value": 9, "high": 6, "hedge": "up_to"}, "value"),
        ({"value": 1, "low": 2, "hedge": "at_least"}, "value"),
        ({"value": None, "low": 3, "high": 9, "hedge": "exact"}, "hedge"),
        ({"value": None, "low": 3, "high": 9, "hedge": "nearly"}, "hedge"),
        ({"value": None, "low": 5, "hedge": "up_to"}, "high"),
        ({"value": None, "low": 5, "hedge": "less_than"}, "high"),
        ({"value": None, "high": 5, "hedge": "more_than"}, "low"),
        ({"value": None, "high": 5, "hedge": "at_least"}, "low"),
    ],
    "speakers": [
        ({"speaker_kind": kind, "speaker_words": words}, "speaker_words")
        for kind, words in [("press", "—"), ("other", "..."), ("researcher", "“”"), ("court", "?!")]
    ],
}
ASKED: dict[str, list[tuple[dict[str, Any], str]]] = {
    "how many there are": [
        ({"value": 10_000_000_000}, "value"),
        ({"value": 8_300_000_000}, "value"),
        ({"value": None, "low": 9_000_000_000}, "low"),
        ({"value": None, "low": 1, "high": 20_000_000_000, "hedge": "between"}, "high"),
        ({"value": 90_000_000, "scope": "subset", "scope_country": "GB"}, "value"),
        ({"value": 500_000_000, "scope": "subset", "scope_country": "US"}, "value"),
        ({"value": 6_000_000, "scope": "notified", "scope_country": "IE"}, "value"),
        ({"value": 9_000_000_000, "unit": "households"}, "value"),
        ({"value": 9_000_000_000, "unit": "organisations"}, "value"),
        ({"value": 10**15, "unit": "records"}, "value"),
        ({**FINE, "value": 10**15}, "value"),
        ({"metric": "cost", "unit": "money", "currency": "USD", "value": 3 * 10**16}, "value"),
        ({"value": 0}, "value"),
    ],
    "evidence": [
        ({"quote": "", "url": ""}, "quote"),
        ({"quote": "   ", "url": ""}, "quote"),
        ({"quote": "", "url": "", "publisher": "The Daily Example"}, "quote"),
    ],
    "speakers without a name": [
        ({"speaker_kind": kind, "speaker_words": words}, "speaker_words")
        for kind, words in [("press", ""), ("regulator", ""), ("researcher", " "), ("threat_actor", ""), ("other", "")]
    ],
}  # fmt: skip


def rows(table: dict[str, list[tuple[dict[str, Any], str]]]) -> list[Any]:
    return [
        pytest.param(change, field, id=f"{kind} {number}")
        for kind, cases in table.items()
        for number, (change, field) in enumerate(cases)
    ]


def pointers(refusal: dict[str, Any]) -> set[str]:
    return {fault["pointer"] for fault in refusal["errors"]}


@pytest.mark.parametrize(("change", "field"), rows(REFUSED))
def test_what_cannot_be_is_refused_whatever_the_sender_confirms(
    curator: APIClient, change: dict[str, Any], field: str
) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}/claims"
    events = Event.objects.count()
    for confirmed in ({}, {"confirm": True}):
        assert f"/{field}" in pointers(problem(curator.post(address, {**CLAIM, **change, **confirmed}), 400))
    assert Event.objects.count() == events


@pytest.mark.parametrize(("change", "field"), rows(ASKED))
def test_what_is_odd_is_asked_about_and_kept_once_confirmed(
    curator: APIClient, change: dict[str, Any], field: str
) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}/claims"
    asked = problem(curator.post(address, {**CLAIM, **change}), 400)
    assert pointers(asked) == {f"/{field}"}
    assert "confirm" in str(asked["errors"])
    assert curator.post(address, {**CLAIM, **change, "confirm": True}).status_code == 201


SPOKEN = [
    ({"speaker_words": "Troy Hunt"}, "other", "Troy Hunt", False),
    ({"speaker_words": "  Troy   Hunt "}, "other", "Troy Hunt", False),
    ({"speaker_words": "Northwind 1"}, "responsible_party", "Northwind 1", True),
    ({"speaker_words": "NORTHWIND 1"}, "responsible_party", "Northwind 1", True),
    ({"speaker_words": "Osier Data"}, "involved_party", "Osier Data", True),
    ({"speaker_words": "osier data"}, "involved_party", "Osier Data", True),
    ({"speaker_words": "Crimson Wasp"}, "threat_actor", "Crimson Wasp", True),
    ({"speaker_words": "Somewhere Else Ltd"}, "other", "Somewhere Else Ltd", True),
    ({"speaker_words": "Osier Data", "speaker_kind": "researcher"}, "researcher", "Osier Data", True),
    ({"speaker_words": "Troy Hunt", "speaker_kind": "researcher"}, "researcher", "Troy Hunt", False),
    ({"speaker_party": "Osier Data"}, "involved_party", "Osier Data", True),
    ({"speaker_party": "Northwind 1"}, "responsible_party", "Northwind 1", True),
    ({"speaker_party": "Somewhere Else Ltd", "speaker_words": "its chairman"}, "other", "Somewhere Else Ltd", True),
    ({}, "unattributed", "unattributed", False),
]


@pytest.mark.parametrize(("spoken", "kind", "name", "is_party"), SPOKEN)
def test_a_claim_of_a_named_speaker_is_that_speakers(
    curator: APIClient, spoken: dict[str, Any], kind: str, name: str, is_party: bool
) -> None:
    incident = fill(1)
    parties = {name: known_party(name) for name in ("Osier Data", "Crimson Wasp", "Somewhere Else Ltd")}
    parties["Northwind 1"] = incident.involvements.get().party
    for party, role in (("Osier Data", Role.RECIPIENT), ("Crimson Wasp", Role.THREAT_ACTOR)):
        add_involvement(incident.pk, InvolvementDraft(parties[party], role), actor=SYSTEM)
    voice = {"speaker_words": "", "speaker_kind": "unattributed", **spoken}
    if "speaker_party" in spoken:
        voice["speaker_party"] = parties[spoken["speaker_party"]].reference
    answer = curator.post(f"{ROOT}/incidents/{incident.reference}/claims", {**CLAIM, **voice})
    assert answer.status_code == 201, answer.json()
    shown = answer.json()
    assert (shown["speaker_kind"], shown["speaker"]) == (kind, name)
    assert (shown["speaker_party"] is not None) is is_party
    assert Claim.objects.get(reference=shown["reference"]).speaker.named is (kind != "unattributed")
