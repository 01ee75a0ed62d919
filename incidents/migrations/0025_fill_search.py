"""What was there before is kept for searching: in portions, each committed, so that nobody waits for all of it and an
interrupted run goes on where it was."""

from django.db import migrations

from incidents.search.searched_columns import INCIDENTS_SHELVES
from incidents.search.upkeep import fill


def fill_shelves(apps, schema_editor):
    fill(schema_editor.connection, INCIDENTS_SHELVES)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("incidents", "0024_keep_search")]

    operations = [migrations.RunPython(fill_shelves, migrations.RunPython.noop)]
