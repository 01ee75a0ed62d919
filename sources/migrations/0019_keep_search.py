"""What is searched of articles and publishers is kept by triggers from now on."""

from django.db import migrations

from incidents.search.upkeep import set_up, take_down
from sources.models.searching import SOURCES_SHELVES


def begin(apps, schema_editor):
    set_up(schema_editor.connection, SOURCES_SHELVES)


def end(apps, schema_editor):
    take_down(schema_editor.connection, SOURCES_SHELVES)


class Migration(migrations.Migration):
    dependencies = [("sources", "0018_day_of_files_and_dismissals"), ("incidents", "0024_keep_search")]

    operations = [migrations.RunPython(begin, end)]
