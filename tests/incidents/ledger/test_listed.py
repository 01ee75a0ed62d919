"""What lists need stands in the rows, whatever changed it; and the command that compares them."""

import datetime as dt
import importlib
from collections.abc import Callable
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from incidents.ledger import (
    Actor,
    IncidentDraft,
    InvolvementDraft,
    add_involvement,
    amend_proceeding,
    known_party,
    merge_incidents,
    open_incident,
    open_proceeding,
    record_claims,
    remove_involvement,
    split_incident,
    undo_merge,
    update_incident,
)
from incidents.models import Figure, Incident, Party
from incidents.vocabulary import IncidentStatus, ProceedingKind, Role, Unit, Visibility
from tests.incidents.ledger.conftest import Maker

pytestmark = pytest.mark.django_db

INTERNAL, PUBLIC = {"visibility": Visibility.INTERNAL}, {"visibility": Visibility.PUBLIC}
Opener = Callable[..., Incident]


@pytest.fixture(autouse=True)
def _nothing_drifts(db: None) -> Any:
    """After each test all rows are as they follow: every test checks what it did once more."""
    yield
    output = StringIO()
    call_command("check_rows", stdout=output)
    assert "as it follows" in output.getvalue()


@pytest.fixture
def opened(curator: Actor) -> Opener:
    def make(title: str, *parties: str, **draft: Any) -> Incident:
        roles = [InvolvementDraft(known_party(name), Role.CONTROLLER) for name in parties]
        return open_incident(IncidentDraft(title, involvements=roles, **draft), actor=curator)

    return make


def shown() -> list[str]:
    return sorted(Party.objects.public().values_list("name", flat=True))


def headline(incident: Incident) -> tuple[Any, ...]:
    row = Incident.objects.get(pk=incident.pk)
    return row.affected, row.affected_unit, row.affected_status


# --- The count and the day


def test_the_largest_count_leads_the_row(incident: Incident, curator: Actor, says: Maker) -> None:
    assert headline(incident) == (-1, "", "")
    record_claims(incident.pk, [says(50)], source="wire:1", cause="wire:1", actor=curator)
    figure = Figure.objects.get()
    assert headline(incident) == (50_000_000, "people", figure.status)
    record_claims(incident.pk, [says(70, unit=Unit.ACCOUNTS)], source="wire:2", cause="wire:2", actor=curator)
    assert headline(incident)[:2] == (70_000_000, "accounts")
    record_claims(incident.pk, [], source="wire:2", cause="wire:2", actor=curator)
    record_claims(incident.pk, [], source="wire:1", cause="wire:1", actor=curator)
    assert headline(incident) == (-1, "", "")


def test_the_day_follows_the_days_of_the_incident(incident: Incident, curator: Actor) -> None:
    def dated() -> dt.date:
        return Incident.objects.values_list("dated_on", flat=True).get(pk=incident.pk)

    assert dated() == incident.disclosed_on
    changes = {"disclosed_on": None, "occurred_on": dt.date(2031, 1, 2)}
    update_incident(incident.pk, changes, actor=curator)
    assert dated() == dt.date(2031, 1, 2)
    update_incident(incident.pk, {"occurred_on": None}, actor=curator)
    assert dated() == dt.date.min


def test_a_merge_and_its_undoing_move_the_count(opened: Opener, curator: Actor, says: Maker) -> None:
    kept, gone = opened("Kept"), opened("Gone")
    record_claims(gone.pk, [says(50)], source="wire:1", cause="wire:1", actor=curator)
    merge = merge_incidents(keep=kept.pk, absorb=gone.pk, reason="One.", actor=curator)
    assert headline(kept)[0] == 50_000_000
    undo_merge(merge.pk, reason="Two.", actor=curator)
    assert (headline(kept)[0], headline(gone)[0]) == (-1, 50_000_000)


# --- Which parties are public


def test_a_party_is_public_by_its_role_its_say_or_its_case(opened: Opener, curator: Actor, says: Maker) -> None:
    incident = opened("Books", "Northwind Mail")
    assert shown() == ["Northwind Mail"]
    speaker, respondent = known_party("Quillon"), known_party("Reed Bank")
    known_party("Nobody Yet")
    record_claims(incident.pk, [says(5, party=speaker)], source="wire:1", cause="wire:1", actor=curator)
    case = open_proceeding(
        incident.pk, kind=ProceedingKind.LITIGATION, label="Suit", respondent=respondent, actor=curator
    )
    assert shown() == ["Northwind Mail", "Quillon", "Reed Bank"]
    amend_proceeding(case.pk, {"respondent": None}, actor=curator)
    assert shown() == ["Northwind Mail", "Quillon"]


def test_a_party_is_public_as_long_as_an_incident_of_it_is(opened: Opener, curator: Actor) -> None:
    first, second = opened("One", "Northwind Mail", "Quillon"), opened("Two", "Northwind Mail", **INTERNAL)
    assert shown() == ["Northwind Mail", "Quillon"]
    update_incident(first.pk, INTERNAL, actor=curator)
    assert shown() == []
    update_incident(second.pk, PUBLIC, actor=curator)
    assert shown() == ["Northwind Mail"]
    update_incident(second.pk, {"status": IncidentStatus.REJECTED}, actor=curator)
    assert shown() == []


def test_a_role_that_is_taken_away_hides_the_party(opened: Opener, curator: Actor) -> None:
    incident = opened("One", "Northwind Mail")
    row = add_involvement(incident.pk, InvolvementDraft(known_party("Quillon"), Role.PROCESSOR), actor=curator)
    assert shown() == ["Northwind Mail", "Quillon"]
    remove_involvement(incident.pk, row.pk, actor=curator)
    assert shown() == ["Northwind Mail"]


def test_merging_into_what_is_hidden_hides_and_undoing_shows(opened: Opener, curator: Actor) -> None:
    hidden, seen = opened("Hidden", "Quillon", **INTERNAL), opened("Seen", "Northwind Mail")
    older = opened("Older", "Northwind Mail", "Reed Bank")
    merge_incidents(keep=seen.pk, absorb=older.pk, reason="One.", actor=curator)
    merge = merge_incidents(keep=hidden.pk, absorb=seen.pk, reason="One.", actor=curator)
    assert shown() == []
    update_incident(hidden.pk, PUBLIC, actor=curator)
    assert shown() == ["Northwind Mail", "Quillon", "Reed Bank"]
    update_incident(hidden.pk, INTERNAL, actor=curator)
    undo_merge(merge.pk, reason="Two.", actor=curator)
    assert shown() == ["Northwind Mail", "Reed Bank"]


def test_a_speaker_that_goes_with_a_split_into_what_is_hidden_is_hidden(
    opened: Opener, curator: Actor, says: Maker
) -> None:
    incident = opened("One", "Northwind Mail")
    draft = says(5, party=known_party("Quillon"))
    [claim] = record_claims(incident.pk, [draft], source="wire:1", cause="wire:1", actor=curator).claims
    assert shown() == ["Northwind Mail", "Quillon"]
    split_incident(incident.pk, [claim.pk], IncidentDraft("Apart", **INTERNAL), reason="Other.", actor=curator)
    assert shown() == ["Northwind Mail"]


# --- The command and the migration


def test_the_command_names_what_differs_and_mends_it(incident: Incident, curator: Actor, says: Maker) -> None:
    record_claims(incident.pk, [says(50)], source="wire:1", cause="wire:1", actor=curator)
    right = Incident.objects.filter(pk=incident.pk).values("affected", "affected_confidence", "dated_on").get()
    Incident.objects.update(affected=3, affected_confidence=None, dated_on=dt.date(2001, 1, 1))
    Party.objects.update(public=False)
    output = StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command("check_rows", stdout=output)
    assert refusal.value.returncode == 1
    assert f"incidents: 1 differ: {incident.reference}" in output.getvalue()
    assert "parties: 2 differ" in output.getvalue()
    call_command("check_rows", mend=True, stdout=StringIO())
    assert Incident.objects.filter(pk=incident.pk, **right).exists()


def test_the_migration_fills_rows_in_portions(
    incident: Incident, opened: Opener, curator: Actor, says: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    migration = importlib.import_module("incidents.migrations.0027_fill_what_lists_need")
    monkeypatch.setattr(migration, "PORTION", 1)
    record_claims(incident.pk, [says(50)], source="wire:1", cause="wire:1", actor=curator)
    opened("Without a count", "Quillon", **INTERNAL)
    Incident.objects.update(affected=-1, affected_unit="", affected_status="", affected_confidence=None)
    Incident.objects.update(dated_on=dt.date.min)
    Party.objects.update(public=False)
    editor = SimpleNamespace(connection=connection)
    migration.fill_incidents(apps, editor)
    migration.fill_parties(apps, editor)
    assert headline(incident)[0] == 50_000_000
