"""Triggers of the database that keep `Party.public`, so that nothing passes it by: no verb of the ledger, no `update()`,
no line of SQL by hand.

| written                                             | then                                                           |
| --------------------------------------------------- | -------------------------------------------------------------- |
| a role, a claim or a proceeding comes to a party    | the party is public if the incident is                         |
| one goes from a party, or to another incident       | the party is public only if another incident still shows it    |
| an incident is shown, or is so no more              | the same of all its parties                                    |

On PostgreSQL they run at the end of the transaction, or where `publish` asks for them, and hold the row that numbers
events: of two transactions that change the same party, the second sees what the first did. On SQLite, where one writes
at a time, they run at once.
"""

from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction

SHOWN: Final = "({row}.visibility = 'public' AND NOT {row}.withheld AND {row}.status NOT IN ('candidate', 'rejected'))"
DECIDING: Final = "visibility, status, withheld"  # columns, of which SHOWN is made
# name -> (table, its column of the party); each has `incident_id`
RELATIONS: Final = {
    "involvement": ("incidents_involvement", "party_id"),
    "claim": ("incidents_claim", "speaker_party_id"),
    "proceeding": ("incidents_proceeding", "respondent_id"),
}
NAMES: Final = tuple(f"party_seen_by_{name}" for name in (*RELATIONS, "incident"))


def set_up(connection: Any) -> None:
    """Make the triggers, anew where they are there."""
    statements = _on_postgresql() if connection.vendor == "postgresql" else _on_sqlite().values()
    _run(connection, [*_removing(connection.vendor), *statements])


def take_down(connection: Any) -> None:
    _run(connection, _removing(connection.vendor))


def restore(connection: Any) -> None:
    """Make those of SQLite again that were lost when Django made their table anew; only once they are begun with."""
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()} & set(_on_sqlite())
    if there and there != set(_on_sqlite()):
        set_up(connection)


def follow(connection: Any) -> None:
    """Have PostgreSQL run now what it would at the end of the transaction."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET CONSTRAINTS {', '.join(NAMES)} IMMEDIATE")


def _run(connection: Any, statements: Any) -> None:
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _removing(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield from (f"DROP FUNCTION IF EXISTS {name}() CASCADE" for name in NAMES)
        yield "DROP FUNCTION IF EXISTS party_is_seen(bigint)"
    else:
        yield from (f"DROP TRIGGER IF EXISTS {name}" for name in _on_sqlite())


def _seen(party: str) -> str:
    """Whether an incident that everybody may see shows the party."""
    incident = SHOWN.format(row="i")
    return " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} r WHERE r.{column} = {party} "
        f"AND (SELECT {incident} FROM incidents_incident i WHERE i.id = r.incident_id))"
        for table, column in RELATIONS.values()
    )


def _parties_of(incident: str) -> str:
    return " UNION ".join(
        f"SELECT {column} FROM {table} WHERE incident_id = {incident}" for table, column in RELATIONS.values()
    )


def _shown(incident: str) -> str:
    return f"EXISTS (SELECT 1 FROM incidents_incident i WHERE i.id = {incident} AND {SHOWN.format(row='i')})"


# --- PostgreSQL


def _on_postgresql() -> Iterator[str]:
    yield f"CREATE FUNCTION party_is_seen(p bigint) RETURNS boolean LANGUAGE sql STABLE AS $$ SELECT {_seen('p')} $$"
    hold = "PERFORM 1 FROM incidents_eventcounter WHERE id = 1 FOR NO KEY UPDATE;"
    for name, (table, column) in RELATIONS.items():
        # No join: a plan that was made while the tables were empty, and is kept, would read all incidents for each row.
        yield f"""CREATE FUNCTION party_seen_by_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            {hold}
            IF TG_OP <> 'DELETE' THEN
                UPDATE incidents_party SET public = true WHERE id = NEW.{column} AND NOT public
                AND EXISTS (SELECT 1 FROM {table} r WHERE r.id = NEW.id AND r.{column} = incidents_party.id
                    AND (SELECT {SHOWN.format(row="i")} FROM incidents_incident i WHERE i.id = r.incident_id));
            END IF;
            IF TG_OP <> 'INSERT' THEN
                UPDATE incidents_party SET public = false WHERE id = OLD.{column} AND public AND NOT party_is_seen(id);
            END IF;
            RETURN NULL; END $$"""
        yield _constraint(name, table, f"INSERT OR DELETE OR UPDATE OF incident_id, {column}")
    old, new = (SHOWN.format(row=row) for row in ("OLD", "NEW"))
    yield f"""CREATE FUNCTION party_seen_by_incident() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        {hold}
        UPDATE incidents_party SET public = NOT public
        WHERE id IN ({_parties_of("NEW.id")}) AND public <> party_is_seen(id);
        RETURN NULL; END $$"""
    yield _constraint("incident", "incidents_incident", f"UPDATE OF {DECIDING}", f"WHEN ({old} <> {new})")


def _constraint(name: str, table: str, moment: str, condition: str = "") -> str:
    return f"""CREATE CONSTRAINT TRIGGER party_seen_by_{name} AFTER {moment} ON {table}
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {condition} EXECUTE FUNCTION party_seen_by_{name}()"""


# --- SQLite


def _on_sqlite() -> dict[str, str]:
    """By name, the statements that make the triggers."""
    made = {}

    def add(name: str, moment: str, *statements: str) -> None:
        made[name] = f"CREATE TRIGGER {name} AFTER {moment} BEGIN {'; '.join(statements)}; END"

    show, hide = (f"UPDATE incidents_party SET public = {int(public)} WHERE" for public in (True, False))
    unseen = f"public AND NOT ({_seen('incidents_party.id')})"
    for name, (table, column) in RELATIONS.items():
        come = f"{show} id = NEW.{column} AND NOT public AND {_shown('NEW.incident_id')}"
        gone = f"{hide} id = OLD.{column} AND {unseen}"
        add(f"party_seen_by_{name}_added", f"INSERT ON {table}", come)
        add(f"party_seen_by_{name}_changed", f"UPDATE OF incident_id, {column} ON {table}", come, gone)
        add(f"party_seen_by_{name}_gone", f"DELETE ON {table}", gone)
    old, new = (SHOWN.format(row=row) for row in ("OLD", "NEW"))
    of_it = f"id IN ({_parties_of('NEW.id')})"
    add(
        "party_seen_by_incident_changed",
        f"UPDATE OF {DECIDING} ON incidents_incident WHEN {old} <> {new}",
        f"{show} NOT public AND {new} AND {of_it}",
        f"{hide} NOT {new} AND {of_it} AND {unseen}",
    )
    return made
