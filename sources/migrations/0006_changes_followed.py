from django.db import migrations, models
from django.db.models import Max


def begin_here(apps, schema_editor):
    """What was changed up to now, articles were matched against long ago, or are by hand."""
    last = apps.get_model("incidents", "Event").objects.aggregate(last=Max("sequence"))["last"]
    change = apps.get_model("incidents", "HistoricalParty").objects.aggregate(last=Max("history_id"))["last"]
    apps.get_model("sources", "ChangesFollowed").objects.create(pk=1, event=last or 0, party_change=change or 0)


class Migration(migrations.Migration):
    dependencies = [
        ("incidents", "0001_initial"),
        ("sources", "0005_mention_held_because"),
    ]

    operations = [
        migrations.CreateModel(
            name="ChangesFollowed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.PositiveBigIntegerField(
                        default=0, help_text="Sequence of the last event that was followed."
                    ),
                ),
                (
                    "party_change",
                    models.PositiveBigIntegerField(
                        default=0, help_text="Id of the last change in the parties' history that was followed."
                    ),
                ),
            ],
            options={"verbose_name_plural": "changes followed"},
        ),
        migrations.RunPython(begin_here, migrations.RunPython.noop),
    ]
