"""The articles and publishers that were there before are kept for searching: in portions, each committed."""

from django.db import migrations

from incidents.search.upkeep import fill
from sources.models.searching import SOURCES_SHELVES


def fill_shelves(apps, schema_editor):
    fill(schema_editor.connection, SOURCES_SHELVES)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0019_keep_search")]

    operations = [migrations.RunPython(fill_shelves, migrations.RunPython.noop)]
