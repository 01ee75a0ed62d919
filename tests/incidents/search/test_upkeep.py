"""What is kept for searching is set up, filled in portions, restored, and compared with what it is kept of."""

import pytest
from django.db import connection

from incidents.ledger import IncidentDraft, open_incident
from incidents.models import Incident
from incidents.models.searching import search_incidents
from incidents.search import postgres, sqlite, upkeep
from incidents.search.searched_columns import INCIDENT, INCIDENTS_SHELVES
from tests.api import actor, fill

pytestmark = pytest.mark.django_db(transaction=True)  # tables are changed, and each portion is committed


def forgotten() -> None:
    """Have the database forget all that is kept, as before the migration."""
    upkeep.take_down(connection, INCIDENTS_SHELVES)
    upkeep.set_up(connection, INCIDENTS_SHELVES)


def found(typed: str) -> list[str]:
    return sorted(search_incidents(Incident.objects.all(), typed).values_list("title", flat=True))


def test_what_was_there_before_is_filled_in_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PORTION", 1)
    names = [fill(number).title for number in range(1, 4)]
    forgotten()
    assert found("books") == []
    upkeep.fill(connection, INCIDENTS_SHELVES)
    assert found("books") == found("nw") == names
    assert [upkeep.differing(connection, shelf) for shelf in INCIDENTS_SHELVES] == [(0, [])] * len(INCIDENTS_SHELVES)


def test_an_interrupted_fill_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PORTION", 1)
    rows = [open_incident(IncidentDraft(f"Harbour {number}"), actor=actor()) for number in range(3)]
    forgotten()
    portions = list(upkeep._portions(connection, INCIDENT))
    monkeypatch.setattr(upkeep, "_portions", lambda *_: iter(portions[:1]))
    upkeep.fill(connection, [INCIDENT])
    assert found("harbour") == ["Harbour 0"]
    Incident.objects.filter(pk=rows[2].pk).update(title="Harbour written meanwhile")
    monkeypatch.setattr(upkeep, "_portions", lambda *_: iter(portions))
    upkeep.fill(connection, [INCIDENT])
    assert found("harbour") == ["Harbour 0", "Harbour 1", "Harbour written meanwhile"]


def test_what_differs_is_found_and_mended() -> None:
    incident = fill(1)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE incidents_incident DISABLE TRIGGER search_keep_incident")
            cursor.execute("UPDATE incidents_incident SET search = '' WHERE id = %s", [incident.pk])
            cursor.execute("ALTER TABLE incidents_incident ENABLE TRIGGER search_keep_incident")
        else:
            cursor.execute("UPDATE search_incident SET a = 'other words' WHERE rowid = %s", [incident.pk])
            cursor.execute("INSERT INTO search_incident (rowid, a) VALUES (%s, 'of nobody')", [incident.pk + 1])
    many, keys = upkeep.differing(connection, INCIDENT)
    assert keys[0] == incident.pk
    upkeep.mend(connection, INCIDENT, keys)
    assert upkeep.differing(connection, INCIDENT) == (0, [])
    assert found("books") == [incident.title]
    assert many == len(keys)


def test_triggers_that_went_with_their_table_are_made_again() -> None:
    fill(1)
    if connection.vendor == "postgresql":  # makes no table anew
        assert upkeep.restore(connection, INCIDENTS_SHELVES) == []
        return
    with connection.cursor() as cursor:
        for name in sqlite.triggers(INCIDENT):
            cursor.execute(f"DROP TRIGGER {name}")
    Incident.objects.update(title="Written while nobody looked")
    assert upkeep.restore(connection, INCIDENTS_SHELVES) == ["incident"]
    assert found("nobody looked") == ["Written while nobody looked"]
    assert upkeep.restore(connection, INCIDENTS_SHELVES) == []


def test_connections_have_room_to_look_common_words_up() -> None:
    if connection.vendor == "sqlite":  # looks words up within its own cache
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA cache_size")
            assert cursor.fetchone()[0] != 0
        return
    connection.close()  # the next one is told
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_bytes(current_setting('work_mem'))")
        assert cursor.fetchone()[0] >= 32 * 2**20
    with connection.cursor() as cursor:
        cursor.execute("SET work_mem = '64MB'")
        postgres.give_memory(connection)
        cursor.execute("SHOW work_mem")
        assert cursor.fetchone() == ("64MB",)
    connection.close()
