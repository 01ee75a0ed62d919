"""Exports written by the command."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from incidents.ledger import update_incident
from tests.api import actor, fill

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("form", ["veris", "stix", "ndjson", "csv"])
def test_the_command_writes_what_everybody_may_see(tmp_path: Path, form: str) -> None:
    kept, other, hidden = fill(1), fill(7), fill(2)
    update_incident(hidden.pk, {"visibility": "internal"}, actor=actor())
    file = tmp_path / "out"
    call_command("export_incidents", "affected_min=6000", format=form, output=str(file), verbosity=0)
    text = file.read_text()
    assert other.reference in text
    assert hidden.reference not in text
    assert kept.reference not in text
    assert [one.name for one in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize("wrong", ["country", "colour=red", "affected_min=many"])
def test_a_filter_that_cannot_be_read_writes_no_file(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(CommandError):
        call_command("export_incidents", wrong, format="csv", output=str(tmp_path / "out"))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", [".", "/", "a" * 300, "nowhere/out"])
def test_a_file_that_cannot_be_written_is_told(tmp_path: Path, name: str) -> None:
    with pytest.raises(CommandError) as told:
        call_command("export_incidents", format="csv", output=name if name in "./" else f"{tmp_path}/{name}")
    assert told.value.returncode == 2
    assert not list(tmp_path.iterdir())
