"""What stands in the extension of our STIX objects has a schema of its own, to which the bundle leads."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.templatetags.static import static
from jsonschema import Draft202012Validator, FormatChecker
from rest_framework.test import APIClient

from incidents import vocabulary
from incidents.exports.stix import EXTENSION
from incidents.vocabulary import StageKind
from tests.incidents.exports.test_exports import HIBP, brought_in, got, told
from tests.sources.importing import files as made

FILE = "incidents/stix-extension.json"


@pytest.fixture
def schema() -> dict[str, Any]:
    found = finders.find(FILE)
    assert isinstance(found, str)
    schema: dict[str, Any] = json.loads(Path(found).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return schema


@pytest.mark.django_db
def test_every_extension_of_a_bundle_is_valid_by_the_schema_that_it_names(
    anonymous: APIClient, schema: dict[str, Any], tmp_path: Path
) -> None:
    told()
    brought_in(tmp_path, "import_hibp", HIBP)
    file = tmp_path / "fines.csv"
    file.write_text(made.fines(made.fine_row(), made.fine_row("ETid-2", who="Halden Rail AS", country="SPAIN")))
    call_command("import_gdpr_fines", str(file), verbosity=0)
    objects = got(anonymous, "incidents?format=stix")["objects"]
    [definition] = [one for one in objects if one["type"] == "extension-definition"]
    assert definition["schema"].endswith(static(FILE))
    extended = [(one["type"], one["extensions"][EXTENSION]) for one in objects if "extensions" in one]
    valid = Draft202012Validator(schema, format_checker=FormatChecker())
    assert [(kind, error.message) for kind, one in extended for error in valid.iter_errors(one)] == []
    used = {name for name, part in schema["$defs"].items() for _, one in extended if set(one) <= set(_names(part))}
    assert {"incident", "figure", "claim", "proceeding", "identity"} <= used


def test_the_schema_has_the_terms_of_the_vocabulary(schema: dict[str, Any]) -> None:
    parts = schema["$defs"]
    expected = {
        ("incident", "kind"): vocabulary.IncidentKind,
        ("incident", "status"): vocabulary.IncidentStatus,
        ("figure", "status"): vocabulary.FigureStatus,
        ("claim", "measure"): vocabulary.Measure,
        ("claim", "hedge"): vocabulary.Hedge,
        ("claim", "modality"): vocabulary.Modality,
        ("claim", "polarity"): vocabulary.Polarity,
        ("claim", "speaker_kind"): vocabulary.SpeakerKind,
        ("claim", "basis"): vocabulary.Basis,
        ("claim", "standing"): vocabulary.Standing,
        ("proceeding", "kind"): vocabulary.ProceedingKind,
        ("stage", "kind"): StageKind,
    }
    for (part, name), terms in expected.items():
        assert parts[part]["properties"][name]["enum"] == list(terms), (part, name)
    for name, terms in (("metric", vocabulary.Metric), ("unit", vocabulary.Unit), ("scope", vocabulary.Scope)):
        assert parts[name]["enum"] == list(terms)
    assert parts["incident"]["properties"]["data_classes"]["items"]["enum"] == list(vocabulary.DataClass)


def _names(part: dict[str, Any]) -> list[str]:
    return list(part.get("properties", ()))
