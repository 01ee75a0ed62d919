"""A claim whose printed number is another one, and speakers whose name has signs that nobody sees."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from incidents.models import Claim, Regulator
from incidents.regulators import seed_regulators
from tests.api import ROOT, fill, problem
from tests.incidents.api.test_entered_claims import CLAIM

pytestmark = pytest.mark.django_db
MONEY = {"metric": "fine", "unit": "money", "currency": "GBP"}
OTHER: list[dict[str, Any]] = [
    {"value": 9, "printed": "9 million"},
    {"value": 87, "printed": "87m"},
    {"value": 1_200, "printed": "1.2 million"},
    {"value": 816, "printed": "816,000,000"},
    {"value": 5_000_000, "printed": "500"},
    {"value": 5, "printed": "5 Millionen"},
    {"value": 15, "printed": "1.5 lakh"},
    {"value": 12, "printed": "1.2 Cr"},
    {"low": 3, "high": 4, "hedge": "between", "printed": "5 to 7 million"},
    {"value": 1_234_567, "printed": "12,345,678"},
    {"value": 87_000_000, "printed": "up to 87,000", "hedge": "up_to"},
    {"value": 500_000, "printed": "\N{POUND SIGN}500,000"} | MONEY,  # 5,000 pounds
]
SAME: list[dict[str, Any]] = [
    {"value": 9_000_000, "printed": "9 million"},
    {"value": 87_000_000, "printed": "up to 87 million", "hedge": "up_to"},
    {"value": 816_000, "printed": "816.000"},
    {"value": 1_234_567, "printed": "12,34,567"},
    {"value": 1_500_000, "printed": "1,5 million"},
    {"value": 2_500_000, "printed": "2\u00bd million"},
    {"value": 9, "printed": "nine"},
    {"low": 3_000_000, "high": 5_000_000, "hedge": "between", "printed": "3 to 5 million"},
    {"value": 147_900_000, "printed": "147.9 million"},
    {"value": 1_234_567, "printed": "1.2 million"},
    {"value": 30_000, "printed": "30,000 (12%)"},
    {"value": 50_000_000, "printed": "\N{POUND SIGN}500,000"} | MONEY,
    {"value": 9, "printed": ""},
]


def entered(client: APIClient, **values: Any) -> Any:
    bare = {name: value for name, value in CLAIM.items() if name not in {"value", "low", "high", "hedge", "printed"}}
    if "speaker_words" in values:
        del bare["speaker_kind"]
    incident = fill(1).reference
    return client.post(f"{ROOT}/incidents/{incident}/claims", bare | values, HTTP_IF_MATCH="*")


@pytest.mark.parametrize("values", OTHER)
def test_another_number_than_the_printed_one_is_asked_about(curator: APIClient, values: dict[str, Any]) -> None:
    refusal = problem(entered(curator, **values), 400)
    [fault] = refusal["errors"]
    assert fault["pointer"] == "/printed"
    assert values["printed"] in fault["detail"]
    assert "confirm" in fault["detail"]
    assert entered(curator, **values, confirm=True).status_code == 201


@pytest.mark.parametrize("values", SAME)
def test_the_printed_number_in_other_signs_is_taken(curator: APIClient, values: dict[str, Any]) -> None:
    answer = entered(curator, **values)
    assert answer.status_code == 201, answer.content


@pytest.mark.parametrize(
    "words",
    [
        "ICO",
        "IC\u200bO",
        "\ufeffICO",
        "ICO\u2060",
        "I\u00adC\u00adO",
        "\uff29\uff23\uff2f",
        "I.C.O.",
        "ico",
        "\u202aICO\u202c",
        "gb\u2010ico",
        "Information\u00a0Commissioner\u2019s Office",
        "  Information Commissioner's\u200b Office ",
    ],
)
def test_an_authority_is_one_speaker_however_its_name_is_written(curator: APIClient, words: str) -> None:
    seed_regulators()
    authority = Regulator.objects.get(slug="gb-ico")
    answer = entered(curator, value=9, speaker_words=words)
    assert answer.status_code == 201, answer.content
    claim = Claim.objects.get(reference=answer.json()["reference"])
    assert (claim.speaker_words, claim.speaker_kind) == (authority.name, "regulator")


@pytest.mark.parametrize("words", ["Tamber\u200b Watch", "\u200eTamber Watch", "Tamber \u00adWatch\ufeff"])
def test_signs_that_nobody_sees_are_not_kept_in_a_speakers_name(curator: APIClient, words: str) -> None:
    assert entered(curator, value=9, speaker_words=words).json()["speaker"] == "Tamber Watch"


def test_joiners_that_a_writing_needs_stay_in_a_name(curator: APIClient) -> None:
    name = "\u0646\u0645\u06cc\u200c\u062f\u0627\u0646\u0645"
    assert entered(curator, value=9, speaker_words=name).json()["speaker"] == name
