from django.db import migrations, models


class Migration(migrations.Migration):
    """Notes with each stored answer which incident it tells of; those that stand, for a day at most, name none."""

    dependencies = [
        ("access", "0004_scopes_of_stored_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="about_incident",
            field=models.BigIntegerField(
                blank=True,
                help_text="Id of the incident that the answer tells of; empty: of none. Redactions look in no other answers.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="idempotencykey",
            index=models.Index(fields=["about_incident"], name="idempotency_key_by_incident"),
        ),
    ]
