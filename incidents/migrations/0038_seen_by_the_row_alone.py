"""A row that comes to a party is looked at by itself: to ask all that may show the party cost a millisecond for each new
role and claim."""

from django.db import migrations

from incidents.ledger.party_triggers import set_up


def make_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        set_up(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0037_snapshots"),
    ]

    operations = [migrations.RunPython(make_anew, migrations.RunPython.noop)]
