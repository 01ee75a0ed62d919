from django.db import migrations, models

import tracker.foundation.access.models


class Migration(migrations.Migration):
    """Notes with each stored answer what its sender could do; those that stand count as a sender who could do all."""

    dependencies = [
        ("access", "0003_encrypt_stored_answers"),
    ]

    operations = [
        migrations.AddField(
            model_name="idempotencykey",
            name="scopes",
            field=models.JSONField(
                default=tracker.foundation.access.models.every_scope,
                help_text="What its sender could do then; the answer is repeated to nobody who can less.",
            ),
        ),
    ]
