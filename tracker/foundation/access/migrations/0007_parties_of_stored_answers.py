from django.db import migrations, models


class Migration(migrations.Migration):
    """Notes with each stored answer which party it tells of; those that stand, for a day at most, name none."""

    dependencies = [
        ("access", "0006_token_issued_by"),
    ]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="about_party",
            field=models.BigIntegerField(
                blank=True, help_text="Id of the party that the answer tells of; empty: of none.", null=True
            ),
        ),
        migrations.AddIndex(
            model_name="idempotencykey",
            index=models.Index(fields=["about_party"], name="idempotency_key_by_party"),
        ),
    ]
