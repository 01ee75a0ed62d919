"""What is searched is kept by triggers from now on: incidents, parties with their names, claims, quotes, regulators."""

from django.db import migrations

from incidents.search.searched_columns import INCIDENTS_SHELVES
from incidents.search.upkeep import set_up, take_down


def begin(apps, schema_editor):
    set_up(schema_editor.connection, INCIDENTS_SHELVES)


def end(apps, schema_editor):
    take_down(schema_editor.connection, INCIDENTS_SHELVES)


class Migration(migrations.Migration):
    dependencies = [("incidents", "0023_slugs_are_apart")]

    operations = [migrations.RunPython(begin, end)]
