"""Exports: valid by the validators of others, honest about units and doubts, and the same incident when imported."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft4Validator
from rest_framework.test import APIClient
from stix2 import parse as parse_stix
from stix2validator import ValidationOptions, validate_instance

from incidents.ledger import record_claims, review_claim, update_incident
from incidents.models import Claim, Evidence, Figure, Incident, RegisterEntry
from incidents.vocabulary import CARRIED_IN, Decision, Metric, Unit
from tests.api import ROOT, actor, fill, problem, says

pytestmark = pytest.mark.django_db
HIBP = [
    {
        "Name": "Larkspur", "Title": "Larkspur", "Domain": "larkspur.example", "BreachDate": "2031-03-02",
        "AddedDate": "2031-03-09T10:00:00Z", "ModifiedDate": "2031-03-09T10:00:00Z", "PwnCount": 41200,
        "Description": "d", "DataClasses": ["Email addresses", "Passwords"], "IsVerified": True, "IsFabricated": False,
        "IsSensitive": False, "IsRetired": False, "IsSpamList": False, "IsMalware": False, "IsStealerLog": False,
    }
]  # fmt: skip


def text_of(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def got(client: APIClient, path: str) -> Any:
    return json.loads(text_of(client.get(f"{ROOT}/{path}")))


def brought_in(tmp_path: Path, command: str, data: Any) -> str:
    file, out = tmp_path / f"{command}.json", io.StringIO()
    file.write_text(json.dumps(data))
    call_command(command, str(file), stdout=out, stderr=out)
    return out.getvalue()


def everything_gone() -> None:
    """An empty database, as another installation has it; regulators come with every installation."""
    for table in (RegisterEntry, Evidence):
        table.objects.all().delete()
    Figure.objects.all().update(claim=None)
    from django.apps import apps

    left = [model for label in ("incidents",) for model in apps.get_app_config(label).get_models()]
    left = [model for model in left if model.__name__ not in ("Regulator", "HistoricalRegulator", "EventCounter")]
    for _ in range(6):
        for model in left:
            rows = model._base_manager.all()
            try:
                rows._raw_delete(rows.db)
            except Exception:  # noqa: BLE001, S112 - points to rows that go later
                continue


def told() -> Incident:
    """An incident with records beside people, a denial, a role that is disputed, and a claim that was pinned."""
    incident = fill(2)
    more = [
        says(700, "Auditor", metric=Metric.RECORDS, unit=Unit.RECORDS),
        says(90_000, "A collective", story="story:9"),
    ]
    record_claims(incident.pk, more, source="article:9", cause="article", actor=actor())
    claim = Claim.objects.get(incident=incident, value=2000)
    review_claim(claim.pk, Decision.ACCEPT, reason="It is in the notice.", actor=actor())
    return incident


def test_exports_are_valid_by_the_schema_of_veris(anonymous: APIClient, shared_data: Path, tmp_path: Path) -> None:
    told()
    brought_in(tmp_path, "import_hibp", HIBP)
    schema = json.loads((shared_data / "veris" / "verisc-merged.json").read_text())
    found = got(anonymous, "incidents?format=veris")
    assert len(found) == 2
    assert [error.message for one in found for error in Draft4Validator(schema).iter_errors(one)] == []


def test_what_the_tests_of_veris_say_is_wrong_the_schema_finds_wrong(shared_data: Path) -> None:
    """Of those that have to fail, each does; those that pass are of an earlier edition."""
    schema = Draft4Validator(json.loads((shared_data / "veris" / "verisc-merged.json").read_text()))
    odd = []
    for file in sorted((shared_data / "veris" / "veris_schema_tests").glob("*.json")):
        test = json.loads(file.read_text())
        if test["should"] == "fail" and not list(schema.iter_errors(test["incident"])):
            odd.append(file.name)
    assert odd == []


def test_people_are_no_records_in_veris(anonymous: APIClient) -> None:
    incident = told()
    one = got(anonymous, f"incidents/{incident.reference}?format=veris")[0]
    assert one["attribute"]["confidentiality"]["data_total"] == 700
    affected = [row for row in one["plus"][CARRIED_IN]["figures"] if row["unit"] == "people"]
    assert affected
    assert all("amount" not in row for row in one["attribute"]["confidentiality"]["data"])


def test_a_doubted_figure_is_told_as_such(anonymous: APIClient) -> None:
    incident = told()
    figure = Figure.objects.get(incident=incident, unit=Unit.PEOPLE)
    Figure.objects.filter(pk=figure.pk).update(status="disputed")
    one = got(anonymous, f"incidents/{incident.reference}?format=veris")[0]
    assert f"Disputed: {figure.sentence}" in one["summary"]
    notes = got(anonymous, f"incidents/{incident.reference}?format=stix")["objects"]
    assert [note["labels"] for note in notes if note["type"] == "note" and "Disputed:" in note["content"]] == [
        ["figure", "doubted"]
    ]


def test_exports_are_valid_by_the_validator_of_stix(anonymous: APIClient, tmp_path: Path) -> None:
    told()
    brought_in(tmp_path, "import_hibp", HIBP)
    bundle = got(anonymous, "incidents?format=stix")
    result = validate_instance(bundle, ValidationOptions(version="2.1"))
    assert result.is_valid, result.errors
    parsed: Any = parse_stix(bundle, allow_custom=False)
    kinds = [one.type for one in parsed.objects]
    assert {"incident", "identity", "note", "report", "marking-definition", "extension-definition"} <= set(kinds)
    assert len({one.id for one in parsed.objects}) == len(kinds)
    [marking] = [one for one in parsed.objects if one.type == "marking-definition"]
    assert "CC-BY-4.0" in marking.definition.statement
    assert bundle == got(anonymous, "incidents?format=stix")


def test_an_empty_list_is_an_empty_document(anonymous: APIClient) -> None:
    assert got(anonymous, "incidents?format=veris") == []
    assert [one["type"] for one in got(anonymous, "incidents?format=stix")["objects"]] == [
        "identity",
        "extension-definition",
    ]


def test_exports_show_what_the_sender_may_see_alone(anonymous: APIClient, curator: APIClient) -> None:
    shown, hidden = fill(1), fill(2)
    update_incident(hidden.pk, {"visibility": "internal"}, actor=actor())
    for form in ("veris", "stix"):
        text = text_of(anonymous.get(f"{ROOT}/incidents?format={form}"))
        assert shown.reference in text
        assert hidden.reference not in text
        assert "Northwind 2" not in text
        assert hidden.reference in text_of(curator.get(f"{ROOT}/incidents?format={form}"))
        problem(anonymous.get(f"{ROOT}/incidents/{hidden.reference}?format={form}"), 404)


@pytest.mark.parametrize("asked", ["fields=title", "omit=claims", "expand=claims", "as_of=2031-05-05", "page_size=2"])
def test_what_a_format_cannot_choose_is_refused_by_name(anonymous: APIClient, asked: str) -> None:
    body = problem(anonymous.get(f"{ROOT}/incidents?format=stix&{asked}"), 400)
    assert body["errors"][0]["name"] == asked.partition("=")[0]
    assert body["errors"][0]["remedy"]


def test_an_export_of_one_incident_is_asked_for_once(anonymous: APIClient) -> None:
    address = f"{ROOT}/incidents/{fill(1).reference}?format=veris"
    answer = anonymous.get(address)
    assert anonymous.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


# --- Round trip


def test_an_export_imported_over_an_empty_database_gives_the_same_export(anonymous: APIClient, tmp_path: Path) -> None:
    told()
    brought_in(tmp_path, "import_hibp", HIBP)
    before = got(anonymous, "incidents?format=veris&ordering=created_at")
    everything_gone()
    assert not Incident.objects.exists()
    assert "2 new" in brought_in(tmp_path, "import_veris", before)
    after = got(anonymous, "incidents?format=veris&ordering=created_at")
    assert sorted(after, key=lambda one: str(one["incident_id"])) == sorted(
        before, key=lambda one: str(one["incident_id"])
    )
    assert "2 unchanged" in brought_in(tmp_path, "import_veris", after)
    # the register itself finds the incident that came from it elsewhere, and is no second voice for its own number
    assert "1 changed" in brought_in(tmp_path, "import_hibp", HIBP)
    assert Incident.objects.count() == 2
    assert Claim.objects.get(speaker_kind="register").stories == 1


def test_an_export_imported_where_it_was_made_matches_and_changes_nothing(anonymous: APIClient, tmp_path: Path) -> None:
    told()
    before = got(anonymous, "incidents?format=veris")
    counts = (Incident.objects.count(), Claim.objects.count(), Evidence.objects.count())
    assert "1 matched" in brought_in(tmp_path, "import_veris", before)
    assert (Incident.objects.count(), Claim.objects.count(), Evidence.objects.count()) == counts
    assert got(anonymous, "incidents?format=veris") == before


def test_an_internal_incident_stays_internal(curator: APIClient, anonymous: APIClient, tmp_path: Path) -> None:
    update_incident(fill(1).pk, {"visibility": "internal"}, actor=actor())
    exported = got(curator, "incidents?format=veris")
    everything_gone()
    assert "1 new" in brought_in(tmp_path, "import_veris", exported)
    assert got(anonymous, "incidents?format=veris") == []


@pytest.mark.parametrize(
    ("place", "value", "column"),
    [
        ("kind", "theft", "kind"),
        ("format", 99, f"plus.{CARRIED_IN}"),
        ("countries", ["Atlantis"], "countries"),
        ("claims", [{"metric": "affected", "unit": "people", "scope": "total", "value": -1}], "value"),
        ("occurred_on", "1031-02-30", "occurred"),
        ("involvements", "x", "involvements"),
        ("involvements", [{"name": "A", "role": "other"}] * 1_001, "involvements: It has 1,001 entries"),
    ],
)
def test_a_record_that_cannot_be_read_is_refused_by_column(
    anonymous: APIClient, tmp_path: Path, place: str, value: Any, column: str
) -> None:
    fill(1)
    exported = got(anonymous, "incidents?format=veris")
    everything_gone()
    exported[0]["plus"][CARRIED_IN][place] = value
    out = io.StringIO()
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(exported))
    with pytest.raises(SystemExit):
        call_command("import_veris", str(file), stdout=out, stderr=out)
    assert column in out.getvalue()
    assert not Incident.objects.exists()


def broken(exported: dict[str, Any], path: str, value: Any) -> None:
    """Puts the value at the path `claims.0.low`; a list in the place of `*` is the first row twice."""
    *way, last = path.split(".")
    place = exported["plus"][CARRIED_IN]
    for name in way:
        place = place[int(name)] if name.isdigit() else place[name]
    if last == "*":
        place.append(dict(place[0]))
    else:
        place[last] = value


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        ("claims.0.low", 10**9, "claims.low: above high"),
        ("claims.0.evidence.*", None, "claims.evidence.source: given twice"),
        ("claims.*", None, "claims.reference: given twice"),
        ("claims.0.reference", "", "claims.reference: missing"),
        ("claims.0.value", 2**63, "value: whole number"),
        ("claims.0.value", 1e3, "value: whole number"),
        ("countries", 5, "countries: no list"),
        ("data_classes", {"a": 1}, "data_classes: no list"),
        ("proceedings.0.together", 5, "together: no list"),
        (
            "proceedings.0.stages.0.evidence",
            [{"source": "a:1", "kind": "decision"}] * 2,
            "proceedings.stages.evidence.source: given twice",
        ),
        (
            "claims.0.relations",
            [{"kind": "repeats", "target": "CL-AAAA-AAAA"}] * 2,
            "claims.relations: given twice",
        ),
    ],
)
def test_a_claim_or_a_step_that_cannot_be_is_refused_by_column(
    anonymous: APIClient, tmp_path: Path, path: str, value: Any, said: str
) -> None:
    told()
    exported = got(anonymous, "incidents?format=veris")[:1]
    everything_gone()
    broken(exported[0], path, value)
    out = io.StringIO()
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(exported))
    with pytest.raises(SystemExit):
        call_command("import_veris", str(file), stdout=out, stderr=out)
    [line] = [line for line in out.getvalue().splitlines() if line.startswith("Line 1, ")]
    column, _, words = said.partition(": ")
    assert line.startswith(f"Line 1, {column}: ")
    assert words in line
    assert not Incident.objects.exists()


# --- The command
