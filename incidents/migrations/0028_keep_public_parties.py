"""Which parties are public is kept by triggers from now on (incidents/ledger/party_triggers.py)."""

from django.db import migrations

from incidents.ledger.party_triggers import set_up, take_down


def begin(apps, schema_editor):
    set_up(schema_editor.connection)


def end(apps, schema_editor):
    take_down(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0027_fill_what_lists_need")]

    operations = [migrations.RunPython(begin, end)]
