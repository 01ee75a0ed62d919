"""Our exports among the tests that VERIS brings for its schema: what each test is about, put into an export of ours, is
right or wrong as that test says."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from jsonschema import Draft4Validator
from rest_framework.test import APIClient

from tests.incidents.exports.test_exports import got

pytestmark = pytest.mark.django_db
TESTS = 222  # beside the program that runs them
# Told of edition 1.3; 1.4 asks for the government of a victim, and no more for the country of an actor.
OF_AN_EARLIER_EDITION = {
    "actor.external.country_missing",
    "asset.assets_missing",
    "timeline.incident.year_high",
    "valid_asset",
    "valid_timeline",
    "valid_victim",
    "valid_victim.country",
    "valid_victim.industry_range",
    "valid_victim.industry_two",
}


@pytest.fixture
def veris(shared_data: Path) -> Path:
    return shared_data / "veris"


def as_tested(export: dict[str, Any], name: str, tested: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """The export with the part that the test is about, and what nobody knows."""
    parts = (part for part in {*known, *tested} if name.removeprefix("valid_").startswith(part))
    part = max(parts, key=len, default="")
    kept = {key: value for key, value in export.items() if key != part}
    return kept | {key: value for key, value in tested.items() if key == part or key not in known}


def test_exports_of_the_demo_and_of_veris_rows_are_as_the_tests_of_veris_say(
    anonymous: APIClient, veris: Path, tmp_path: Path
) -> None:
    file = tmp_path / "rows.json"
    rows = sorted((veris / "incidents_sample").glob("*.json"))
    file.write_text("\n".join(row.read_text(encoding="utf-8") for row in rows), encoding="utf-8")
    call_command("import_veris", str(file), verbosity=0)
    call_command("demo", "--here", verbosity=0)
    schema = Draft4Validator(json.loads((veris / "verisc-merged.json").read_text()))
    exports = got(anonymous, "incidents?format=veris&ordering=created_at")
    assert len(exports) == len(rows) + 1, "the demo has one incident that everybody may see"
    assert [error.message for one in exports for error in schema.iter_errors(one)] == []
    known = set(schema.schema["properties"])
    for export in (exports[0], exports[-1]):
        otherwise = set()
        tests = sorted((veris / "veris_schema_tests").glob("*.json"))
        for path in tests:
            test = json.loads(path.read_text())
            right = not list(schema.iter_errors(as_tested(export, path.stem, test["incident"], known)))
            if right != (test["should"] == "pass"):
                otherwise.add(path.stem)
        assert otherwise == OF_AN_EARLIER_EDITION
        assert (len(tests), len(tests) - len(otherwise)) == (TESTS, 213)
