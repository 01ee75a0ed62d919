"""The day of a step by one source, under the name that the step itself gives it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("incidents", "0017_party_alias_first_word")]

    operations = [
        migrations.RenameField(model_name="stageevidence", old_name="told_on", new_name="happened_on"),
        migrations.RenameField(model_name="stageevidence", old_name="told_precision", new_name="happened_precision"),
        migrations.AlterField(
            model_name="event",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events_beside",
                help_text="A second incident that it tells of: merged, split off.",
                to="incidents.incident",
            ),
        ),
    ]
