"""Indexes that are made on a table while others write to it."""

from typing import Any

from django.db import migrations


class AddIndexBeside(migrations.AddIndex):
    """Django's AddIndex, CONCURRENTLY on PostgreSQL: the migration must not be atomic. An index that is there is left
    as it is; one that an interrupted run left unfinished is made anew."""

    atomic = False

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        connection = schema_editor.connection
        if connection.vendor == "postgresql":
            _drop_unfinished(connection, self.index.name)
        if _is_there(connection, model._meta.db_table, self.index.name):
            return
        options = {"concurrently": True} if connection.vendor == "postgresql" else {}
        schema_editor.add_index(model, self.index, **options)


def _is_there(connection: Any, table: str, name: str) -> bool:
    with connection.cursor() as cursor:
        return name in connection.introspection.get_constraints(cursor, table)


def _drop_unfinished(connection: Any, name: str) -> None:
    asked = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass(%s) AND NOT indisvalid"
    with connection.cursor() as cursor:
        cursor.execute(asked, [name])
        if cursor.fetchone():
            cursor.execute(f"DROP INDEX CONCURRENTLY {connection.ops.quote_name(name)}")
