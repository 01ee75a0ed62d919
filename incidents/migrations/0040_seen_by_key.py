"""The triggers of public parties look an incident up by its key (incidents/ledger/party_triggers.py)."""

from typing import Any

from django.db import migrations

from incidents.ledger.party_triggers import set_up


def make_anew(apps: Any, schema_editor: Any) -> None:
    set_up(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0039_figures_by_status_and_scope")]
    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
