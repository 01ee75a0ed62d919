from django.db import migrations, models


class Migration(migrations.Migration):
    """Counts how often a redaction changed an event, so that an answer to what it said before is told."""

    dependencies = [
        ("incidents", "0010_evidence_submitted"),
    ]

    operations = [
        migrations.AddField(
            model_name="event",
            name="revision",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="How often a redaction changed the data."
            ),
        ),
    ]
